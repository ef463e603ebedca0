namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>POST-01: a post at this PCN covers the day.</summary>
internal sealed class InPostRule : IRule
{
    public string Id => "POST-01";

    public string Title => "In post at this PCN";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Recruitment information");

    public bool LooksAhead => false;

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        if (context.PostOn(day) is { } post)
            return Answer.Met("InPost", post.Id);
        return Answer.NotMet(context.Posts.Any(p => p.StartDate > day) ? "StartsLater" : context.Posts.Count > 0 ? "Left" : "NoPost");
    }

    // Posts are turns of every rule.
    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) => [];

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "InPost" => $"In post here since {Sentences.Date(context.StretchTo(day)!.From)}.",
        "StartsLater" => $"The post here starts on {Sentences.Date(context.Posts.First(p => p.StartDate > day).StartDate)}.",
        "Left" => $"The last post here ended on {Sentences.Date(context.Posts.Max(p => p.EndDate ?? day))}.",
        _ => "No post at this PCN is recorded.",
    };
}

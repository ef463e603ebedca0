namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>ARR-01: the post's band is one that the scheme reimburses.</summary>
internal sealed class BandRule : IRule
{
    public string Id => "ARR-01";

    public string Title => "Band within the scheme";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Funding");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var post = context.PostOn(day)!;
        if (!post.ArrsFunded)
            return Answer.NotApplicable("NotArrsFunded");
        return post.AfcBand <= context.RulesOn(day).Values.MaxAfcBand ? Answer.Met("BandWithinScheme", post.Id) : Answer.NotMet("BandAboveScheme", post.Id);
    }

    // Posts and packs are turns of every rule.
    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) => [];

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "NotArrsFunded" => "The post is not funded by the scheme.",
        "BandWithinScheme" => $"Band {context.PostOn(day)!.AfcBand} is within the scheme.",
        _ => $"Band {context.PostOn(day)!.AfcBand} is above band {context.RulesOn(day).Values.MaxAfcBand}, the highest that the guidance names.",
    };
}

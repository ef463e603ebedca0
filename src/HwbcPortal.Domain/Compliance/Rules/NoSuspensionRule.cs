namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>FTP-01: no pause of referrals is in force. A pause holds at every PCN and never ends by itself.</summary>
internal sealed class NoSuspensionRule : IRule
{
    public string Id => "FTP-01";

    public string Title => "No suspension in force";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Manager;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Health and wellbeing coach supervision");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var inForce = InForce(context, day).ToList();
        if (inForce.Count == 0)
            return Answer.Met("NoSuspension");
        var overdue = inForce.Where(s => s.ReviewOn < day).ToList();
        return overdue.Count > 0
            ? Answer.NotMet("SuspensionReviewOverdue", [.. overdue.Select(s => s.Id)])
            : Answer.NotMet("Suspended", [.. inForce.Select(s => s.Id)]);
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        foreach (var suspension in context.Seen.Suspensions)
        {
            yield return suspension.From;
            yield return Days.Plus(suspension.ReviewOn, 1);
            if (suspension.LiftedOn is { } lifted)
                yield return lifted;
        }
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "NoSuspension" => "Referrals are not paused.",
        "Suspended" => $"Referrals are paused since {Sentences.Date(InForce(context, day).Min(s => s.From))}; the review is on {Sentences.Date(InForce(context, day).Min(s => s.ReviewOn))}.",
        _ => $"Referrals are paused since {Sentences.Date(InForce(context, day).Min(s => s.From))}; the review was due on {Sentences.Date(InForce(context, day).Min(s => s.ReviewOn))}.",
    };

    private static IEnumerable<Suspension> InForce(EvaluationContext context, DateOnly day) =>
        context.Seen.Suspensions.Where(s => s.From <= day && (s.LiftedOn is null || day < s.LiftedOn));
}

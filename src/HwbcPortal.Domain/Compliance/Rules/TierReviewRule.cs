namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>TIER-01: a tier 1 coach is looked at again after 6 and 12 months. No tier changes by itself.</summary>
internal sealed class TierReviewRule : IRule
{
    public string Id => "TIER-01";

    public string Title => "Tier reviewed";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Supervisor;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Tier 1 practitioners: first 6 to 12 months of practice");

    public bool LooksAhead => false;

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var coach = context.Seen.Coach;
        if (coach.Tier is null)
            return Answer.NotApplicable("TierNotRecorded");
        if (coach.Tier > 1)
            return Answer.Met("NotTier1");
        return Due(context, day) switch
        {
            { Months: 12 } => Answer.DueSoon("TwelveMonthReviewDue"),
            { } => Answer.DueSoon("SixMonthReviewDue"),
            null => Answer.Met("TierCurrent"),
        };
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        if (context.Seen.Posts.Count == 0)
            return [];
        var first = FirstDay(context);
        DateOnly[] reviews = [Days.PlusMonths(first, 6), Days.PlusMonths(first, 12)];
        return context.Seen.Coach.TierReviewedOn is { } reviewed ? [.. reviews, reviewed] : reviews;
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "TierNotRecorded" => "No tier is recorded.",
        "NotTier1" => $"Tier {context.Seen.Coach.Tier}.",
        "TwelveMonthReviewDue" or "SixMonthReviewDue" => $"Tier 1; the {Due(context, day)!.Value.Months}-month review has been due since {Sentences.Date(Due(context, day)!.Value.On)}.",
        _ => "Tier 1; no review is due.",
    };

    private static (int Months, DateOnly On)? Due(EvaluationContext context, DateOnly day) =>
        context.Seen.Posts.Count == 0 ? null : TierReviews.Due(context.Seen.Coach.Tier, context.Seen.Coach.TierReviewedOn, FirstDay(context), day);

    private static DateOnly FirstDay(EvaluationContext context) => context.Seen.Posts.Min(p => p.StartDate);
}

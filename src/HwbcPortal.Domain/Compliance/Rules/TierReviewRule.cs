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
        var (six, twelve) = Reviews(context);
        if (day >= twelve && !ReviewedSince(coach, twelve, day))
            return Answer.DueSoon("TwelveMonthReviewDue");
        return day >= six && !ReviewedSince(coach, six, day) ? Answer.DueSoon("SixMonthReviewDue") : Answer.Met("TierCurrent");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        var (six, twelve) = Reviews(context);
        return context.Seen.Coach.TierReviewedOn is { } reviewed ? [six, twelve, reviewed] : [six, twelve];
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "TierNotRecorded" => "No tier is recorded.",
        "NotTier1" => $"Tier {context.Seen.Coach.Tier}.",
        "TwelveMonthReviewDue" => $"Tier 1; the 12-month review has been due since {Sentences.Date(Reviews(context).Twelve)}.",
        "SixMonthReviewDue" => $"Tier 1; the 6-month review has been due since {Sentences.Date(Reviews(context).Six)}.",
        _ => "Tier 1; no review is due.",
    };

    private static bool ReviewedSince(Coach coach, DateOnly from, DateOnly day) => coach.TierReviewedOn >= from && coach.TierReviewedOn <= day;

    private static (DateOnly Six, DateOnly Twelve) Reviews(EvaluationContext context)
    {
        if (context.Seen.Posts.Count == 0)
            return (DateOnly.MaxValue, DateOnly.MaxValue);
        var start = context.Seen.Posts.Min(p => p.StartDate);
        return (Days.PlusMonths(start, 6), Days.PlusMonths(start, 12));
    }
}

namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>TRN-01: an accredited, verified four-day course, or a two-day one with accepted previous experience.</summary>
internal sealed class QualifyingTrainingRule : IRule
{
    public string Id => "TRN-01";

    public string Title => "Qualifying health coaching training";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Coach;

    public Basis Basis => Basis.Guidance;

    public Source Source => Source.Guide("Training and development: mandatory training");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        var values = context.RulesOn(day).Values;
        var all = TrainingOn.All(context, day);
        var decision = TrainingOn.Decision(context, day);
        var accepted = decision?.Decision == PriorExperienceDecision.Accepted;
        if (First(all.Where(t => t.CourseDays >= values.FourDayCourseDays && t.Qualifies)) is { } routeA)
            return Answer.Met("RouteA", routeA);
        if (accepted && First(all.Where(t => t.CourseDays >= values.TwoDayCourseDays && t.CourseDays < values.FourDayCourseDays && t.Qualifies)) is { } routeB)
            return Answer.Met("RouteB", routeB, decision!.Id);
        return Answer.NotMet(WhyNot(all, accepted, values));
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to) => TrainingOn.Turns(context);

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "RouteA" => $"The four-day course is complete and was checked{Checked(context, answer)}.",
        "RouteB" => $"The two-day course is complete and was checked{Checked(context, answer)}, and previous experience is accepted.",
        "AwaitingAssessment" => "The course is complete; its assessment has not been passed yet.",
        "AwaitingVerification" => "The course is complete; its certificate has not been checked yet.",
        "PriorExperienceNeeded" => "A two-day course is complete; it counts once previous experience is accepted.",
        "Expired" => "The certificate has expired.",
        "NotAccredited" => "The course was not accredited on the day on which it was completed.",
        "Rejected" => "The certificate was looked at and returned.",
        "InProgress" => "The course has started and is not complete yet.",
        "Enrolled" => "A course is booked and has not started yet.",
        _ => "No qualifying course is recorded here yet.",
    };

    /// <summary>The record completed first, then the lowest id.</summary>
    private static string? First(IEnumerable<TrainingOn> records) =>
        records.OrderBy(t => t.Training.CompletedOn).ThenBy(t => t.Training.Id, StringComparer.Ordinal).Select(t => t.Training.Id).FirstOrDefault();

    /// <summary>The first that applies: what is nearest to a clearance is told.</summary>
    private static string WhyNot(List<TrainingOn> all, bool accepted, RuleParameters values)
    {
        var completed = all.Where(t => t.Stage == Stage.Completed).ToList();
        var candidates = completed.Where(t => t.CourseDays >= (accepted ? values.TwoDayCourseDays : values.FourDayCourseDays)).ToList();
        if (candidates.Any(t => t.IsAccredited && t.IsVerified && !t.IsAssessed && !t.IsExpired))
            return "AwaitingAssessment";
        if (candidates.Any(t => t.IsAccredited && !t.IsRejected && !t.IsExpired))
            return "AwaitingVerification";
        if (!accepted && completed.Any(t => t.CourseDays < values.FourDayCourseDays && t.CourseDays >= values.TwoDayCourseDays && t.IsAccredited && !t.IsRejected && !t.IsExpired))
            return "PriorExperienceNeeded";
        if (candidates.Any(t => t.IsAccredited && t.IsExpired))
            return "Expired";
        if (candidates.Any(t => !t.IsAccredited))
            return "NotAccredited";
        if (candidates.Any(t => t.IsRejected))
            return "Rejected";
        var courses = all.Where(t => t.CourseDays >= values.TwoDayCourseDays).ToList();
        return courses.Any(t => t.Stage == Stage.Started) ? "InProgress" : courses.Any(t => t.Stage == Stage.Enrolled) ? "Enrolled" : "NoTraining";
    }

    private static string Checked(EvaluationContext context, Answer answer) =>
        context.Seen.Training.FirstOrDefault(t => t.Id == answer.Evidence[0])?.Verification is { } v ? $" on {Sentences.Date(v.On)}" : "";
}

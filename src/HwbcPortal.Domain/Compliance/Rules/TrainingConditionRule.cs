namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>TRN-02: for the role requirements it is enough to be enrolled in, undertaking or qualified from accredited training.</summary>
internal sealed class TrainingConditionRule : IRule
{
    private const int MonthsToAPlannedStart = 3;

    public string Id => "TRN-02";

    public string Title => "Training condition of the role requirements";

    public Subject Subject => Subject.Coach;

    public Owner Owner => Owner.Coach;

    public Basis Basis => Basis.Contract;

    public Source Source => Source.Contract("Health and wellbeing coach; check the contract text");

    public Answer Check(EvaluationContext context, DateOnly day)
    {
        if (!context.PostOn(day)!.ArrsFunded)
            return Answer.NotApplicable("NotArrsFunded");
        var training = context.Own("TRN-01", day)!;
        if (training.Outcome == Outcome.Met)
            return Answer.Met("Qualified", [.. training.Evidence]);

        var values = context.RulesOn(day).Values;
        var accepted = TrainingOn.Decision(context, day)?.Decision == PriorExperienceDecision.Accepted;
        var courses = TrainingOn.All(context, day).Where(t => t.CourseDays >= (accepted ? values.TwoDayCourseDays : values.FourDayCourseDays)).ToList();
        var underWay = courses.Where(IsUnderWay).ToList();
        if (underWay.Where(t => day < Days.PlusMonths(Began(t.Training), values.StaleTrainingMonths)).Select(t => t.Training.Id).FirstOrDefault() is { } going)
            return Answer.Met("Undertaking", going);
        var booked = values.AcceptEnrolled ? courses.Where(t => t.Stage == Stage.Enrolled && t.IsAccreditedToday && t.Training.BookingReference is not null).ToList() : [];
        if (booked.Where(t => day <= Days.Plus(Planned(t.Training), values.StaleEnrolmentDays)).Select(t => t.Training.Id).FirstOrDefault() is { } waiting)
            return values.EnrolledIsQuery ? Answer.DueSoon("Enrolled", waiting) : Answer.Met("Enrolled", waiting);
        return Answer.NotMet(underWay.Count > 0 ? "TrainingStalled" : booked.Count > 0 ? "EnrolmentStale" : "NotEnrolled");
    }

    public IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to)
    {
        foreach (var day in TrainingOn.Turns(context))
            yield return day;
        foreach (var training in context.Seen.Training)
        {
            foreach (var window in context.WindowsOf(training.Programme))
            {
                yield return window.From;
                if (window.To is { } end)
                    yield return Days.Plus(end, 1);
            }

            foreach (var (_, rules) in context.RulesThroughTime)
            {
                if (training.StartedOn is not null || training.CompletedOn is not null)
                    yield return Days.PlusMonths(Began(training), rules.Values.StaleTrainingMonths);
                yield return Days.Plus(Planned(training), rules.Values.StaleEnrolmentDays + 1);
            }
        }
    }

    public string Reason(EvaluationContext context, DateOnly day, Answer answer) => answer.Code switch
    {
        "NotArrsFunded" => "The post is not funded by the scheme.",
        "Qualified" => "Qualified from accredited training.",
        "Undertaking" => "Accredited training is under way.",
        "Enrolled" when answer.Outcome == Outcome.DueSoon => "Training is booked. Later guidance no longer names being enrolled, so look at the contract text.",
        "Enrolled" => "Accredited training is booked.",
        "TrainingStalled" => "Training began long ago and is not complete.",
        "EnrolmentStale" => "The booked training did not start when it was planned.",
        _ => "No accredited training is booked or under way.",
    };

    private static bool IsUnderWay(TrainingOn t) => t.Stage switch
    {
        Stage.Started => t.IsAccreditedToday,
        Stage.Completed => t.IsAccredited && !t.IsRejected && !t.IsExpired,
        _ => false,
    };

    private static DateOnly Began(Training training) => training.StartedOn ?? training.CompletedOn!.Value;

    private static DateOnly Planned(Training training) => training.PlannedStartOn ?? Days.PlusMonths(training.EnrolledOn, MonthsToAPlannedStart);
}

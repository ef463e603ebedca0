using HwbcPortal.Domain.Compliance.Rules;

namespace HwbcPortal.Domain.Compliance;

/// <summary>How a step of a route to clearance stands.</summary>
public enum RouteStepState
{
    /// <summary>Still needed.</summary>
    Needed,

    /// <summary>Begun.</summary>
    UnderWay,

    /// <summary>Done by the coach; somebody has to look at it.</summary>
    Waiting,

    /// <summary>Done.</summary>
    Done,
}

/// <summary>A step of a route.</summary>
/// <param name="Name">What it is.</param>
/// <param name="State">How it stands.</param>
/// <param name="Sentence">The same in a sentence.</param>
public sealed record RouteStep(string Name, RouteStepState State, string Sentence);

/// <summary>The two ways to qualifying training (TRN-01) side by side, each with what is still needed.</summary>
/// <param name="FourDays">Route A: a four-day course.</param>
/// <param name="TwoDays">Route B: a two-day course and accepted previous experience.</param>
public sealed record TrainingRoutes(IReadOnlyList<RouteStep> FourDays, IReadOnlyList<RouteStep> TwoDays)
{
    /// <summary>The routes of a coach on a day. They explain TRN-01 and decide nothing: a route whose steps are all done is the one that it names.</summary>
    /// <param name="file">A file that the validator accepted.</param>
    /// <param name="pcn">The PCN, whose local policy can set how many days a course needs.</param>
    /// <param name="day">The day, from the first rule pack on.</param>
    public static TrainingRoutes Of(CoachFile file, string pcn, DateOnly day)
    {
        var context = ComplianceEvaluator.Default.ContextOf(file, pcn, null);
        var values = context.RulesOn(day).Values;
        var all = TrainingOn.All(context, day).Where(t => t.Stage is not (Stage.None or Stage.Withdrawn)).ToList();
        var decision = TrainingOn.Decision(context, day);
        var experience = decision?.Decision switch
        {
            PriorExperienceDecision.Accepted => new RouteStep("Previous experience", RouteStepState.Done, $"Accepted on {Sentences.Date(decision.DecidedOn)}."),
            PriorExperienceDecision.Declined => new RouteStep("Previous experience", RouteStepState.Needed, $"Not accepted on {Sentences.Date(decision.DecidedOn)}."),
            _ => new RouteStep("Previous experience", RouteStepState.Needed, "To be described, with evidence, and accepted by a manager."),
        };
        return new TrainingRoutes(
            Course("Four-day course", all.Where(t => t.CourseDays >= values.FourDayCourseDays)),
            [.. Course("Two-day course", all.Where(t => t.CourseDays >= values.TwoDayCourseDays && t.CourseDays < values.FourDayCourseDays)), experience]);
    }

    private static List<RouteStep> Course(string name, IEnumerable<TrainingOn> records)
    {
        // The record that has come furthest is the one that is told of.
        var best = records.OrderByDescending(t => t.Qualifies).ThenByDescending(t => t.Stage == Stage.Completed && t.IsAccredited && !t.IsExpired && !t.IsRejected).ThenByDescending(t => t.Stage)
            .ThenBy(t => t.Training.Id, StringComparer.Ordinal).Select(t => (TrainingOn?)t).FirstOrDefault();
        if (best is not { } record)
            return [new RouteStep(name, RouteStepState.Needed, "None is recorded here yet."), Certificate(RouteStepState.Needed, "To be checked when the course is complete.")];
        if (record.Stage != Stage.Completed)
        {
            return [new RouteStep(name, RouteStepState.UnderWay, record.Stage == Stage.Started ? "Under way." : "Booked."), Certificate(RouteStepState.Needed, "To be checked when the course is complete.")];
        }

        var steps = new List<RouteStep>
        {
            !record.IsAccredited ? new RouteStep(name, RouteStepState.Needed, "Complete, but the programme was not accredited on that day.")
                : record.IsExpired ? new RouteStep(name, RouteStepState.Needed, "Complete, but the certificate has expired.")
                : new RouteStep(name, RouteStepState.Done, $"Completed on {Sentences.Date(record.Training.CompletedOn!.Value)}, accredited on that day."),
        };
        if (record.Programme.HasAssessment)
        {
            steps.Add(record.IsAssessed ? new RouteStep("Assessment", RouteStepState.Done, $"Passed on {Sentences.Date(record.Training.AssessmentPassedOn!.Value)}.")
                : new RouteStep("Assessment", RouteStepState.Needed, "Not passed yet."));
        }

        steps.Add(record.IsRejected ? Certificate(RouteStepState.Needed, "It was looked at and returned.")
            : record.IsVerified && (!record.Programme.HasAssessment || !(record.Training.Verification!.On < record.Training.AssessmentPassedOn)) ? Certificate(RouteStepState.Done, $"Checked on {Sentences.Date(record.Training.Verification!.On)}.")
            : record.IsVerified ? Certificate(RouteStepState.Waiting, "Checked before the assessment was passed; to be checked again.")
            : Certificate(RouteStepState.Waiting, "Waiting to be checked by a manager."));
        return steps;
    }

    private static RouteStep Certificate(RouteStepState state, string sentence) => new("Certificate", state, sentence);
}

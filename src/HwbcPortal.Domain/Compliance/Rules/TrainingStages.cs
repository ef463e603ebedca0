namespace HwbcPortal.Domain.Compliance.Rules;

/// <summary>How far a training record has come on a day.</summary>
internal enum Stage
{
    None,
    Withdrawn,
    Enrolled,
    Started,
    Completed,
}

/// <summary>A health coaching training record on a day: the words in which TRN-01 and TRN-02 speak.</summary>
internal readonly record struct TrainingOn(EvaluationContext Context, Training Training, Programme Programme, DateOnly Day)
{
    public Stage Stage =>
        Training.WithdrawnOn <= Day ? Stage.Withdrawn : Training.CompletedOn <= Day ? Stage.Completed : Training.StartedOn <= Day ? Stage.Started
        : Training.EnrolledOn <= Day ? Stage.Enrolled : Stage.None;

    public decimal CourseDays => Programme.Days;

    /// <summary>A window covers the completion. Only of a completed record.</summary>
    public bool IsAccredited => Context.IsAccredited(Training.Programme, Training.CompletedOn!.Value);

    public bool IsAccreditedToday => Context.IsAccredited(Training.Programme, Day);

    public bool IsAssessed => !Programme.HasAssessment || Training.AssessmentPassedOn <= Day;

    public bool IsVerified => Training.Verification is { Outcome: VerificationOutcome.Verified } v && Training.CompletedOn <= v.On && v.On <= Day && v.By != Context.Seen.Coach.Reference;

    public bool IsRejected => Training.Verification is { Outcome: VerificationOutcome.Rejected } v && v.On <= Day;

    public bool IsExpired => Training.ExpiresOn < Day;

    public bool Qualifies => Stage == Stage.Completed && IsAccredited && IsAssessed && IsVerified && !IsExpired
        && (!Programme.HasAssessment || Training.Verification!.On >= Training.AssessmentPassedOn);

    /// <summary>Every health coaching record.</summary>
    public static List<TrainingOn> All(EvaluationContext context, DateOnly day)
    {
        var all = new List<TrainingOn>();
        foreach (var training in context.Seen.Training)
        {
            if (context.Seen.Programme(training.Programme) is { Kind: ProgrammeKind.HealthCoaching } programme)
                all.Add(new TrainingOn(context, training, programme, day));
        }

        return all;
    }

    /// <summary>The newest decision about previous experience that was made by a day, by somebody other than the coach.</summary>
    public static PriorExperience? Decision(EvaluationContext context, DateOnly day) =>
        context.Seen.PriorExperience.Where(x => x.DecidedOn <= day && x.DecidedBy != context.Seen.Coach.Reference)
            .OrderByDescending(x => x.DecidedOn).ThenByDescending(x => x.Id, StringComparer.Ordinal).FirstOrDefault();

    /// <summary>The days on which any of this can change.</summary>
    public static IEnumerable<DateOnly> Turns(EvaluationContext context)
    {
        foreach (var t in context.Seen.Training)
        {
            if (context.Seen.Programme(t.Programme)!.Kind != ProgrammeKind.HealthCoaching)
                continue;
            yield return t.EnrolledOn;
            foreach (var day in new[] { t.StartedOn, t.CompletedOn, t.AssessmentPassedOn, t.WithdrawnOn, t.Verification?.On, t.ExpiresOn is { } end ? Days.Plus(end, 1) : null })
            {
                if (day is { } turn)
                    yield return turn;
            }
        }

        foreach (var decision in context.Seen.PriorExperience)
            yield return decision.DecidedOn;
    }
}

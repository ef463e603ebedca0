namespace HwbcPortal.Data.Entities;

/// <summary>How a session was held.</summary>
public enum SessionFormat
{
    /// <summary>By video.</summary>
    Video,

    /// <summary>In one room.</summary>
    InPerson,

    /// <summary>By telephone.</summary>
    Phone,
}

/// <summary>What was said in a session: read by the supervisor who wrote it and the coach, nobody else, and in no audit entry.</summary>
public sealed class SessionNote : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The session's record.</summary>
    public Guid SessionRecordId { get; set; }

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>Who wrote it.</summary>
    public Guid AuthorId { get; set; }

    /// <summary>The text; empty where only themes were noted.</summary>
    public required string Text { get; set; }

    /// <summary>The themes that were talked about, by their codes with a blank between.</summary>
    public string? Themes { get; set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTime WrittenUtc { get; set; }
}

/// <summary>Something that one of the two means to do until they meet again. Read by the two alone, and in no audit entry.</summary>
public sealed class SupervisionAction : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The session's record in which it was agreed.</summary>
    public Guid SessionRecordId { get; set; }

    /// <summary>The supervisor with whom it was agreed.</summary>
    public Guid SupervisorId { get; set; }

    /// <summary>Whose it is.</summary>
    public ActionOwner Owner { get; set; }

    /// <summary>What it is.</summary>
    public required string Text { get; set; }

    /// <summary>Until when.</summary>
    public DateOnly? DueOn { get; set; }

    /// <summary>When it was agreed, UTC.</summary>
    public DateTime AgreedUtc { get; set; }

    /// <summary>When it was done, UTC; null while it is open.</summary>
    public DateTime? DoneUtc { get; set; }
}

/// <summary>Who means to do an action.</summary>
public enum ActionOwner
{
    /// <summary>The coach.</summary>
    Coach,

    /// <summary>The supervisor.</summary>
    Supervisor,
}

/// <summary>What the coach says of a session that a supervisor logged: that it was so, or that it was not.</summary>
public sealed class SessionConfirmation : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The session's record; one answer each.</summary>
    public Guid SessionRecordId { get; set; }

    /// <summary>Whether it was so.</summary>
    public bool IsConfirmed { get; set; }

    /// <summary>What the coach adds; what is otherwise, where it was not so.</summary>
    public string? Comment { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime AnsweredUtc { get; set; }
}

/// <summary>What a supervisor has typed of a session and not saved yet. Read by its writer alone, and in no audit entry.</summary>
public sealed class SessionDraft : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account that writes it.</summary>
    public Guid UserId { get; set; }

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The form's fields by name.</summary>
    public required string ContentJson { get; set; }

    /// <summary>When it was kept last, UTC.</summary>
    public DateTime SavedUtc { get; set; }
}

/// <summary>
/// Somebody who supervises a coach for a while because the one who is named cannot. It is no fact of the coach file: whoever is
/// eligible counts, named or not. It lets them see the coach and log.
/// </summary>
public sealed class SupervisionCover : ICoachOwned, IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>Who covers.</summary>
    public Guid PersonId { get; set; }

    /// <summary>Who covers.</summary>
    public Person? Person { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly To { get; set; }

    /// <summary>When it was taken back, UTC; null while it holds.</summary>
    public DateTime? TakenBackUtc { get; set; }
}

/// <summary>
/// What a coach and somebody who supports them have agreed about how they work together. Both confirm it, and the managers of the PCN
/// read it. Another text is another row: what was confirmed stays as it was.
/// </summary>
public sealed class SupervisionAgreement : ICoachOwned, IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The record of the assignment that it belongs to.</summary>
    public Guid AssignmentRecordId { get; set; }

    /// <summary>What the supervision is for.</summary>
    public required string Purpose { get; set; }

    /// <summary>How they meet: one to one or in a group, in one room or from afar.</summary>
    public required string Structure { get; set; }

    /// <summary>How often and for how long.</summary>
    public required string Frequency { get; set; }

    /// <summary>Where.</summary>
    public required string Place { get; set; }

    /// <summary>What is written down and who may see it.</summary>
    public required string Readers { get; set; }

    /// <summary>The day on which the two look at it again.</summary>
    public DateOnly ReviewOn { get; set; }

    /// <summary>When it was written, UTC.</summary>
    public DateTime WrittenUtc { get; set; }

    /// <summary>When the supervisor confirmed it, UTC.</summary>
    public DateTime? SupervisorConfirmedUtc { get; set; }

    /// <summary>When the coach confirmed it, UTC.</summary>
    public DateTime? CoachConfirmedUtc { get; set; }

    /// <summary>When another text took its place, UTC; null while it holds.</summary>
    public DateTime? ReplacedUtc { get; set; }
}

/// <summary>What a concern is about.</summary>
public enum ConcernKind
{
    /// <summary>How the coach works. It goes to the manager, and the coach knows.</summary>
    Practice,

    /// <summary>How the coach is. It goes nowhere without the coach's yes.</summary>
    Wellbeing,
}

/// <summary>A concern that a supervisor raised with a session. Read by the supervisor and the coach, and by managers of the PCN once it has reached them.</summary>
public sealed class SupervisionConcern : ICoachOwned, IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The session's record.</summary>
    public Guid SessionRecordId { get; set; }

    /// <summary>Who raised it.</summary>
    public Guid SupervisorId { get; set; }

    /// <summary>Who raised it.</summary>
    public Person? Supervisor { get; set; }

    /// <summary>What it is about.</summary>
    public ConcernKind Kind { get; set; }

    /// <summary>The concern in words.</summary>
    public required string Concern { get; set; }

    /// <summary>When it was raised, UTC.</summary>
    public DateTime RaisedUtc { get; set; }

    /// <summary>When it reached the managers, UTC; null: they do not see it.</summary>
    public DateTime? ReachedManagerUtc { get; set; }

    /// <summary>When the coach said that it goes nowhere, UTC.</summary>
    public DateTime? DeclinedUtc { get; set; }

    /// <summary>When a manager answered, UTC; null while it waits. Of two who answer at once one wins.</summary>
    public DateTime? AnsweredUtc { get; set; }

    /// <summary>Who answered.</summary>
    public Guid? AnsweredById { get; set; }

    /// <summary>Who answered.</summary>
    public Person? AnsweredBy { get; set; }

    /// <summary>What the manager does about it; the coach and the supervisor read it.</summary>
    public string? ConcernAnswer { get; set; }
}

/// <summary>What a line of a development plan is.</summary>
public enum GoalKind
{
    /// <summary>Something to reach, with a measure.</summary>
    Goal,

    /// <summary>Training that the coach wants.</summary>
    Training,
}

/// <summary>How a goal stands.</summary>
public enum GoalState
{
    /// <summary>It is worked at.</summary>
    Open,

    /// <summary>It was reached.</summary>
    Reached,

    /// <summary>It was given up.</summary>
    Dropped,
}

/// <summary>A goal that a coach and a supervisor set together: one writes it, the other agrees. Read by the coach and the people who support them.</summary>
public sealed class Goal : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>What it is.</summary>
    public GoalKind Kind { get; set; }

    /// <summary>What is to be reached.</summary>
    public required string Text { get; set; }

    /// <summary>How the two will know.</summary>
    public required string Measure { get; set; }

    /// <summary>When they look at it.</summary>
    public DateOnly ReviewOn { get; set; }

    /// <summary>Who wrote it.</summary>
    public Guid WrittenById { get; set; }

    /// <summary>When it was written or changed last, UTC.</summary>
    public DateTime WrittenUtc { get; set; }

    /// <summary>Who of the other side agreed; null while nobody has.</summary>
    public Guid? AgreedById { get; set; }

    /// <summary>How it stands.</summary>
    public GoalState State { get; set; }

    /// <summary>When it was reached or dropped, UTC.</summary>
    public DateTime? ClosedUtc { get; set; }

    /// <summary>Changes with every change; two people who edit at once are told.</summary>
    public Guid Version { get; set; } = Guid.NewGuid();
}

/// <summary>What was noted about a goal on a day.</summary>
public sealed class GoalProgress : ICoachOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The goal.</summary>
    public Guid GoalId { get; set; }

    /// <summary>The session's record in which it was noted; null outside of one.</summary>
    public Guid? SessionRecordId { get; set; }

    /// <summary>Who noted it.</summary>
    public Guid AuthorId { get; set; }

    /// <summary>What was noted.</summary>
    public required string Text { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime WrittenUtc { get; set; }
}

/// <summary>A review of a coach's tier of practice and what came of it.</summary>
public sealed class TierReview : IDatedOfCoach
{
    DateOnly IDatedOfCoach.Day => On;

    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The day of the review.</summary>
    public DateOnly On { get; set; }

    /// <summary>The tier before; null when none was recorded.</summary>
    public int? TierBefore { get; set; }

    /// <summary>The tier after, 1 to 4.</summary>
    public int TierAfter { get; set; }

    /// <summary>What was found; the coach and their managers read it.</summary>
    public string? Finding { get; set; }

    /// <summary>Who reviewed.</summary>
    public Guid ById { get; set; }

    /// <summary>Who reviewed.</summary>
    public Person? By { get; set; }
}

/// <summary>Days on which somebody who supervises is away, so that cover is found in time. No reason is kept.</summary>
public sealed class SupervisorAbsence
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The supervisor.</summary>
    public Guid PersonId { get; set; }

    /// <summary>First day away.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day away; null: an open end.</summary>
    public DateOnly? To { get; set; }

    /// <summary>When it was taken back, UTC; null while it holds.</summary>
    public DateTime? TakenBackUtc { get; set; }
}

/// <summary>Who called a session off.</summary>
public enum SessionParty
{
    /// <summary>The coach.</summary>
    Coach,

    /// <summary>The supervisor.</summary>
    Supervisor,
}

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

namespace HwbcPortal.Data.Entities;

/// <summary>
/// A coach asks the managers of a PCN to check something: a certificate of mandatory training to be recorded, or whatever is wrong
/// on their record. It is no fact of the coach file; what a manager records upon it is.
/// </summary>
public sealed class CheckRequest : ICoachOwned, IPcnOwned
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <inheritdoc/>
    public Guid CoachId { get; set; }

    /// <summary>The coach.</summary>
    public CoachRecord? Coach { get; set; }

    /// <inheritdoc/>
    public Guid PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>For a certificate of mandatory or local training: the rule of the subject.</summary>
    public string? Rule { get; set; }

    /// <summary>What it is about, in words.</summary>
    public required string About { get; set; }

    /// <summary>For a certificate: the day of the training.</summary>
    public DateOnly? DoneOn { get; set; }

    /// <summary>What the coach wrote.</summary>
    public string? Text { get; set; }

    /// <summary>When it was asked, UTC.</summary>
    public DateTime AskedUtc { get; set; }

    /// <summary>When it was answered, UTC; null while it waits. Of two who answer at once one wins.</summary>
    public DateTime? AnsweredUtc { get; set; }

    /// <summary>Who answered.</summary>
    public Guid? AnsweredById { get; set; }

    /// <summary>Who answered.</summary>
    public Person? AnsweredBy { get; set; }

    /// <summary>What came of it.</summary>
    public CheckRequestOutcome? Outcome { get; set; }

    /// <summary>What the coach is told.</summary>
    public string? Answer { get; set; }
}

/// <summary>What came of a request.</summary>
public enum CheckRequestOutcome
{
    /// <summary>It was put right, or recorded.</summary>
    PutRight,

    /// <summary>What is recorded stays as it is.</summary>
    Stays,
}

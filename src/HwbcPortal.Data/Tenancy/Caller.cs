namespace HwbcPortal.Data.Tenancy;

/// <summary>On whose behalf a unit of work reads and writes. Until it is set nothing is seen and nothing may be written.</summary>
public sealed class Caller
{
    /// <summary>The account; null for a command of the system.</summary>
    public Guid? UserId { get; private set; }

    /// <summary>The person; null for a command of the system.</summary>
    public Guid? PersonId { get; private set; }

    /// <summary>The person's public reference, or the system's name.</summary>
    public string Actor { get; private set; } = "nobody";

    /// <summary>Whether every PCN is seen.</summary>
    public bool SeesAll { get; private set; }

    /// <summary>The PCNs that are seen.</summary>
    public IReadOnlyList<Guid> PcnIds { get; private set; } = [];

    /// <summary>The coaches that are seen whichever their PCN: one's own file, and those whom one supports.</summary>
    public IReadOnlyList<Guid> CoachIds { get; private set; } = [];

    /// <summary>The day on which it is looked: a PCN that a coach has left by then sees what happened up to the end of that month.</summary>
    public DateOnly Today { get; private set; } = DateOnly.MaxValue;

    /// <summary>A command of the system, such as an import: it sees and writes everything.</summary>
    public void BecomeSystem(string name)
    {
        Actor = name;
        SeesAll = true;
    }

    /// <summary>A signed-in person.</summary>
    public void Become(Guid userId, Guid personId, string reference, bool seesAll, IReadOnlyList<Guid> pcnIds, IReadOnlyList<Guid> coachIds, DateOnly today)
    {
        (UserId, PersonId, Actor, SeesAll, PcnIds, CoachIds, Today) = (userId, personId, reference, seesAll, pcnIds, coachIds, today);
    }
}

/// <summary>A write reached for a row of a PCN or coach that the caller does not see. A defect in a handler: its access check comes first.</summary>
public sealed class TenancyViolationException(string message) : InvalidOperationException(message);

using Microsoft.AspNetCore.Identity;

namespace HwbcPortal.Data.Entities;

/// <summary>An account: a person who can sign in.</summary>
public sealed class PortalUser : IdentityUser<Guid>
{
    /// <summary>The person.</summary>
    public Guid PersonId { get; set; }

    /// <summary>The person.</summary>
    public Person? Person { get; set; }

    /// <summary>When the account was closed, UTC; null while it is open.</summary>
    public DateTime? DeactivatedUtc { get; set; }

    /// <summary>What the person may do, and where.</summary>
    public List<Membership> Memberships { get; } = [];
}

/// <summary>What somebody may do, at one PCN or everywhere, in a period.</summary>
public sealed class Membership
{
    /// <summary>Key.</summary>
    public Guid Id { get; set; } = Guid.CreateVersion7();

    /// <summary>The account.</summary>
    public Guid UserId { get; set; }

    /// <summary>The role.</summary>
    public PortalRole Role { get; set; }

    /// <summary>The PCN; null for roles that belong to none.</summary>
    public Guid? PcnId { get; set; }

    /// <summary>The PCN.</summary>
    public Pcn? Pcn { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day; null while it goes on.</summary>
    public DateOnly? To { get; set; }
}

/// <summary>The roles. A coach's and a supervisor's reach comes from the record (their own file, their assignments), not from a PCN.</summary>
public enum PortalRole
{
    /// <summary>Reads one PCN.</summary>
    Viewer,

    /// <summary>Their own file.</summary>
    Coach,

    /// <summary>The coaches whom they are named for.</summary>
    Supervisor,

    /// <summary>Manages one PCN.</summary>
    Manager,

    /// <summary>Keeps the programme register and, for PCNs that granted it, reads readiness and training.</summary>
    HubLead,

    /// <summary>Runs the installation.</summary>
    Administrator,
}

/// <summary>A form that was accepted. The same key posted again is answered with the same page and writes nothing.</summary>
public sealed class FormReceipt
{
    /// <summary>The key that the form carried.</summary>
    public Guid Key { get; set; }

    /// <summary>Who posted it.</summary>
    public Guid UserId { get; set; }

    /// <summary>When, UTC.</summary>
    public DateTime AcceptedUtc { get; set; }

    /// <summary>Where the answer led.</summary>
    public required string Location { get; set; }
}

/// <summary>The next number of a series of public references.</summary>
public sealed class ReferenceSeries
{
    /// <summary>HWBC or P.</summary>
    public required string Prefix { get; set; }

    /// <summary>The number that was given last.</summary>
    public int Last { get; set; }
}

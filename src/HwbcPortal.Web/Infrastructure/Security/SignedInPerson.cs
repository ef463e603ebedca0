using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>Who is signed in, and where each of their roles reaches. Read from the record, never from the cookie.</summary>
internal sealed record SignedInPerson
{
    public required Guid UserId { get; init; }

    public required Guid PersonId { get; init; }

    public required string Reference { get; init; }

    public required string Name { get; init; }

    /// <summary>The PCNs in which each role holds today; a role that belongs to no PCN has none.</summary>
    public required IReadOnlyDictionary<PortalRole, IReadOnlyList<PcnName>> Roles { get; init; }

    /// <summary>The person's own coach record.</summary>
    public required Guid? OwnCoachId { get; init; }

    /// <summary>The day on which this was read.</summary>
    public required DateOnly Today { get; init; }

    /// <summary>The coaches whom the person is named for.</summary>
    public required IReadOnlyList<Guid> SupportedCoachIds { get; init; }

    public bool IsAdministrator => Roles.ContainsKey(PortalRole.Administrator);

    /// <summary>The PCNs that the person reads, in the order of their names.</summary>
    public IReadOnlyList<PcnName> Pcns => Roles.Values.SelectMany(p => p).Distinct().OrderBy(p => p.Name, StringComparer.OrdinalIgnoreCase).ToList();

    /// <summary>Whether the person meets others for supervision, as the one or as the other.</summary>
    public bool IsCoachOrSupervisor => OwnCoachId is not null || Roles.ContainsKey(PortalRole.Supervisor);

    /// <summary>From here on the unit of work reads and writes on this person's behalf.</summary>
    public void ReadsBy(Caller caller) =>
        caller.Become(UserId, PersonId, Reference, IsAdministrator, Pcns.Select(p => p.Id).ToList(), OwnCoachId is { } own ? [own, .. SupportedCoachIds] : SupportedCoachIds, Today);

    /// <summary>Whether some role of the person has the operation, anywhere.</summary>
    public bool MayAnywhere(Operation operation) => Roles.Keys.Any(r => AccessTable.Allowed[r].Contains(operation));

    /// <summary>Whether the person has the operation at a PCN.</summary>
    public bool MayAt(Operation operation, Guid pcnId) =>
        Roles.Any(r => AccessTable.Allowed[r.Key].Contains(operation) && (r.Key == PortalRole.Administrator || r.Value.Any(p => p.Id == pcnId)));

    /// <summary>Whether the person can do it on this coach's file at a PCN: pages show a link only where it leads to something.</summary>
    public bool CanDo(Operation operation, Guid coachId, Guid pcnId) =>
        MayFor(operation, coachId, [pcnId]) && (coachId != PersonId || !AccessTable.NeverOnOneself.Contains(operation));

    /// <summary>Whether the person has the operation for a coach with these PCNs.</summary>
    public bool MayFor(Operation operation, Guid coachId, IEnumerable<Guid> pcnIds) =>
        pcnIds.Any(id => MayAt(operation, id))
        || (coachId == OwnCoachId && Roles.ContainsKey(PortalRole.Coach) && AccessTable.Allowed[PortalRole.Coach].Contains(operation))
        || (SupportedCoachIds.Contains(coachId) && Roles.ContainsKey(PortalRole.Supervisor) && AccessTable.Allowed[PortalRole.Supervisor].Contains(operation));
}

/// <summary>A PCN as headers and choosers name it.</summary>
internal sealed record PcnName(Guid Id, string Code, string Name);

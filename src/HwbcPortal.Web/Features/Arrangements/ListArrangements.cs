using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervisors;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Arrangements;

/// <summary>What two people agreed, as everybody whom it concerns reads it.</summary>
internal sealed record AgreementRow(Guid Id, Guid AssignmentRecordId, string Purpose, string Structure, string Frequency, string Place, string Readers, DateOnly ReviewOn, DateTime WrittenUtc, DateTime? SupervisorConfirmedUtc, DateTime? CoachConfirmedUtc)
{
    public bool IsConfirmed => SupervisorConfirmedUtc is not null && CoachConfirmedUtc is not null;

    /// <summary>In words, for a day: to the coach whose yes it is, or to somebody else.</summary>
    public StatusTag Status(DateOnly today, bool toCoach = false) => !IsConfirmed ? new(toCoach ? "Waits for your yes" : "Waits for the coach's yes", "yellow") : ReviewOn < today ? new($"To be looked at since {Words.Date(ReviewOn)}", "yellow") : new("Agreed", "green");

    public static IQueryable<AgreementRow> Of(IQueryable<SupervisionAgreement> agreements) => agreements.Where(a => a.ReplacedUtc == null).OrderBy(a => a.WrittenUtc)
        .Select(a => new AgreementRow(a.Id, a.AssignmentRecordId, a.Purpose, a.Structure, a.Frequency, a.Place, a.Readers, a.ReviewOn, a.WrittenUtc, a.SupervisorConfirmedUtc, a.CoachConfirmedUtc));
}

/// <summary>Somebody who is or was named for a coach.</summary>
internal sealed record ArrangementRow(Guid RecordId, AssignmentKind Kind, string Name, DateOnly From, DateOnly? To, string? Reason, bool IsEligible)
{
    /// <summary>What the two agreed; null: nothing is on file.</summary>
    public AgreementRow? Agreement { get; init; }

    public bool HoldsOn(DateOnly day) => From <= day && (To is null || To >= day);
}

/// <summary>Somebody who covers for a while.</summary>
internal sealed record CoverRow(Guid Id, string Name, DateOnly From, DateOnly To);

internal sealed record ArrangementsPage(SeenCoach Coach, CoachTabs Tabs, DateOnly Today, IReadOnlyList<ArrangementRow> Rows, IReadOnlyList<CoverRow> Covers, bool MayName)
{
    public IEnumerable<ArrangementRow> Now(AssignmentKind kind) => Rows.Where(r => r.Kind == kind && (r.To is null || r.To >= Today));

    public IEnumerable<ArrangementRow> Earlier => Rows.Where(r => r.To < Today);
}

/// <summary>Who supports a coach at a PCN: of each kind who is named, what they agreed, who covers, and who it was before. A kind without anybody is a gap that is seen.</summary>
internal sealed class ListArrangements(HwbcDbContext db, CoachAccess access, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<ArrangementsPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var today = clock.Today;
        var eligible = SupervisorRegister.EligibleOn(today);
        var rows = await db.Assignments.AsNoTracking().Where(a => a.CoachId == coach.Id && a.PcnId == coach.Pcn.Id && a.VoidedOn == null).OrderByDescending(a => a.From).ThenBy(a => a.Id)
            .Select(a => new ArrangementRow(a.RecordId, a.Kind, a.SupervisorVersion!.Name, a.From, a.To, a.VersionReason,
                db.Eligibility.Where(e => db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.RecordId == a.SupervisorVersion.RecordId)).Any(eligible))).ToListAsync(cancellation);
        var agreements = (await AgreementRow.Of(db.SupervisionAgreements.AsNoTracking().Where(a => a.CoachId == coach.Id && a.PcnId == coach.Pcn.Id)).ToListAsync(cancellation)).ToLookup(a => a.AssignmentRecordId);
        var covers = await db.SupervisionCovers.AsNoTracking().Where(c => c.CoachId == coach.Id && c.PcnId == coach.Pcn.Id && c.TakenBackUtc == null && c.To >= today).OrderBy(c => c.From).Select(c => new CoverRow(c.Id, c.Person!.Name, c.From, c.To)).ToListAsync(cancellation);
        return new ArrangementsPage(coach, CoachTabs.For(coach, signedIn.Person, "People"), today, rows.ConvertAll(r => r with { Agreement = agreements[r.RecordId].LastOrDefault() }), covers, signedIn.Person.MayFor(Operation.NamePeople, coach.Id, [coach.Pcn.Id]));
    }
}

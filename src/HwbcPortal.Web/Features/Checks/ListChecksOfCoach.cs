using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Checks;

/// <summary>A check that was recorded.</summary>
internal sealed record RecordedCheck(Guid RecordId, string Rule, DateOnly On, DateOnly? ValidUntil, string? By, string? Note, bool HasDbs)
{
    public string Title { get; init; } = "";

    public IReadOnlyList<EvidenceRow> Files { get; init; } = [];

    /// <summary>Kept with files here; what shows other checks is kept elsewhere, as the note says.</summary>
    public bool TakesFiles => TrainingSubjects.Is(Rule);
}

internal sealed record ChecksOfCoachPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<RecordedCheck> Checks, bool MayRecord);

/// <summary>Every check that is recorded of one coach at a PCN, the newest of each rule first, with who, when, note and files.</summary>
internal sealed class ListChecksOfCoach(HwbcDbContext db, CoachAccess access, SubjectNames names, SignedIn signedIn) : IUseCase
{
    public async Task<Result<ChecksOfCoachPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadCoach, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, coachId, pcnId) = (found.Value!, found.Value!.Id, found.Value.Pcn.Id);
        var rows = await db.Checks.AsNoTracking().Where(c => c.CoachId == coachId && c.PcnId == pcnId && c.VoidedOn == null).OrderBy(c => c.Rule).ThenByDescending(c => c.On).ThenByDescending(c => c.Id)
            .Select(c => new RecordedCheck(c.RecordId, c.Rule, c.On, c.ValidUntil, c.By!.Name, c.Note, c.Dbs != null)).ToListAsync(cancellation);
        var files = await EvidenceFiles.OfAsync(db, coachId, cancellation);
        var titles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var rule in rows.Select(r => r.Rule).Distinct())
            titles[rule] = await names.OfAsync(pcnId, rule, cancellation);
        return new ChecksOfCoachPage(coach, CoachTabs.For(coach, signedIn.Person, "Checks"), rows.ConvertAll(r => r with { Title = titles[r.Rule], Files = files[r.RecordId].ToList() }), signedIn.Person.CanDo(Operation.RecordCheck, coachId, pcnId));
    }
}

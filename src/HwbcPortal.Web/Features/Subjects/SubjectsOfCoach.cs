using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Subjects;

/// <summary>The subjects of one coach at a PCN, with who recorded each and what shows it.</summary>
internal sealed class SubjectsOfCoach(HwbcDbContext db, UkClock clock) : IUseCase
{
    /// <param name="coachId">The coach, whose file was read for this reader.</param>
    /// <param name="file">At least what the rules of training read.</param>
    /// <param name="pcn">The PCN.</param>
    /// <param name="files">The coach's evidence.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<IReadOnlyList<SubjectRow>> HandleAsync(Guid coachId, CoachFile file, PcnName pcn, ILookup<Guid, EvidenceRow> files, CancellationToken cancellation)
    {
        var subjects = TrainingSubjects.Of(file, pcn.Code, DayFor(file, pcn.Code, clock.Today));
        var items = subjects.Select(s => s.CheckId).OfType<string>().ToList();
        var checks = items.Count == 0 ? [] : await db.Checks.AsNoTracking().Where(c => c.CoachId == coachId && c.PcnId == pcn.Id && items.Contains(c.ItemId)).Select(c => new { c.ItemId, c.RecordId, By = c.By!.Name }).ToListAsync(cancellation);
        return subjects.Select(s => checks.Find(c => c.ItemId == s.CheckId) is { } check ? new SubjectRow(s, check.RecordId, check.By, files[check.RecordId].ToList()) : new SubjectRow(s, null, null, [])).ToList();
    }

    /// <summary>Before a post begins one is told what its first day asks for.</summary>
    public static DateOnly DayFor(CoachFile file, string pcn, DateOnly today)
    {
        var first = file.Posts.Where(p => p.Pcn == pcn && p.VoidedOn is null && (p.EndDate is null || p.EndDate >= today)).Select(p => (DateOnly?)p.StartDate).Min();
        return first > today ? first.Value : today;
    }
}

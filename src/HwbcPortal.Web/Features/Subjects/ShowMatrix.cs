using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Subjects;

/// <summary>What the matrix is asked for; all of it in the address.</summary>
internal sealed record MatrixQuery
{
    public const int PageSize = 25;

    /// <summary>A PCN's code; null for the one that is worked in.</summary>
    public string? Pcn { get; init; }

    public int Page { get; init; } = 1;

    public string Url()
    {
        var query = new QueryBuilder();
        if (Pcn is not null)
            query.Add("pcn", Pcn);
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/training/matrix" + query.ToQueryString();
    }
}

/// <summary>A coach's row: a cell for each subject, in the order of the headings.</summary>
internal sealed record MatrixRow(string Reference, string Name, DateOnly? StartsOn, IReadOnlyList<TrainingSubject?> Cells, bool MayRecord);

internal sealed record MatrixPage(MatrixQuery Query, PcnName Pcn, IReadOnlyList<PcnName> Pcns, IReadOnlyList<(string Rule, string Title)> Subjects, IReadOnlyList<MatrixRow> Rows, int Total, bool MayKeep)
{
    public int Pages => Math.Max(1, (Total + MatrixQuery.PageSize - 1) / MatrixQuery.PageSize);
}

/// <summary>Coach by subject for a PCN: everybody who is in post there, or will be.</summary>
internal sealed class ShowMatrix(HwbcDbContext db, CoachFileReader reader, SignedIn signedIn, ChosenPcn chosen, UkClock clock) : IUseCase
{
    public async Task<Result<MatrixPage>> HandleAsync(MatrixQuery query, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var pcns = person.IsAdministrator ? await db.Pcns.AsNoTracking().OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation)
            : person.Pcns.Where(p => person.MayAt(Operation.ReadTraining, p.Id)).ToList();
        var pcn = query.Pcn is null ? pcns.Find(p => p.Id == chosen.Pcn?.Id) ?? pcns.FirstOrDefault() : pcns.Find(p => p.Code == query.Pcn);
        if (pcn is null)
            return pcns.Count == 0 ? new ForbiddenError("There is no PCN yet whose training you could read.") : new NotFoundError();

        var today = clock.Today;
        var coaches = db.Coaches.AsNoTracking().Where(c => c.Posts.Any(p => p.VoidedOn == null && p.PcnId == pcn.Id && (p.EndDate == null || p.EndDate >= today)));
        var total = await coaches.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1) * MatrixQuery.PageSize >= total ? 1 : query.Page;
        var shown = await coaches.OrderBy(c => c.Person!.Name).ThenBy(c => c.Id).Skip((page - 1) * MatrixQuery.PageSize).Take(MatrixQuery.PageSize).Select(c => new { c.Id, c.Person!.Reference, c.Person.Name }).ToListAsync(cancellation);
        var files = await reader.ReadSubjectsAsync(pcn.Id, shown.ConvertAll(c => c.Id), cancellation);
        var answers = shown.ConvertAll(c =>
        {
            var day = SubjectsOfCoach.DayFor(files[c.Id], pcn.Code, today);
            return (Coach: c, Day: day, Subjects: TrainingSubjects.Of(files[c.Id], pcn.Code, day));
        });
        // Somebody who starts later can have a subject that begins only then: the headings are those of all rows together.
        var subjects = answers.SelectMany(a => a.Subjects).Select(s => (s.Rule, s.Title)).DistinctBy(s => s.Rule).OrderBy(s => RuleCodes.IsLocal(s.Rule)).ThenBy(s => s.Rule, StringComparer.Ordinal).ToList();
        var rows = answers.ConvertAll(a => new MatrixRow(a.Coach.Reference, a.Coach.Name, a.Day > today ? a.Day : null, subjects.ConvertAll(s => a.Subjects.FirstOrDefault(x => x.Rule == s.Rule)), person.CanDo(Operation.RecordCheck, a.Coach.Id, pcn.Id)));
        return new MatrixPage(query with { Page = page }, pcn, pcns, subjects, rows, total, person.MayAt(Operation.KeepSubjects, pcn.Id));
    }
}

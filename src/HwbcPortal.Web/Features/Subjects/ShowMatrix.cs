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

internal sealed record MatrixPage(MatrixQuery Query, ShownPcn Shown, IReadOnlyList<(string Rule, string Title)> Subjects, IReadOnlyList<MatrixRow> Rows, int Total, bool MayKeep)
{
    public PcnName Pcn => Shown.Pcn;

    public int Pages => Math.Max(1, (Total + MatrixQuery.PageSize - 1) / MatrixQuery.PageSize);
}

/// <summary>Coach by subject for a PCN: everybody who is in post there, or will be.</summary>
internal sealed class ShowMatrix(HwbcDbContext db, CoachFileReader reader, PcnChoice choice, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<MatrixPage>> HandleAsync(MatrixQuery query, CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var shown = await choice.ForAsync(Operation.ReadTraining, query.Pcn, cancellation);
        if (shown.Failure is { } failure)
            return failure;
        var pcn = shown.Value!.Pcn;
        var today = clock.Today;
        var coaches = PcnCoaches.Of(db, pcn.Id, today);
        var total = await coaches.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * MatrixQuery.PageSize >= total ? 1 : query.Page;
        var people = await coaches.OrderBy(c => c.Name).ThenBy(c => c.Id).Skip((page - 1) * MatrixQuery.PageSize).Take(MatrixQuery.PageSize).Select(c => new { c.Id, c.Reference, c.Name }).ToListAsync(cancellation);
        var files = await reader.ReadSubjectsAsync(pcn.Id, people.ConvertAll(c => c.Id), cancellation);
        var answers = people.ConvertAll(c =>
        {
            var day = SubjectsOfCoach.DayFor(files[c.Id], pcn.Code, today);
            return (Coach: c, Day: day, Subjects: TrainingSubjects.Of(files[c.Id], pcn.Code, day));
        });
        // Somebody who starts later can have a subject that begins only then: the headings are those of all rows together.
        var subjects = answers.SelectMany(a => a.Subjects).Select(s => (s.Rule, s.Title)).DistinctBy(s => s.Rule).OrderBy(s => RuleCodes.IsLocal(s.Rule)).ThenBy(s => s.Rule, StringComparer.Ordinal).ToList();
        var rows = answers.ConvertAll(a => new MatrixRow(a.Coach.Reference, a.Coach.Name, a.Day > today ? a.Day : null, subjects.ConvertAll(s => a.Subjects.FirstOrDefault(x => x.Rule == s.Rule)), person.CanDo(Operation.RecordCheck, a.Coach.Id, pcn.Id)));
        return new MatrixPage(query with { Page = page }, shown.Value, subjects, rows, total, person.MayAt(Operation.KeepSubjects, pcn.Id));
    }
}

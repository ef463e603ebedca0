using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Requests;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Training;

/// <summary>A training record as it stands, with who checked it and when on the row itself.</summary>
internal sealed record TrainingRow(TrainingVersion Training, string Title, string Provider, ProgrammeKind Kind, decimal Days, bool HasAssessment, bool WasAccredited, string? CheckedBy, string? RecordedBy, decimal Attended)
{
    public StatusTag Status => Training switch
    {
        { WithdrawnOn: not null } => new("Withdrawn", "grey"),
        { CompletedOn: null, StartedOn: not null } => new("Under way", "blue"),
        { CompletedOn: null } => new("Booked", "blue"),
        { VerificationOutcome: VerificationOutcome.Verified } => new("Checked", "green"),
        { VerificationOutcome: VerificationOutcome.Rejected } => new("Returned", "orange"),
        _ => new("Waiting for a check", "yellow"),
    };

    public bool IsOpen => Training is { CompletedOn: null, WithdrawnOn: null };

    public bool Waits => Training is { CompletedOn: not null, WithdrawnOn: null, VerificationOutcome: null };

    /// <summary>"2 of 4 days done, 2 days to go"; null when no day was recorded by itself.</summary>
    public string? Progress => Attended == 0 ? null : Attended >= Days ? $"All {Words.Days(Days)} done" : $"{Attended:0.#} of {Words.Days(Days)} done, {Words.Days(Days - Attended)} to go";
}

/// <summary>The card of a record, wherever it stands.</summary>
/// <param name="Row">The record.</param>
/// <param name="Home">The address of the list.</param>
/// <param name="Query">What follows an address.</param>
/// <param name="Files">Its evidence.</param>
/// <param name="MayRecord">Whether the reader takes it further.</param>
/// <param name="MayRemove">Whether the reader takes it back.</param>
/// <param name="MayVerify">Whether the reader checks it.</param>
/// <param name="Level">The level of its heading.</param>
internal sealed record TrainingCard(TrainingRow Row, string Home, string Query, IReadOnlyList<EvidenceRow> Files, bool MayRecord, bool MayRemove, bool MayVerify, int Level = 3);

internal sealed record TrainingPage(SeenCoach Coach, CoachTabs Tabs, IReadOnlyList<TrainingRow> Rows, ILookup<Guid, EvidenceRow> Files, RoutesPanel Routes, SubjectsPanel Subjects, bool MayRecord, bool MayVerify);

internal sealed record MyTrainingPage(string Name, string Reference, IReadOnlyList<TrainingRow> Rows, ILookup<Guid, EvidenceRow> Files, RoutesPanel? Routes, IReadOnlyList<SubjectsPanel> Subjects);

/// <summary>A coach's training.</summary>
internal sealed class ListTraining(HwbcDbContext db, CoachAccess access, CoachFileReader reader, SubjectsOfCoach subjects, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<TrainingPage>> HandleAsync(string reference, string? pcn, CancellationToken cancellation)
    {
        var found = await access.FindAsync(reference, Operation.ReadTraining, pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var coach = found.Value!;
        var person = signedIn.Person;
        var (mayRecord, mayVerify) = (!coach.HasLeft && person.MayFor(Operation.RecordTraining, coach.Id, [coach.Pcn.Id]), !coach.HasLeft && person.CanDo(Operation.VerifyTraining, coach.Id, coach.Pcn.Id));
        var files = await EvidenceFiles.OfAsync(db, coach.Id, cancellation);
        var file = coach.SeenOf(await reader.ReadTrainingAsync(coach.Id, cancellation));
        var routes = await RoutesAsync(coach.Id, file, coach.Pcn.Code, $"/coaches/{coach.Reference}/training", $"?pcn={coach.Pcn.Code}", files, mayRecord, mayVerify, cancellation);
        var panel = new SubjectsPanel(await subjects.HandleAsync(coach.Id, file, coach.Pcn, files, cancellation), coach.Reference, coach.Pcn, IsOwn: false, person.CanDo(Operation.RecordCheck, coach.Id, coach.Pcn.Id), new HashSet<string>());
        return new TrainingPage(coach, CoachTabs.For(coach, person, "Training"), await RowsAsync(db, coach.Id, cancellation), files, routes, panel, mayRecord, mayVerify);
    }

    public async Task<Result<MyTrainingPage>> MineAsync(CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } id)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var files = await EvidenceFiles.OfAsync(db, id, cancellation);
        var file = await reader.ReadTrainingAsync(id, cancellation);
        var today = clock.Today;
        var posts = file.Posts.Where(p => p.VoidedOn is null).OrderByDescending(p => p.StartDate).ToList();
        // The routes are explained at the PCN of the latest post; each PCN has a list of subjects of its own.
        var routes = posts.Count == 0 ? null : await RoutesAsync(id, file, posts[0].Pcn, "/me/training", "", files, mayRecord: true, mayAssess: false, cancellation);
        var codes = posts.Where(p => p.EndDate is null || p.EndDate >= today).Select(p => p.Pcn).Distinct().ToList();
        var sent = await ListRequests.SentAsync(db, id, cancellation);
        var panels = new List<SubjectsPanel>();
        foreach (var pcn in await db.Pcns.AsNoTracking().Where(p => codes.Contains(p.Code)).OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation))
            panels.Add(new SubjectsPanel(await subjects.HandleAsync(id, file, pcn, files, cancellation), signedIn.Person.Reference, pcn, IsOwn: true, MayRecord: false, sent[pcn.Id].ToHashSet(StringComparer.Ordinal)));
        return new MyTrainingPage(signedIn.Person.Name, signedIn.Person.Reference, await RowsAsync(db, id, cancellation), files, routes, panels);
    }

    private async Task<RoutesPanel> RoutesAsync(Guid coachId, CoachFile file, string pcn, string home, string query, ILookup<Guid, EvidenceRow> files, bool mayRecord, bool mayAssess, CancellationToken cancellation) =>
        new(TrainingRoutes.Of(file, pcn, clock.Today), await RoutesPanel.ClaimsAsync(db, coachId, files, cancellation), home, query, mayRecord, mayAssess);

    /// <summary>The records as they stand, the newest first. The version of a programme that a record names means the newest, as the rules say.</summary>
    internal static async Task<IReadOnlyList<TrainingRow>> RowsAsync(HwbcDbContext db, Guid coachId, CancellationToken cancellation) =>
        await Rows(db, db.Training.Where(t => t.CoachId == coachId && t.VoidedOn == null).OrderByDescending(t => t.EnrolledOn).ThenBy(t => t.Id)).ToListAsync(cancellation);

    /// <summary>Records with their programmes, who recorded them and who checked them.</summary>
    internal static IQueryable<TrainingRow> Rows(HwbcDbContext db, IQueryable<TrainingVersion> training) =>
        training.AsNoTracking().Join(db.Programmes.Where(p => p.VoidedOn == null), t => t.ProgrammeVersion!.RecordId, p => p.RecordId, (t, p) => new TrainingRow(t, p.Title, p.Provider!.Name, p.Kind, p.Days, p.HasAssessment,
                t.CompletedOn != null && p.Accreditations.Any(a => a.VoidedOn == null && a.From <= t.CompletedOn && (a.To == null || a.To >= t.CompletedOn)), t.VerifiedBy!.Name, t.RecordedBy!.Name,
                db.Attendances.Count(a => a.TrainingRecordId == t.RecordId && a.TakenBackUtc == null && a.Days == 1) + (0.5m * db.Attendances.Count(a => a.TrainingRecordId == t.RecordId && a.TakenBackUtc == null && a.Days != 1))));
}

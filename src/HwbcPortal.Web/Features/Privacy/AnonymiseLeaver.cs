using System.ComponentModel.DataAnnotations;
using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Mail;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HwbcPortal.Web.Features.Privacy;

internal sealed class LeaverForm : PortalForm
{
    [Display(Name = "Why now?")]
    public string? Reason { get; set; }
}

internal sealed class LeaverValidator : AbstractValidator<LeaverForm>
{
    public LeaverValidator() => RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why the record is made anonymous now").MaximumLength(500).WithMessage("Why now must be 500 characters or fewer").HasNoNhsNumber();
}

/// <summary>What goes and what stays of a coach.</summary>
internal sealed record CoachCounts(int Files, int Notes, int Texts, int Sessions, int Minutes, int Training, int Checks, int Posts, int Entries);

/// <summary>What goes and what stays of whoever had an account, or supervised.</summary>
internal sealed record OtherCounts(bool HasAccount, bool IsRegistered, int Given, int Declarations);

/// <param name="Form">The form.</param>
/// <param name="Leaver">The person.</param>
/// <param name="Why">Why it cannot be done; null: it can.</param>
/// <param name="Coach">What goes and what stays of the coach record; null without one.</param>
/// <param name="Other">What else goes and stays.</param>
/// <param name="Namesakes">Whether others here have the same name, so that texts about others are not searched for it.</param>
internal sealed record LeaverPage(LeaverForm Form, Leaver Leaver, string? Why, CoachCounts? Coach, OtherCounts Other, bool Namesakes) : IFormPage<LeaverForm>;

/// <summary>
/// Makes the record of somebody who has left anonymous: name, address, account, notes, files and every text about them go, wherever they
/// stand; posts, hours, sessions, checks and dates stay under the reference, so that numbers of past months are what they were. What they
/// wrote about others is the others' record, and stays. The audit chain then verifies, with what it said of them erased. It cannot be undone.
/// </summary>
internal sealed class AnonymiseLeaver(HwbcDbContext db, RetentionSchedule schedule, Leavers leavers, CoachFileReader reader, StandingWriter standings, EvidenceStore store, FolderOutbox outbox, SignedInReader people, SignInSessions sessions, SignedIn signedIn, UkClock clock, ILogger<AnonymiseLeaver> log) : IUseCase
{
    /// <summary>The name that stands in the place of the person's.</summary>
    public const string Name = "Anonymous leaver";

    private const string Gone = "Erased";
    // Codes and references, which say nothing of the person and on which answers rest.
    private static readonly HashSet<string> Codes = ["ItemId", "Rule", "Themes", "Criteria"];

    // What is between two people, or is the person's alone, goes as a whole.
    private static readonly Type[] Whole = [typeof(SessionNote), typeof(SupervisionAction), typeof(SessionDraft), typeof(GoalProgress), typeof(Goal), typeof(SupervisionConcern), typeof(CheckRequest)];

    public async Task<Result<LeaverPage>> OpenAsync(string reference, LeaverForm form, CancellationToken cancellation)
    {
        if (await leavers.FindAsync(reference, cancellation) is not { } leaver)
            return new NotFoundError();
        var why = leaver.Id == signedIn.Person.PersonId ? "Your own record is made anonymous by somebody else" : leaver.WhyNot(await schedule.OfAsync(RetentionKind.Leavers, cancellation), clock.Today);
        return new LeaverPage(form, leaver, why, leaver.IsCoach ? await CountAsync(leaver.Id, cancellation) : null, await CountOtherAsync(leaver.Id, cancellation), await db.People.AnyAsync(p => p.Name == leaver.Name && p.Id != leaver.Id, cancellation));
    }

    public async Task<Result<Done>> SaveAsync(string reference, LeaverForm form, CancellationToken cancellation)
    {
        var done = new Done("/privacy/retention", $"The record {reference} is anonymous.");
        var person = await db.People.AsNoTracking().SingleOrDefaultAsync(p => p.Reference == reference, cancellation);
        // Pressed twice: it is done.
        if (person?.AnonymisedUtc is not null)
            return done;
        var opened = await OpenAsync(reference, form, cancellation);
        if (opened.Failure is { } failure)
            return failure;
        var page = opened.Value!;
        if (page.Why is { } why)
            return new RuleError("", why);
        if (form.Reason!.Contains(page.Leaver.Name, StringComparison.OrdinalIgnoreCase))
            return new RuleError(nameof(form.Reason), "Leave the person's name out: the reason stays");
        var shown = JsonSerializer.Serialize((object?[])[page.Coach, page.Other]);
        if (form.Confirmed != shown)
        {
            form.Confirmed = shown;
            return new ConfirmFirst();
        }

        var email = await db.Users.Where(u => u.PersonId == person!.Id).Select(u => u.Email).SingleOrDefaultAsync(cancellation);
        var work = await db.Coaches.Where(c => c.Id == person!.Id).Select(c => c.WorkEmail).SingleOrDefaultAsync(cancellation);
        string[] words = [.. new[] { page.Namesakes ? null : page.Leaver.Name, email, work }.OfType<string>().Concat(await EarlierAsync(person!.Id, cancellation)).Distinct(StringComparer.Ordinal)];
        if (await EraseAsync(person!, words, form.Reason.Trim(), cancellation) is not { } files)
            return done;
        files.ForEach(store.Delete);
        outbox.DeleteAbout([page.Leaver.Name, .. words]);
        try
        {
            await FreeSpace.EraseAsync(db, cancellation);
        }
        catch (DbException fault)
        {
            // The record is anonymous already; the night writes the file anew.
            log.LogWarning(fault, "Somebody else wrote while the database's file was to be written anew; it is done by night");
        }

        people.Forget();
        sessions.Forget();
        return done;
    }

    /// <summary>What the person was called and where they got mail before, as the audit has it. A name that somebody else has now, or that is one word of any text, stays.</summary>
    private async Task<IReadOnlyList<string>> EarlierAsync(Guid personId, CancellationToken cancellation)
    {
        var keys = (await db.Users.Where(u => u.PersonId == personId).Select(u => u.Id).ToListAsync(cancellation)).Append(personId).Select(k => k.ToString()).ToList();
        var contents = await db.AuditChanges.AsNoTracking().Where(c => keys.Contains(c.Key) && c.Content != null && (c.Entity == nameof(Person) || c.Entity == nameof(CoachRecord) || c.Entity == nameof(PortalUser))).Select(c => c.Content!).ToListAsync(cancellation);
        var said = contents.SelectMany(Said).ToLookup(s => s.Field, s => s.Value);
        var names = said[nameof(Person.Name)].Where(n => n.Contains(' ', StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        var others = await db.People.Where(p => p.Id != personId && names.Contains(p.Name)).Select(p => p.Name).ToListAsync(cancellation);
        return [.. names.Except(others, StringComparer.Ordinal), .. said[nameof(PortalUser.Email)], .. said[nameof(CoachRecord.WorkEmail)]];

        static IEnumerable<(string Field, string Value)> Said(string content)
        {
            using var document = JsonDocument.Parse(content);
            return document.RootElement.EnumerateObject().Where(side => side.Value.ValueKind == JsonValueKind.Object).SelectMany(side => side.Value.EnumerateObject())
                .Where(field => field.Value.ValueKind == JsonValueKind.String).Select(field => (field.Name, field.Value.GetString()!)).ToList();
        }
    }

    /// <summary>All of it in one transaction, past the change tracker: what goes is not written down once more.</summary>
    /// <returns>The files whose contents go; null: somebody else was first.</returns>
    private async Task<List<string>?> EraseAsync(Person person, IReadOnlyList<string> words, string reason, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var (now, anew) = (clock.UtcNow, Guid.NewGuid());
        if (await db.People.Where(p => p.Id == person.Id && p.AnonymisedUtc == null).ExecuteUpdateAsync(u => u.SetProperty(p => p.Name, Name).SetProperty(p => p.AnonymisedUtc, now).SetProperty(p => p.Version, anew), cancellation) == 0)
            return null;
        var files = await db.Evidence.Where(f => f.CoachId == person.Id).Select(f => f.StorageName).ToListAsync(cancellation);
        await db.Evidence.Where(f => f.CoachId == person.Id).ExecuteUpdateAsync(u => u.SetProperty(f => f.ReplacesId, (Guid?)null), cancellation);
        await db.Evidence.Where(f => f.CoachId == person.Id).ExecuteDeleteAsync(cancellation);
        await db.Set<DbsDecision>().Where(d => db.Checks.Any(c => c.Id == d.CheckId && c.CoachId == person.Id)).ExecuteDeleteAsync(cancellation);
        foreach (var type in Whole)
            await RunAsync($"DELETE FROM {Table(type)} WHERE \"CoachId\" = {{0}}", cancellation, person.Id);
        await db.Supervisors.Where(s => s.PersonId == person.Id).ExecuteUpdateAsync(u => u.SetProperty(s => s.Name, Name).SetProperty(s => s.Organisation, (string?)null).SetProperty(s => s.VersionReason, (string?)null), cancellation);
        await db.Eligibility.Where(e => db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.PersonId == person.Id)).ExecuteUpdateAsync(u => u.SetProperty(e => e.Evidence, (string?)null).SetProperty(e => e.VersionReason, (string?)null), cancellation);
        await db.Declarations.Where(d => d.SignedById == person.Id).ExecuteUpdateAsync(u => u.SetProperty(d => d.SignedName, Name), cancellation);
        await db.Coaches.Where(c => c.Id == person.Id).ExecuteUpdateAsync(u => u.SetProperty(c => c.WorkEmail, (string?)null), cancellation);
        foreach (var property in Texts())
        {
            // An empty booking reference would be none: an answer of then may rest on it.
            var stays = property.IsNullable && property.Name != nameof(TrainingVersion.BookingReference) ? "NULL" : $"'{Gone}'";
            await RunAsync($"UPDATE {Table(property.DeclaringType.ClrType)} SET \"{property.Name}\" = {stays} WHERE \"CoachId\" = {{0}} AND \"{property.Name}\" IS NOT NULL", cancellation, person.Id);
        }

        await EraseAccountAsync(person, cancellation);
        await EraseAuditAsync(person, words, cancellation);
        // Last: by their keys the audit's words on them were found.
        await db.SupervisorAbsences.Where(a => a.PersonId == person.Id).ExecuteDeleteAsync(cancellation);
        foreach (var word in words.SelectMany(Written))
            await ReplaceAsync(word, cancellation);
        var file = await reader.ReadAsync(person.Id, cancellation);
        if (file is not null)
            await standings.WriteAsync(person.Id, file, clock.Today, cancellation);
        await db.RecordErasureAsync(new AuditCommand("person.anonymise", file is null ? null : person.Id, Reason: reason), person.Id, cancellation);
        await transaction.CommitAsync(cancellation);
        return files;
    }

    private async Task EraseAccountAsync(Person person, CancellationToken cancellation)
    {
        if (await db.Users.Where(u => u.PersonId == person.Id).Select(u => (Guid?)u.Id).SingleOrDefaultAsync(cancellation) is not { } userId)
            return;
        await db.FormReceipts.Where(r => r.UserId == userId).ExecuteDeleteAsync(cancellation);
        await db.SessionDrafts.Where(d => d.UserId == userId).ExecuteDeleteAsync(cancellation);
        // What belongs to an account alone (sessions, second factors, mails, roles) goes with it.
        await db.Users.Where(u => u.Id == userId).ExecuteDeleteAsync(cancellation);
        var key = userId.ToString();
        await ErasedAsync(db.AuditChanges.Where(c => c.Key.Contains(key) || c.Content!.Contains(key)), cancellation);
    }

    /// <summary>What the audit says of the person goes; that something was done, when and by whom stays, and so does the chain.</summary>
    private async Task EraseAuditAsync(Person person, IReadOnlyList<string> words, CancellationToken cancellation)
    {
        var keys = (await db.Supervisors.Where(s => s.PersonId == person.Id).Select(s => s.Id).Concat(db.Eligibility.Where(e => db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.PersonId == person.Id)).Select(e => e.Id))
            .Concat(db.SupervisorAbsences.Where(a => a.PersonId == person.Id).Select(a => a.Id)).Concat(db.Declarations.Where(d => d.SignedById == person.Id).Select(d => d.Id)).ToListAsync(cancellation)).Append(person.Id).Select(k => k.ToString()).ToList();
        await ErasedAsync(db.AuditChanges.Where(c => keys.Contains(c.Key) || db.AuditEntries.Any(e => e.Sequence == c.EntrySequence && e.CoachId == person.Id)), cancellation);
        foreach (var word in words.SelectMany(Written))
            await ErasedAsync(db.AuditChanges.Where(c => c.Content!.Contains(word)), cancellation);
    }

    private static Task<int> ErasedAsync(IQueryable<AuditChange> changes, CancellationToken cancellation) =>
        changes.Where(c => c.Content != null).ExecuteUpdateAsync(u => u.SetProperty(c => c.Content, (string?)null).SetProperty(c => c.Salt, (string?)null), cancellation);

    /// <summary>A name or address in any other text, such as a signed declaration: it is taken out of the text.</summary>
    private async Task ReplaceAsync(string word, CancellationToken cancellation)
    {
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.ClrType != typeof(AuditEntry) && t.ClrType != typeof(AuditChange) && !t.IsOwned()))
        {
            foreach (var property in type.GetProperties().Where(p => p.ClrType == typeof(string) && !p.IsPrimaryKey()))
                await RunAsync($"UPDATE {Table(type.ClrType)} SET \"{property.Name}\" = REPLACE(\"{property.Name}\", {{0}}, {{1}}) WHERE \"{property.Name}\" LIKE {{2}} ESCAPE '\\'", cancellation, word, Name, LikePattern.Containing(word));
        }
    }

    /// <summary>A word as it is, in small letters and in capitals, each as it stands and as JSON writes it.</summary>
    private static IEnumerable<string> Written(string word) => new[] { word, word.ToLowerInvariant(), word.ToUpperInvariant() }.SelectMany(w => new[] { w, JsonSerializer.Serialize(w)[1..^1] }).Distinct(StringComparer.Ordinal);

    /// <summary>Every text on a coach's rows that is no code.</summary>
    private IEnumerable<IProperty> Texts() => db.Model.GetEntityTypes().Where(t => t.FindProperty("CoachId") is not null && !Whole.Contains(t.ClrType) && t.ClrType != typeof(CoachStanding) && t.ClrType != typeof(AuditEntry) && t.ClrType != typeof(EvidenceFile))
        .SelectMany(t => t.GetProperties()).Where(p => p.ClrType == typeof(string) && !Codes.Contains(p.Name));

    private string Table(Type type) => $"\"{db.Model.FindEntityType(type)!.GetTableName()}\"";

    private Task<int> RunAsync(string sql, CancellationToken cancellation, params object[] values) => db.Database.ExecuteSqlRawAsync(sql, values, cancellation);

    private async Task<CoachCounts> CountAsync(Guid coachId, CancellationToken cancellation)
    {
        var held = await db.Sessions.Where(s => s.CoachId == coachId && s.VoidedOn == null && s.Outcome == SessionOutcome.Held).Select(s => s.Minutes).ToListAsync(cancellation);
        return new CoachCounts(await db.Evidence.CountAsync(f => f.CoachId == coachId, cancellation), await db.SessionNotes.CountAsync(n => n.CoachId == coachId, cancellation),
            await db.Goals.CountAsync(g => g.CoachId == coachId, cancellation) + await db.CheckRequests.CountAsync(r => r.CoachId == coachId, cancellation) + await db.SupervisionActions.CountAsync(a => a.CoachId == coachId, cancellation), held.Count, held.Sum(),
            await db.Training.CountAsync(t => t.CoachId == coachId && t.VoidedOn == null, cancellation), await db.Checks.CountAsync(c => c.CoachId == coachId && c.VoidedOn == null, cancellation),
            await db.Posts.CountAsync(p => p.CoachId == coachId && p.VoidedOn == null, cancellation), await db.AuditEntries.CountAsync(e => e.CoachId == coachId, cancellation));
    }

    private async Task<OtherCounts> CountOtherAsync(Guid personId, CancellationToken cancellation) => new(await db.Users.AnyAsync(u => u.PersonId == personId, cancellation), await db.Supervisors.AnyAsync(s => s.PersonId == personId, cancellation),
        await db.Sessions.CountAsync(s => s.SupervisorVersion!.PersonId == personId && s.VoidedOn == null && s.Outcome == SessionOutcome.Held, cancellation), await db.Declarations.CountAsync(d => d.SignedById == personId, cancellation));
}

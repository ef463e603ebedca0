using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Exports;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>A kind of thing that is held on somebody.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Columns">What each row says, without what no row says.</param>
/// <param name="Rows">The rows, in words.</param>
internal sealed record HeldPart(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    /// <summary>The name of its file in the download.</summary>
    public string FileName => $"{Title.ToLowerInvariant().Replace(' ', '-')}.csv";

    public Sheet ToSheet() => new(Title, Columns, Rows.Select(r => (IReadOnlyList<Cell>)r.Select(Cell.Of).ToList()).ToList(), []);
}

/// <summary>
/// All that is held on whoever is signed in, read off the model itself: a table that says whose its rows are is in it, or stands on the
/// list of what is left out, with the reason. Nothing is another person's: colleagues are named as the portal names them to the person.
/// </summary>
internal sealed partial class HeldData(HwbcDbContext db, SignedIn signedIn) : IUseCase
{
    /// <summary>What is about somebody and not in it, and why.</summary>
    public static readonly IReadOnlyDictionary<Type, string> LeftOut = new Dictionary<Type, string>
    {
        [typeof(ActualCost)] = "What your post cost in a month. The managers of your PCN keep it for claims: ask them",
        [typeof(SharedItemName)] = "The names that an imported file gave to programmes and supervisors",
        [typeof(SessionDraft)] = "Sessions that are being typed. Yours are where you write them; others' are theirs until they are saved",
        [typeof(KeptForm)] = "A form that you sent when your session was over. It is encrypted, and gone within a day",
        [typeof(RecoveryCode)] = "Recovery codes, which are kept in a form that nobody can read; your account shows how many are left",
    };

    /// <summary>Tables of the framework that the portal writes nothing to.</summary>
    public static readonly IReadOnlyCollection<Type> Unused = [typeof(IdentityUserClaim<Guid>), typeof(IdentityUserLogin<Guid>), typeof(IdentityUserToken<Guid>)];

    // What else is not in it: texts about other people, and what may be about them.
    private static readonly string[] NotYours =
    [
        "The reason for a pause of referrals. It can be about somebody else: ask the managers of the PCN that made it",
        "What you wrote about coaches whom you support. That the sessions were held is in it; the notes are the coach's and yours to read in the portal, and not to be carried about",
    ];

    /// <summary>All that is not in it, in sentences.</summary>
    public static IEnumerable<string> NotShown(bool isCoach) => NotYours.Concat(LeftOut.Where(l => isCoach || l.Key != typeof(ActualCost)).Select(l => l.Value));

    // Secrets, and what is of no use outside the database.
    private static readonly HashSet<string> Never = ["PasswordHash", "SecurityStamp", "ConcurrencyStamp", "ProtectedSecret", "LastStep", "KeyDigest", "CodeDigest", "SecretDigest", "ContentDigest", "StorageName", "PrivateReason", "Position", "SortName", "NormalizedUserName", "NormalizedEmail", "UserName",
        "Id", "ItemId", "AccessFailedCount", "LockoutEnabled", "LockoutEnd", "PhoneNumber", "PhoneNumberConfirmed", "TwoFactorEnabled", "EmailConfirmed", "CredentialId"];

    private static readonly Dictionary<Type, string> Titles = new()
    {
        [typeof(PortalUser)] = "Account", [typeof(Membership)] = "Roles", [typeof(SignInSession)] = "Sign-in sessions", [typeof(Authenticator)] = "Authenticator app", [typeof(FactorReset)] = "Resets of the second factor", [typeof(NoticeAcceptance)] = "Privacy notices read",
        [typeof(OutboxMail)] = "Mails", [typeof(MailOptOut)] = "Mails you do without", [typeof(CalendarFeed)] = "Calendar addresses", [typeof(FormReceipt)] = "Forms accepted", [typeof(IdentityUserPasskey<Guid>)] = "Passkeys",
        [typeof(Person)] = "Name", [typeof(CoachRecord)] = "Coach record", [typeof(PostVersion)] = "Posts", [typeof(AbsenceVersion)] = "Time away", [typeof(TrainingVersion)] = "Training", [typeof(TrainingAttendance)] = "Days of courses", [typeof(EvidenceFile)] = "Files",
        [typeof(ExperienceClaim)] = "Previous experience described", [typeof(PriorExperienceVersion)] = "Previous experience decided", [typeof(AssignmentVersion)] = "People named for you", [typeof(SupervisionCover)] = "Cover", [typeof(SupervisionAgreement)] = "Supervision agreements",
        [typeof(SessionVersion)] = "Sessions", [typeof(SessionNote)] = "Session notes", [typeof(SupervisionAction)] = "Session actions", [typeof(SessionConfirmation)] = "Session confirmations", [typeof(SupervisionConcern)] = "Concerns", [typeof(Goal)] = "Goals", [typeof(GoalProgress)] = "Goal progress",
        [typeof(TierReview)] = "Tier reviews", [typeof(CheckVersion)] = "Checks", [typeof(DbsDecision)] = "DBS decisions", [typeof(CheckRequest)] = "What you asked", [typeof(CpdEntry)] = "Development log", [typeof(SuspensionVersion)] = "Pauses of referrals", [typeof(ProvisionalVersion)] = "Clearances on conditions", [typeof(ExemptionVersion)] = "Exemptions",
        [typeof(CoachStanding)] = "Answers worked out", [typeof(SupervisorVersion)] = "Supervisor register", [typeof(SupervisorAbsence)] = "Days away as a supervisor",
    };

    private static readonly string[] All = [HwbcDbContext.TenancyFilter];
    private static readonly string[] Owners = ["CoachId", "UserId", "PersonId"];

    private Dictionary<Guid, string> _names = [];

    /// <summary>Whose the rows of a table are, by the name of its column; null: nobody's. The first that fits.</summary>
    public static string? OwnerColumn(IEntityType type) =>
        type.ClrType == typeof(Person) || type.ClrType == typeof(CoachRecord) || type.ClrType == typeof(PortalUser) ? "Id" : Owners.FirstOrDefault(n => type.FindProperty(n) is not null && type.ClrType != typeof(AuditEntry));

    /// <summary>Whether a table is in it.</summary>
    public static bool IsIn(Type type) => Titles.ContainsKey(type);

    /// <summary>All parts; those without rows are left out.</summary>
    public async Task<IReadOnlyList<HeldPart>> AllAsync(CancellationToken cancellation)
    {
        var person = signedIn.Person;
        var parts = new List<HeldPart>();
        await ReadNamesAsync(cancellation);
        foreach (var type in db.Model.GetEntityTypes().Where(t => Titles.ContainsKey(t.ClrType)).OrderBy(t => Titles.Keys.ToList().IndexOf(t.ClrType)))
        {
            var (column, owner) = OwnerColumn(type) switch
            {
                "CoachId" => ("CoachId", person.PersonId),
                "UserId" => ("UserId", person.UserId),
                "PersonId" => ("PersonId", person.PersonId),
                "Id" => ("Id", type.ClrType == typeof(PortalUser) ? person.UserId : person.PersonId),
                _ => ("", Guid.Empty),
            };
            var rows = type.ClrType == typeof(DbsDecision)
                ? (await db.Set<DbsDecision>().IgnoreQueryFilters(All).AsNoTracking().Where(d => db.Checks.IgnoreQueryFilters(All).Any(c => c.Id == d.CheckId && c.CoachId == person.PersonId)).ToListAsync(cancellation)).ConvertAll(d => (object)d)
                : await ((Task<List<object>>)Rows.MakeGenericMethod(type.ClrType).Invoke(this, [column, owner, cancellation])!);
            if (PartOf(type, rows) is { } part)
                parts.Add(part);
        }

        parts.AddRange(await SupportedAsync(person, cancellation));
        return parts;
    }

    /// <summary>What was done on one's record or account, and what one did: when, by whom and what, the newest first. What it said is in the rows themselves.</summary>
    /// <param name="aboutMe">What was done on one's record and account; else what one did oneself.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<HeldPart> AuditAsync(bool aboutMe, int most, CancellationToken cancellation)
    {
        var (personId, userId) = (signedIn.Person.PersonId, signedIn.Person.UserId);
        var (personKey, userKey) = (personId.ToString(), userId.ToString());
        var entries = db.AuditEntries.AsNoTracking();
        entries = aboutMe ? entries.Where(e => e.CoachId == personId || e.Changes.Any(c => c.Key == personKey || c.Key == userKey)) : entries.Where(e => e.UserId == userId);
        var rows = await entries.OrderByDescending(e => e.Sequence).Take(most).Select(e => new
        {
            e.AtUtc, e.Actor, e.Command, By = db.People.Where(p => p.Reference == e.Actor).Select(p => p.Name).FirstOrDefault(),
            Coach = db.People.Where(p => p.Id == e.CoachId).Select(p => p.Reference).FirstOrDefault(), Pcn = db.Pcns.Where(p => p.Id == e.PcnId).Select(p => p.Name).FirstOrDefault(),
        }).ToListAsync(cancellation);
        return new HeldPart(aboutMe ? "Done on your record" : "Done by you", ["When", "Who", "What", "Record", "PCN"],
            rows.ConvertAll(r => (IReadOnlyList<string>)[Words.Instant(r.AtUtc), r.By is null ? r.Actor : $"{r.By} ({r.Actor})", CommandWords.Of(r.Command), r.Coach ?? "", r.Pcn ?? ""]));
    }

    public Task<int> CountAuditAsync(bool aboutMe, CancellationToken cancellation)
    {
        var (personId, userId) = (signedIn.Person.PersonId, signedIn.Person.UserId);
        var (personKey, userKey) = (personId.ToString(), userId.ToString());
        return aboutMe ? db.AuditEntries.CountAsync(e => e.CoachId == personId || e.Changes.Any(c => c.Key == personKey || c.Key == userKey), cancellation) : db.AuditEntries.CountAsync(e => e.UserId == userId, cancellation);
    }

    private static readonly MethodInfo Rows = typeof(HeldData).GetMethod(nameof(RowsAsync), BindingFlags.NonPublic | BindingFlags.Instance)!;

    private async Task<List<object>> RowsAsync<T>(string column, Guid owner, CancellationToken cancellation) where T : class
    {
        var set = db.Set<T>().IgnoreQueryFilters(All).AsNoTracking();
        // A check of the PCN's own duties names no coach.
        var own = db.Model.FindEntityType(typeof(T))!.FindProperty(column)!.ClrType == typeof(Guid?) ? set.Where(e => EF.Property<Guid?>(e, column) == owner) : set.Where(e => EF.Property<Guid>(e, column) == owner);
        return (await own.ToListAsync(cancellation)).ConvertAll(r => (object)r);
    }

    private HeldPart? PartOf(IEntityType type, List<object> rows)
    {
        if (rows.Count == 0)
            return null;
        var owner = OwnerColumn(type);
        var properties = type.GetProperties().Where(p => p.PropertyInfo is not null && p.Name != owner && !Never.Contains(p.Name) && (Nullable.GetUnderlyingType(p.ClrType) ?? p.ClrType) != typeof(byte[])).ToList();
        var told = rows.ConvertAll(r => properties.ConvertAll(p => Told(p.PropertyInfo!.GetValue(r))));
        if (type.ClrType == typeof(IdentityUserPasskey<Guid>))
            return new HeldPart(Titles[type.ClrType], ["Name", "Made"], rows.ConvertAll(r => ((IdentityUserPasskey<Guid>)r).Data).ConvertAll(d => (IReadOnlyList<string>)[d.Name ?? "", Words.Instant(d.CreatedAt.UtcDateTime)]));
        var kept = Enumerable.Range(0, properties.Count).Where(i => told.Exists(r => r[i].Length > 0)).ToList();
        return new HeldPart(Titles[type.ClrType], kept.ConvertAll(i => Label(properties[i].Name)), told.ConvertAll(r => (IReadOnlyList<string>)kept.ConvertAll(i => r[i])));
    }

    /// <summary>What somebody does for coaches: that it was done, and no word of what was said.</summary>
    private async Task<IReadOnlyList<HeldPart>> SupportedAsync(SignedInPerson person, CancellationToken cancellation)
    {
        var named = await db.Assignments.IgnoreQueryFilters(All).AsNoTracking().Where(a => a.SupervisorVersion!.PersonId == person.PersonId).OrderBy(a => a.From).ThenBy(a => a.Id)
            .Select(a => new { a.Coach!.Person!.Reference, a.Kind, a.From, a.To, a.VoidedOn }).ToListAsync(cancellation);
        var held = await db.Sessions.IgnoreQueryFilters(All).AsNoTracking().Where(s => s.SupervisorVersion!.PersonId == person.PersonId).OrderBy(s => s.Date).ThenBy(s => s.Id)
            .Select(s => new { s.Coach!.Person!.Reference, s.Date, s.Minutes, s.Kind, s.Outcome, s.VoidedOn, Notes = db.SessionNotes.IgnoreQueryFilters(All).Count(n => n.SessionRecordId == s.RecordId && n.AuthorId == person.PersonId) }).ToListAsync(cancellation);
        var eligible = await db.Eligibility.AsNoTracking().Where(e => db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.PersonId == person.PersonId)).OrderBy(e => e.From).ThenBy(e => e.Id).ToListAsync(cancellation);
        var parts = new List<HeldPart>();
        if (eligible.Count > 0)
            parts.Add(new HeldPart("Eligibility as a supervisor", ["From", "To", "Tier", "Basis", "Evidence", "No longer counts from"], eligible.ConvertAll(e => (IReadOnlyList<string>)[Words.Date(e.From), Words.Date(e.To, ""), Told(e.Tier), Words.Of(e.Basis), e.Evidence ?? "", Words.Date(e.VoidedOn, "")])));
        if (named.Count > 0)
            parts.Add(new HeldPart("Coaches you are named for", ["Coach", "Kind", "From", "To", "No longer counts from"], named.ConvertAll(a => (IReadOnlyList<string>)[a.Reference, Words.Of(a.Kind), Words.Date(a.From), Words.Date(a.To, ""), Words.Date(a.VoidedOn, "")])));
        if (held.Count > 0)
            parts.Add(new HeldPart("Sessions you supervised", ["Coach", "Date", "Minutes", "Kind", "Outcome", "Notes you wrote", "No longer counts from"],
                held.ConvertAll(s => (IReadOnlyList<string>)[s.Reference, Words.Date(s.Date), Told(s.Minutes), Words.Of(s.Kind), Words.Of(s.Outcome), Told(s.Notes), Words.Date(s.VoidedOn, "")])));
        return parts;
    }

    /// <summary>A key is told where it is somebody or something with a name.</summary>
    private string Told(object? value) => value switch
    {
        null => "",
        Guid id => _names.GetValueOrDefault(id, ""),
        bool yes => yes ? "Yes" : "No",
        DateOnly date => Words.Date(date),
        DateTime utc => Words.Instant(utc),
        Enum one => Label(one.ToString()),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private async Task ReadNamesAsync(CancellationToken cancellation)
    {
        var own = signedIn.Person.PersonId;
        _names = (await db.Pcns.Select(p => new { p.Id, p.Name }).ToListAsync(cancellation)).ToDictionary(p => p.Id, p => p.Name);
        // Whom the person's own rows can name: all who ever recorded, checked or supported something are colleagues.
        foreach (var one in await db.People.Select(p => new { p.Id, p.Name }).ToListAsync(cancellation))
            _names[one.Id] = one.Id == own ? "You" : one.Name;
        foreach (var programme in await db.Programmes.Select(p => new { p.Id, p.Title }).ToListAsync(cancellation))
            _names[programme.Id] = programme.Title;
        foreach (var supervisor in await db.Supervisors.Select(s => new { s.Id, s.Name }).ToListAsync(cancellation))
            _names[supervisor.Id] = supervisor.Name;
    }

    private static string Label(string name) => Capital().Replace(name.EndsWith("Utc", StringComparison.Ordinal) ? name[..^3] : name.EndsWith("Id", StringComparison.Ordinal) && name.Length > 2 ? name[..^2] : name, m => " " + m.Value.ToLowerInvariant());

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Capital();
}

using System.Net;
using System.Text.RegularExpressions;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Tests.Evidence;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>tests/authz-matrix.csv: every endpoint, a path of it, and what each principal is answered; with real keys for what the paths name.</summary>
internal sealed class Matrix(PortalFixture portal)
{
    /// <summary>A line: an endpoint, such as "GET coaches/{reference}", a path whose keys are names in braces, and the answers by principal.</summary>
    public sealed record Row(string Endpoint, string Path, IReadOnlyDictionary<string, string> Answers)
    {
        public string Method => Endpoint.Split(' ')[0] is { Length: > 0 } method ? method : "GET";

        private readonly Regex _paths = new($"^/{Regex.Replace(Endpoint.Split(' ')[1], "\\{[^}]+\\}", "[^/]+").Replace(".", "\\.", StringComparison.Ordinal)}$", RegexOptions.NonBacktracking);

        /// <summary>Whether an address is one of the endpoint's.</summary>
        public bool Takes(string path) => _paths.IsMatch(path.Split('?')[0]);

        /// <summary>Who of the demo may ask it, in the order of the columns.</summary>
        public IEnumerable<string> Who => Answers.Where(a => a.Value == "yes" && a.Key is not ("anonymous" or "deactivated") && !a.Key.EndsWith(".other", StringComparison.Ordinal)).Select(a => a.Key);
    }

    public static IReadOnlyList<string> Principals { get; } = Lines()[0][2..];

    public static IReadOnlyList<Row> Rows { get; } = Lines()[1..].Select(l => new Row(l[0], l[1], Principals.Zip(l[2..]).ToDictionary(a => a.First, a => a.Second, StringComparer.Ordinal))).ToList();

    private static List<string[]> Lines() => File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "authz-matrix.csv")).Where(l => l.Length > 0).Select(l => l.Split(',')).ToList();

    /// <summary>What can be asked for: each route of the portal's own.</summary>
    public IEnumerable<RouteEndpoint> Endpoints() => portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    public IEnumerable<RouteEndpoint> Actions() => Endpoints().Where(e => e.Metadata.GetMetadata<ControllerActionDescriptor>() is not null);

    public static string Name(RouteEndpoint endpoint) => $"{endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Single()} {endpoint.RoutePattern.RawText!.TrimStart('/')}";

    private string? _file;
    private string? _claim;
    private string? _request;
    private string? _cpd;
    private string? _session;
    private string? _agreement;
    private int _contractYear = 1990;
    private string? _cover;
    private string? _invited;
    private string? _booking;
    private string? _secret;

    /// <summary>Previous experience of Aisha Khan's (HWBC-000014), described once by herself.</summary>
    private async Task<string> ClaimAsync()
    {
        if (_claim is not null)
            return _claim;
        using var coach = await portal.SignedInAsync("coach");
        await coach.PostAsync(await coach.GetAsync("/me/training/experience/new"), ("Form.Employer", "A leisure centre"), ("Form.Description", "Coaching"), ("Form.From.Day", "1"), ("Form.From.Month", "1"), ("Form.From.Year", "2020"));
        return _claim = (await portal.DbAsync(db => db.ExperienceClaims.Select(c => c.Id).FirstAsync())).ToString();
    }

    /// <summary>A certificate that Aisha Khan (HWBC-000014) sends once.</summary>
    private async Task<string> RequestAsync()
    {
        if (_request is not null)
            return _request;
        using var coach = await portal.SignedInAsync("coach");
        await coach.PostAsync(await coach.GetAsync("/me/requests/new?about=EMP-05"), ("Form.DoneOn.Day", "1"), ("Form.DoneOn.Month", "11"), ("Form.DoneOn.Year", "2026"));
        return _request = (await portal.DbAsync(db => db.CheckRequests.Select(c => c.Id).SingleAsync())).ToString();
    }

    /// <summary>A session of Aisha Khan's (HWBC-000014) that her supervisor logs once, with an action of hers and something of each kind raised.</summary>
    private async Task<string> SessionAsync()
    {
        if (_session is not null)
            return _session;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/log?coach=HWBC-000014"), ("Form.When", "Today"), ("Form.Notes", "Between us"), ("Form.Actions[0].Text", "Read the guide"), ("Form.Concern", "Gives advice on diets"), ("Form.ToldCoach", "true"), ("Form.Wellbeing", "She is tired"));
        return _session = (await portal.DbAsync(db => db.SupervisionActions.Select(a => a.SessionRecordId).SingleAsync())).ToString();
    }

    /// <summary>What Aisha Khan (HWBC-000014) and her supervisor agreed, written down once.</summary>
    private async Task<string> AgreementAsync()
    {
        if (_agreement is not null)
            return _agreement;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync(await FilledAsync("/supervision/agreements/{assignment}")), ("Form.Purpose", "To reflect"), ("Form.Structure", "One to one"), ("Form.Place", "By video"));
        return _agreement = (await portal.DbAsync(db => db.SupervisionAgreements.Select(a => a.Id).SingleAsync())).ToString();
    }

    /// <summary>Somebody in the supervisor register whom Riverside (U90001) alone knows: could supervise, and does for nobody.</summary>
    public async Task<(string Entry, string Period)> UnaAsync()
    {
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/supervisors/new"), ("Form.Name", "Una Guide"), ("Form.Profession", "HealthCoach"))).Status);
        var (entry, version) = await portal.DbAsync(db => db.Supervisors.Where(v => v.Name == "Una Guide").Select(v => new ValueTuple<Guid, Guid>(v.RecordId, v.Id)).SingleAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync($"/supervisors/{entry}/eligibility/new"), ("Form.Basis", "RecordedEquivalent"), ("Form.From", "2026-11-01"), ("Form.Evidence", "A letter"))).Status);
        return (entry.ToString(), await portal.DbAsync(async db => (await db.Eligibility.Where(e => e.SupervisorVersionId == version).Select(e => e.RecordId).SingleAsync()).ToString()));
    }

    /// <summary>A time away of Rachel Bell's, a new one each time: taking it back is once.</summary>
    private async Task<string> AwayAsync() => (await portal.DbAsync(async db =>
    {
        var away = new SupervisorAbsence { PersonId = await db.People.Where(p => p.Reference == "P-000002").Select(p => p.Id).SingleAsync(), From = new DateOnly(2026, 12, 24) };
        db.Add(away);
        await db.SaveChangesAsync();
        return away.Id;
    })).ToString();

    /// <summary>An exception of Aisha Khan's (HWBC-000014), a new one each time: ending it is once.</summary>
    private async Task<string> ExceptionAsync(Func<Guid, Guid, Guid, CoachFactVersion> make) => (await portal.DbAsync(async db =>
    {
        var version = make(await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync(), await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync(), await db.People.Where(p => p.Reference == "HWBC-000018").Select(p => p.Id).SingleAsync());
        version.RecordId = version.Id;
        db.Add(version);
        await db.SaveChangesAsync();
        return version.RecordId;
    })).ToString();

    /// <summary>A DBS decision of Aisha Khan's (HWBC-000014).</summary>
    private async Task<string> DbsAsync() => (await portal.DbAsync(async db =>
    {
        var check = new CheckVersion { ItemId = $"check-{Guid.NewGuid():N}", CoachId = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync(), PcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync(), Rule = "EMP-01", On = new DateOnly(2026, 11, 1) };
        check.RecordId = check.Id;
        check.Dbs = new DbsDecision { CheckId = check.Id, PcnId = check.PcnId, Level = DbsLevel.NoneNeeded, Decision = "None is needed", DecidedBy = "The employer" };
        db.Add(check);
        await db.SaveChangesAsync();
        return check.RecordId;
    })).ToString();

    /// <summary>A declaration of Riverside PCN's, of another year each time: voiding it is once, and one holds a year.</summary>
    private async Task<string> DeclarationAsync() => (await portal.DbAsync(async db =>
    {
        var declaration = new Declaration { PcnId = await db.Pcns.Where(p => p.Code == "U90001").Select(p => p.Id).SingleAsync(), ContractYear = _contractYear++, Reference = Guid.NewGuid().ToString(), SignedById = await db.People.Where(p => p.Reference == "HWBC-000018").Select(p => p.Id).SingleAsync(), SignedName = "Priya Shah", SignedRole = "Manager", ContentJson = """{"on":"2025-04-10","rulePack":"des-2025-26","duties":[],"coaches":[]}""" };
        db.Add(declaration);
        await db.SaveChangesAsync();
        return declaration.Id;
    })).ToString();

    /// <summary>A goal of Aisha Khan's (HWBC-000014) that somebody wrote and the other has not agreed to.</summary>
    private async Task<string> GoalAsync(string writtenBy) => (await portal.DbAsync(async db =>
    {
        var goal = new Goal { CoachId = await db.Coaches.Where(c => c.Person!.Reference == "HWBC-000014").Select(c => c.Id).SingleAsync(), Text = "Lead groups", Measure = "Three groups", ReviewOn = new DateOnly(2027, 2, 1), WrittenById = await db.People.Where(p => p.Reference == writtenBy).Select(p => p.Id).SingleAsync() };
        db.Add(goal);
        await db.SaveChangesAsync();
        return goal.Id;
    })).ToString();

    /// <summary>Somebody who covers for Aisha Khan's (HWBC-000014) supervisor.</summary>
    private async Task<string> CoverAsync() => _cover ??= (await portal.AddCoverAsync("HWBC-000012", new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 31))).ToString();

    /// <summary>Somebody who has an account and has chosen no password yet.</summary>
    private async Task<string> InvitedAsync() => _invited ??= (await portal.AddAccountAsync("invited", "P-000093", PortalRole.Viewer, password: null)).ToString();

    /// <summary>Somebody whose account is deactivated.</summary>
    private async Task<string> ClosedAsync()
    {
        if (!await portal.DbAsync(db => db.People.AnyAsync(p => p.Reference == "P-000195")))
        {
            await portal.AddAccountAsync("closed", "P-000195", PortalRole.Viewer);
            await portal.CloseAccountAsync("closed");
        }

        return "P-000195";
    }

    /// <summary>Somebody with an authenticator app.</summary>
    public async Task<string> WithAppAsync(string name, string reference)
    {
        if (!await portal.DbAsync(db => db.People.AnyAsync(p => p.Reference == reference)))
        {
            var id = await portal.AddAccountAsync(name, reference, PortalRole.Viewer);
            await portal.DbAsync(async db => db.Add(new Authenticator { UserId = id, ProtectedSecret = "x", ConfirmedUtc = portal.Time.Now.UtcDateTime }) is not null && await db.SaveChangesAsync() > 0);
        }

        return reference;
    }

    /// <summary>A reset that the administrator asked for, a new one each time: taking it back is once.</summary>
    private async Task<string> ResetAsync()
    {
        var reference = await WithAppAsync("to.reset", "P-000197");
        return (await portal.DbAsync(async db =>
        {
            var reset = new FactorReset { UserId = await db.Users.Where(u => u.Person!.Reference == reference).Select(u => u.Id).SingleAsync(), AskedById = await db.People.Where(p => p.Reference == "P-000004").Select(p => p.Id).SingleAsync(), AskedUtc = portal.Time.Now.UtcDateTime, IdentityCheck = "Called back" };
            db.Add(reset);
            await db.SaveChangesAsync();
            return reset.Id;
        })).ToString();
    }

    /// <summary>A session that Aisha Khan's (HWBC-000014) supervisor books once.</summary>
    private async Task<string> BookingAsync()
    {
        if (_booking is not null)
            return _booking;
        using var supervisor = await portal.SignedInAsync("supervisor");
        await supervisor.PostAsync(await supervisor.GetAsync("/supervision/book?coach=HWBC-000014"), ("Form.Date", "2026-12-17"));
        return _booking = (await portal.DbAsync(db => db.Sessions.Where(s => s.Date == new DateOnly(2026, 12, 17)).Select(s => s.RecordId).SingleAsync())).ToString();
    }

    /// <summary>The secret of a calendar's address of somebody who is none of the principals: no row stops it.</summary>
    private async Task<string> SecretAsync()
    {
        if (_secret is not null)
            return _secret;
        _secret = Features.Calendar.FeedSecret.New();
        await portal.DbAsync(async db =>
        {
            var userId = await db.Users.Where(u => u.Email == "manager.two@demo.test").Select(u => u.Id).SingleAsync();
            db.Add(new CalendarFeed { UserId = userId, SecretDigest = Features.Calendar.FeedSecret.DigestOf(_secret), MadeUtc = portal.Time.Now.UtcDateTime });
            return await db.SaveChangesAsync();
        });
        return _secret;
    }

    /// <summary>An entry of Aisha Khan's (HWBC-000014) log.</summary>
    private async Task<string> CpdAsync()
    {
        if (_cpd is not null)
            return _cpd;
        using var coach = await portal.SignedInAsync("coach");
        await coach.PostAsync(await coach.GetAsync("/me/cpd/new"), ("Form.Hours", "1.5"), ("Form.What", "Peer group"));
        return _cpd = (await portal.DbAsync(db => db.Cpd.Select(c => c.Id).SingleAsync())).ToString();
    }

    /// <summary>A file of Aisha Khan's (HWBC-000014), sent once by herself.</summary>
    private async Task<string> EvidenceAsync()
    {
        if (_file is not null)
            return _file;
        using var coach = await portal.SignedInAsync("coach");
        var record = await portal.DbAsync(db => db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014").Select(t => t.RecordId).FirstAsync());
        Assert.Equal(HttpStatusCode.SeeOther, (await coach.UploadAsync($"/me/training/{record}/evidence", ("certificate.png", SampleFiles.Png()))).Status);
        return _file = (await portal.DbAsync(db => db.Evidence.Select(f => f.Id).FirstAsync())).ToString();
    }

    /// <summary>A draft of Riverside's policy, so that there is one to look at; it has no place in the path.</summary>
    private async Task<string> DraftAsync()
    {
        if (await portal.DbAsync(db => db.PolicyDrafts.AnyAsync()))
            return "";
        using var manager = await portal.SignedInAsync("manager");
        Assert.Equal(HttpStatusCode.SeeOther, (await manager.PostAsync(await manager.GetAsync("/policies/draft?pcn=U90001"))).Status);
        return "";
    }

    /// <summary>Puts real keys of Aisha Khan (HWBC-000014, Riverside) and of Nina Cole's pause into a path.</summary>
    public async Task<string> FilledAsync(string path)
    {
        async Task<string> Key(IQueryable<Guid> ids) => (await ids.FirstAsync()).ToString();
        return path.Contains('{', StringComparison.Ordinal)
            ? await portal.DbAsync(async db => path
                .Replace("{training}", await Key(db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000014").Select(t => t.RecordId)), StringComparison.Ordinal)
                .Replace("{file}", path.Contains("{file}", StringComparison.Ordinal) ? await EvidenceAsync() : "", StringComparison.Ordinal)
                .Replace("{claim}", path.Contains("{claim}", StringComparison.Ordinal) ? await ClaimAsync() : "", StringComparison.Ordinal)
                .Replace("{request}", path.Contains("{request}", StringComparison.Ordinal) ? await RequestAsync() : "", StringComparison.Ordinal)
                .Replace("{cpd}", path.Contains("{cpd}", StringComparison.Ordinal) ? await CpdAsync() : "", StringComparison.Ordinal)
                .Replace("{absence}", await Key(db.Absences.Where(a => a.Coach!.Person!.Reference == "HWBC-000013").Select(a => a.RecordId)), StringComparison.Ordinal)
                .Replace("{place}", await Key(db.PcnOrganisations.Where(o => o.Pcn!.Code == "U90001" && o.Organisation!.Code == "QZ1").Select(o => o.Id)), StringComparison.Ordinal)
                .Replace("{supervisor}", await Key(db.Supervisors.Where(s => s.Name == "Rachel Bell" && s.VoidedOn == null).Select(s => s.RecordId)), StringComparison.Ordinal)
                .Replace("{eligibility}", await Key(db.Eligibility.Where(e => e.VoidedOn == null && db.Supervisors.Any(s => s.Id == e.SupervisorVersionId && s.Name == "Rachel Bell" && s.VoidedOn == null)).Select(e => e.RecordId)), StringComparison.Ordinal)
                .Replace("{session}", path.Contains("{session}", StringComparison.Ordinal) ? await SessionAsync() : "", StringComparison.Ordinal)
                .Replace("{concern}", path.Contains("{concern}", StringComparison.Ordinal) ? (await SessionAsync(), await Key(db.SupervisionConcerns.Where(c => c.Kind == ConcernKind.Practice).Select(c => c.Id))).Item2 : "", StringComparison.Ordinal)
                .Replace("{wellbeing}", path.Contains("{wellbeing}", StringComparison.Ordinal) ? (await SessionAsync(), await Key(db.SupervisionConcerns.Where(c => c.Kind == ConcernKind.Wellbeing).Select(c => c.Id))).Item2 : "", StringComparison.Ordinal)
                .Replace("{booking}", path.Contains("{booking}", StringComparison.Ordinal) ? await BookingAsync() : "", StringComparison.Ordinal)
                .Replace("{secret}", path.Contains("{secret}", StringComparison.Ordinal) ? await SecretAsync() : "", StringComparison.Ordinal)
                .Replace("{action}", path.Contains("{action}", StringComparison.Ordinal) ? (await SessionAsync(), await Key(db.SupervisionActions.Select(a => a.Id))).Item2 : "", StringComparison.Ordinal)
                .Replace("{assignment}", await Key(db.Assignments.Where(a => a.Coach!.Person!.Reference == "HWBC-000014" && a.Kind == HwbcPortal.Domain.Compliance.AssignmentKind.HealthCoaching && a.VoidedOn == null).Select(a => a.RecordId)), StringComparison.Ordinal)
                .Replace("{agreement}", path.Contains("{agreement}", StringComparison.Ordinal) ? await AgreementAsync() : "", StringComparison.Ordinal)
                .Replace("{away}", path.Contains("{away}", StringComparison.Ordinal) ? await AwayAsync() : "", StringComparison.Ordinal)
                .Replace("{provisional}", path.Contains("{provisional}", StringComparison.Ordinal) ? await ExceptionAsync((coach, pcn, by) => new ProvisionalVersion { ItemId = $"provisional-{Guid.NewGuid():N}", CoachId = coach, PcnId = pcn, From = new DateOnly(2026, 11, 24), To = new DateOnly(2026, 12, 24), ApprovedById = by }) : "", StringComparison.Ordinal)
                .Replace("{exemption}", path.Contains("{exemption}", StringComparison.Ordinal) ? await ExceptionAsync((coach, pcn, by) => new ExemptionVersion { ItemId = $"exemption-{Guid.NewGuid():N}", CoachId = coach, PcnId = pcn, Rule = "SUP-05", Reason = "No group", From = new DateOnly(2026, 11, 24), To = new DateOnly(2026, 12, 24), ApprovedById = by }) : "", StringComparison.Ordinal)
                .Replace("{dbs}", path.Contains("{dbs}", StringComparison.Ordinal) ? await DbsAsync() : "", StringComparison.Ordinal)
                .Replace("{declaration}", path.Contains("{declaration}", StringComparison.Ordinal) ? await DeclarationAsync() : "", StringComparison.Ordinal)
                .Replace("{draft}", path.Contains("{draft}", StringComparison.Ordinal) ? await DraftAsync() : "", StringComparison.Ordinal)
                .Replace("{policy}", await Key(db.LocalPolicies.Where(p => p.Pcn!.Code == "U90001" && p.VoidedOn == null).Select(p => p.RecordId)), StringComparison.Ordinal)
                .Replace("{cap}", await Key(db.ReimbursementCaps.Where(c => c.VoidedOn == null).OrderBy(c => c.Id).Select(c => c.Id)), StringComparison.Ordinal)
                .Replace("{goal}", path.Contains("{goal}", StringComparison.Ordinal) ? await GoalAsync("P-000002") : "", StringComparison.Ordinal)
                .Replace("{wish}", path.Contains("{wish}", StringComparison.Ordinal) ? await GoalAsync("HWBC-000014") : "", StringComparison.Ordinal)
                .Replace("{cover}", path.Contains("{cover}", StringComparison.Ordinal) ? await CoverAsync() : "", StringComparison.Ordinal)
                .Replace("{invited}", path.Contains("{invited}", StringComparison.Ordinal) ? await InvitedAsync() : "", StringComparison.Ordinal)
                .Replace("{role}", await Key(db.Memberships.Where(m => m.Pcn!.Code == "U90001" && m.Role == PortalRole.Manager && db.Users.Any(u => u.Id == m.UserId && u.Email == "manager.two@demo.test")).Select(m => m.Id)), StringComparison.Ordinal)
                .Replace("{closed}", path.Contains("{closed}", StringComparison.Ordinal) ? await ClosedAsync() : "", StringComparison.Ordinal)
                .Replace("{withApp}", path.Contains("{withApp}", StringComparison.Ordinal) ? await WithAppAsync("with.app", "P-000196") : "", StringComparison.Ordinal)
                .Replace("{reset}", path.Contains("{reset}", StringComparison.Ordinal) ? await ResetAsync() : "", StringComparison.Ordinal)
                .Replace("{check}", await Key(db.Checks.Where(c => c.Coach!.Person!.Reference == "HWBC-000012" && c.Rule == "EMP-02").Select(c => c.RecordId)), StringComparison.Ordinal)
                .Replace("{booked}", await Key(db.Training.Where(t => t.Coach!.Person!.Reference == "HWBC-000015").Select(t => t.RecordId)), StringComparison.Ordinal)
                .Replace("{post}", await Key(db.Posts.Where(t => t.Coach!.Person!.Reference == "HWBC-000014").Select(t => t.RecordId)), StringComparison.Ordinal)
                .Replace("{programme}", await Key(db.Programmes.Where(p => p.Days == 2 && p.VoidedOn == null).Select(p => p.RecordId)), StringComparison.Ordinal)
                .Replace("{window}", await Key(db.Accreditations.Where(a => a.VoidedOn == null && db.Programmes.Any(p => p.Id == a.ProgrammeVersionId && p.Days == 2 && p.VoidedOn == null)).Select(a => a.RecordId)), StringComparison.Ordinal)
                .Replace("{pause}", await Key(db.Suspensions.Where(t => t.Coach!.Person!.Reference == "HWBC-000017").Select(t => t.RecordId)), StringComparison.Ordinal))
            : path;
    }
}

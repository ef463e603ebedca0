using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Tests.Access;

/// <summary>Somebody with an account, and what the oracle says they may see.</summary>
internal sealed record Principal(Guid UserId, Guid PersonId, string Email, string Roles, Sight Sight);

/// <summary>The PCNs and coaches that somebody sees on the day.</summary>
internal sealed record Sight(bool All, IReadOnlySet<Guid> Pcns, IReadOnlySet<Guid> Coaches);

/// <summary>
/// Five PCNs with everything that a portal holds, drawn from a seed: coaches move between PCNs, roles and assignments begin and end around
/// today. Each row of a PCN or a coach is kept, and a mark in its text says on any page whose it is. Who may see a row is worked out from
/// what was drawn, without the portal's code.
/// </summary>
internal sealed class RandomWorld(int number, DateOnly today)
{
    public const string Password = "velvet-harbour-otter-17";

    /// <summary>A hash that is quick to check: there are thousands of them here.</summary>
    public static readonly PasswordHasherOptions Quick = new() { IterationCount = 1 };

    private static readonly string Hashed = new PasswordHasher<PortalUser>(Options.Create(Quick)).HashPassword(new PortalUser(), Password);
    private readonly Random _random = new(number);
    private readonly DateTime _now = today.ToDateTime(new TimeOnly(11, 0), DateTimeKind.Utc);
    private readonly List<object> _rows = [];
    private readonly List<object> _marked = [];
    private readonly List<Pcn> _pcns = [];
    private readonly List<CoachRecord> _coaches = [];
    private readonly List<(Person Person, SupervisorVersion Version)> _supervisors = [];
    private readonly List<PostVersion> _posts = [];
    private readonly List<AssignmentVersion> _assignments = [];
    private readonly List<SupervisionCover> _covers = [];
    private ILookup<Guid, Membership> _roles = null!;
    private readonly Dictionary<Guid, (Person Person, List<Membership> Roles)> _users = [];
    private Person _checker = null!;
    private int _items;

    public IReadOnlyList<Principal> Principals { get; private set; } = [];

    public IReadOnlyList<object> Rows => _rows;

    public IReadOnlyList<Pcn> Pcns => _pcns;

    public IReadOnlyList<CoachRecord> Coaches => _coaches;

    /// <summary>The register of supervisors.</summary>
    public IReadOnlyList<SupervisorVersion> Supervisors => _supervisors.ConvertAll(s => s.Version);

    /// <summary>The programmes.</summary>
    public IReadOnlyList<ProgrammeVersion> Programmes { get; private set; } = [];

    /// <summary>References of people: of supervisors, of coaches and of others with an account.</summary>
    public IReadOnlyList<string> People { get; private set; } = [];

    /// <summary>Roles that hold, held or will hold.</summary>
    public IReadOnlyList<Membership> Roles => [.. _roles.SelectMany(r => r)];

    /// <summary>Second factors that somebody asks to have reset.</summary>
    public IReadOnlyList<FactorReset> Resets { get; private set; } = [];

    /// <summary>The reference of whose account it is.</summary>
    public string OfUser(Guid userId) => _users[userId].Person.Reference;

    public T Any<T>(IReadOnlyList<T> of) => of[_random.Next(of.Count)];

    /// <summary>The row that a mark stands for.</summary>
    public object Marked(int mark) => _marked[mark];

    /// <summary>Whether a row is somebody's to see.</summary>
    public bool Sees(Sight sight, object row)
    {
        if (sight.All)
            return true;
        return row switch
        {
            PrivateReason reason => sight.Pcns.Contains(reason.PcnId),
            CoachRecord coach => sight.Coaches.Contains(coach.Id) || WorksAt(coach.Id),
            SessionNote or SupervisionAction or SessionDraft or Goal or GoalProgress => sight.Coaches.Contains(((ICoachOwned)row).CoachId),
            SupervisionConcern concern => sight.Coaches.Contains(concern.CoachId) || (concern.ReachedManagerUtc is not null && sight.Pcns.Contains(concern.PcnId)),
            CheckVersion check => sight.Pcns.Contains(check.PcnId) || (check.CoachId is { } id && sight.Coaches.Contains(id)),
            ActualCost or PcnOrganisation or Declaration or PolicyDraft or LocalPolicyVersion or DbsDecision => sight.Pcns.Contains(((IPcnOwned)row).PcnId),
            IPcnOwned owned and ICoachOwned ofCoach => sight.Pcns.Contains(owned.PcnId) || sight.Coaches.Contains(ofCoach.CoachId),
            AbsenceVersion a => Saw(sight, a.CoachId, a.From),
            TrainingVersion t => Saw(sight, t.CoachId, t.EnrolledOn),
            TrainingAttendance a => Saw(sight, a.CoachId, a.On),
            CpdEntry c => Saw(sight, c.CoachId, c.On),
            PriorExperienceVersion x => Saw(sight, x.CoachId, x.DecidedOn),
            ExperienceClaim c => Saw(sight, c.CoachId, DateOnly.FromDateTime(c.MadeUtc)),
            SessionVersion s => Saw(sight, s.CoachId, s.Date),
            SuspensionVersion s => Saw(sight, s.CoachId, s.From),
            TierReview r => Saw(sight, r.CoachId, r.On),
            SessionConfirmation said => Sees(sight, _rows.OfType<SessionVersion>().Single(s => s.RecordId == said.SessionRecordId)),
            EvidenceFile file => sight.Coaches.Contains(file.CoachId) || ((file.Subject is EvidenceSubject.Check or EvidenceSubject.Request || Saw(sight, file.CoachId, DateOnly.FromDateTime(file.UploadedUtc))) && Sees(sight, _rows.Single(r => r is TrainingVersion t ? t.RecordId == file.RecordId : r is CheckVersion c ? c.RecordId == file.RecordId : r is ExperienceClaim claim ? claim.Id == file.RecordId : r is CheckRequest request && request.Id == file.RecordId))),
            SharedItemName name => sight.Coaches.Contains(name.CoachId) || WorksAt(name.CoachId),
            _ => throw new InvalidOperationException($"The oracle does not know who sees {row.GetType().Name}."),
        };

        bool WorksAt(Guid coachId) => _posts.Exists(p => p.CoachId == coachId && p.VoidedOn is null && sight.Pcns.Contains(p.PcnId));
    }

    /// <summary>
    /// Whether a page may show a row's mark. The PCN's own lists name whoever it entered in a post, by mistake too, and whoever has a role there;
    /// hub leads are offered to every manager. A coach's own record holds what each PCN of theirs asks for, one entered by mistake too;
    /// and what is held on somebody has what was decided on them, and the references of those whom they supervise or once did.
    /// </summary>
    public bool MayRead(Principal person, object row) => row switch
    {
        // Not every role that a row comes to may read what it says: what is between two is theirs alone, and these are for managers.
        SessionNote or SupervisionAction or Goal or GoalProgress => person.Sight.Coaches.Contains(((ICoachOwned)row).CoachId),
        PrivateReason reason => Manages(person, reason.PcnId),
        DbsDecision decision => Manages(person, decision.PcnId) || _rows.OfType<CheckVersion>().Single(c => c.Id == decision.CheckId).CoachId == person.PersonId,
        not (Membership or FactorReset) when Sees(person.Sight, row) => true,
        CoachRecord coach when Supervised(person, coach.Id) => true,
        // A role is its PCN's; a reset is told to the managers of the PCNs to which its person belongs.
        Membership role => person.Sight.All || role.UserId == person.UserId || (role.PcnId is { } at && person.Sight.Pcns.Contains(at)),
        FactorReset reset => person.Sight.All || _users[reset.UserId] is var of && (of.Roles.Exists(m => m.PcnId is { } at && person.Sight.Pcns.Contains(at)) || _posts.Exists(p => p.CoachId == of.Person.Id && p.VoidedOn is null && person.Sight.Pcns.Contains(p.PcnId))
            || _assignments.Exists(a => a.VoidedOn is null && person.Sight.Pcns.Contains(a.PcnId) && _supervisors.Exists(s => s.Person.Id == of.Person.Id && s.Version.Id == a.SupervisorVersionId))),
        CoachRecord coach => _posts.Exists(p => p.CoachId == coach.Id && person.Sight.Pcns.Contains(p.PcnId)) || (person.Sight.Pcns.Count > 0 && _roles[coach.Id].Any(m => m.Role == PortalRole.HubLead || (m.PcnId is { } at && person.Sight.Pcns.Contains(at)))),
        LocalPolicyVersion policy => _posts.Exists(p => p.PcnId == policy.PcnId && person.Sight.Coaches.Contains(p.CoachId)),
        _ => false,
    };

    /// <summary>
    /// Whether a page may be another for a row that it does not show: the rules ask for a health coaching supervisor named at any PCN, and for
    /// a coach's answer there for the PCN's own checks; whoever works elsewhere too is said to; and people have what they did themselves, and where.
    /// </summary>
    public bool MayBeToldBy(Principal person, object row) => Sees(person.Sight, row) || MayRead(person, row) || row switch
    {
        AssignmentVersion named => NamedAs(person).Contains(named.SupervisorVersionId) || (named.Kind == AssignmentKind.HealthCoaching && Saw(person.Sight, named.CoachId, named.From)),
        SupervisionCover cover => cover.PersonId == person.PersonId,
        SessionVersion session => NamedAs(person).Contains(session.SupervisorVersionId),
        SessionNote note => note.AuthorId == person.PersonId,
        PostVersion post => Saw(person.Sight, post.CoachId, post.StartDate) || _rows.OfType<SessionVersion>().Any(s => s.CoachId == post.CoachId && post.StartDate <= s.Date && !(post.EndDate < s.Date) && NamedAs(person).Contains(s.SupervisorVersionId)),
        CheckVersion { CoachId: null } check => _posts.Exists(p => p.PcnId == check.PcnId && person.Sight.Coaches.Contains(p.CoachId)),
        _ => false,
    };

    private bool Manages(Principal person, Guid pcnId) => _users[person.UserId].Roles.Exists(m => m.Role == PortalRole.Manager && m.PcnId == pcnId && m.From <= today && !(m.To < today));

    private HashSet<Guid> NamedAs(Principal person) => _supervisors.Where(s => s.Person.Id == person.PersonId).Select(s => s.Version.Id).ToHashSet();

    /// <summary>Whoever has left a PCN by today is seen there up to the end of the post's last month, and no day further.</summary>
    private bool Saw(Sight sight, Guid coachId, DateOnly day) => sight.Coaches.Contains(coachId) || _posts.Exists(p => p.CoachId == coachId && p.VoidedOn is null && sight.Pcns.Contains(p.PcnId) && (p.EndDate is not { } end || end >= today || new DateOnly(end.Year, end.Month, 1).AddMonths(1) > day));

    private bool Supervised(Principal person, Guid coachId)
    {
        var versions = NamedAs(person);
        return _assignments.Exists(a => a.CoachId == coachId && versions.Contains(a.SupervisorVersionId)) || _covers.Exists(c => c.CoachId == coachId && c.PersonId == person.PersonId)
            || _rows.OfType<SessionVersion>().Any(s => s.CoachId == coachId && versions.Contains(s.SupervisorVersionId));
    }

    /// <summary>Draws the world and stores it.</summary>
    public async Task FillAsync(HwbcDbContext db, CoachFileReader reader, StandingWriter standings)
    {
        db.Command = new AuditCommand("world");
        var programme = Shared(db);
        for (var p = 0; p < 5; p++)
            Pcn(db, p);
        for (var c = _random.Next(5, 9); c > 0; c--)
            Coach(db, programme);
        db.AddRange(_rows.Where(r => db.Entry(r).State == EntityState.Detached));
        Accounts(db);
        People = db.ChangeTracker.Entries<Person>().Select(p => p.Entity.Reference).Order(StringComparer.Ordinal).ToList();
        Programmes = [programme];
        await db.SaveChangesAsync();
        db.ChangeTracker.Clear();
        foreach (var (id, file) in await reader.ReadAsync(_coaches.ConvertAll(c => c.Id)))
            await standings.WriteAsync(id, file, today);
        _rows.AddRange(await db.Standings.AsNoTracking().ToListAsync());
    }

    private ProgrammeVersion Shared(HwbcDbContext db)
    {
        _checker = new Person { Reference = "P-900000", Name = "Checker" };
        var provider = new Provider { Name = "Provider" };
        var programme = Fact(new ProgrammeVersion { ItemId = Item(), Kind = ProgrammeKind.HealthCoaching, Title = "Four days", ProviderId = provider.Id, Days = 4 });
        programme.Accreditations.Add(Fact(new AccreditationVersion { ItemId = Item(), ProgrammeVersionId = programme.Id, From = new DateOnly(2021, 4, 1) }));
        db.AddRange(_checker, provider, programme);
        for (var s = 0; s < 3; s++)
        {
            var person = new Person { Reference = $"P-{number}-{s}", Name = $"Supervisor {s}" };
            var version = Fact(new SupervisorVersion { ItemId = Item(), PersonId = person.Id, Name = person.Name, Profession = Profession.HealthCoach });
            version.Eligibility.Add(Fact(new EligibilityVersion { ItemId = Item(), SupervisorVersionId = version.Id, From = new DateOnly(2022, 1, 1), Tier = 3, Basis = EligibilityBasis.PciAccreditedProgramme }));
            db.AddRange(person, version);
            _supervisors.Add((person, version));
        }

        return programme;
    }

    private void Pcn(HwbcDbContext db, int place)
    {
        var pcn = new Pcn { Code = $"U{(number * 5) + place + 10000:00000}", Name = $"PCN {place}" };
        db.Add(pcn);
        _pcns.Add(pcn);
        var organisation = new Organisation { Kind = OrganisationKind.Employer, Name = "" };
        db.Add(organisation);
        var linked = Row(new PcnOrganisation { PcnId = pcn.Id, OrganisationId = organisation.Id, From = Past(), To = Maybe(Future) });
        organisation.Name = Mark(linked);
        if (Maybe())
        {
            var policy = Row(Fact(new LocalPolicyVersion { ItemId = Item(), PcnId = pcn.Id, From = Past(), To = Maybe(Future), ContentJson = "" }));
            policy.ContentJson = new LocalPolicyContent(Rules: [new LocalRule { Rule = "LOC-01", Title = Mark(policy), ValidityMonths = 12, Effects = [Effect.Informs] }]).Write();
        }

        if (Maybe())
        {
            var draft = Row(new PolicyDraft { PcnId = pcn.Id, ContentJson = "", SavedUtc = _now, SavedById = _checker.Id });
            draft.ContentJson = new LocalPolicyContent(Rules: [new LocalRule { Rule = "LOC-02", Title = Mark(draft), Effects = [Effect.Informs] }]).Write();
        }

        if (Maybe())
        {
            var declaration = Row(new Declaration { PcnId = pcn.Id, ContractYear = 2026, Reference = $"{pcn.Code}-2026-1", SignedOn = Past(), SignedUtc = _now, SignedById = _checker.Id, SignedName = "", SignedRole = "Manager", ContentJson = """{"on":"2026-11-01","rulePack":"des-2026-27","duties":[],"coaches":[]}""" });
            declaration.SignedName = Mark(declaration);
        }

        if (Maybe())
            Check(pcn, null, "ROL-02");
    }

    private void Coach(HwbcDbContext db, ProgrammeVersion programme)
    {
        var place = _coaches.Count;
        var person = new Person { Reference = $"HWBC-{(number * 10) + place + 100000:000000}", Name = "" };
        var coach = Row(new CoachRecord { Id = person.Id, Tier = _random.Next(1, 4) });
        person.Name = $"{Mark(coach)} Coach";
        db.Add(person);
        db.Add(coach);
        _coaches.Add(coach);
        // They move on, work at two PCNs at once, and were entered by mistake at a third.
        var start = Past().AddYears(-1);
        foreach (var pcn in _pcns.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).ToList())
        {
            var post = Row(Fact(new PostVersion { ItemId = Item(), CoachId = coach.Id, PcnId = pcn.Id, StartDate = start, EndDate = Maybe(() => today.AddDays(_random.Next(-300, 60))), HoursPerWeek = 18, AfcBand = 5, ArrsFunded = true, VoidedOn = _random.Next(4) == 0 ? today.AddDays(-3) : null }));
            post.Employer = Mark(post);
            _posts.Add(post);
            OfPost(coach.Id, pcn);
        }

        var training = Row(Fact(new TrainingVersion { ItemId = Item(), CoachId = coach.Id, ProgrammeVersionId = programme.Id, EnrolledOn = Past(), StartedOn = Maybe(Past) }));
        training.BookingReference = Mark(training);
        Row(new TrainingAttendance { CoachId = coach.Id, TrainingRecordId = training.RecordId, On = Past(), Days = 1, RecordedById = _checker.Id, RecordedUtc = _now });
        Evidence(coach.Id, EvidenceSubject.Training, training.RecordId);
        if (Maybe())
        {
            var claim = Row(new ExperienceClaim { CoachId = coach.Id, From = Past(), Employer = "", Description = "", MadeById = _checker.Id, MadeUtc = _now.AddDays(-_random.Next(200)) });
            Evidence(coach.Id, EvidenceSubject.PriorExperience, claim.Id);
            (claim.Employer, claim.Description) = (Mark(claim), Mark(claim));
            var decided = Row(Fact(new PriorExperienceVersion { ItemId = Item(), CoachId = coach.Id, Decision = PriorExperienceDecision.Accepted, DecidedOn = Past(), DecidedById = _checker.Id, ClaimId = claim.Id }));
            decided.Criteria = Mark(decided);
        }

        if (Maybe())
            Row(Fact(new AbsenceVersion { ItemId = Item(), CoachId = coach.Id, From = Past(), To = Future(), Reason = AbsenceReason.Leave }));
        var cpd = Row(new CpdEntry { CoachId = coach.Id, On = Past(), Hours = 1, What = "" });
        cpd.What = Mark(cpd);
        if (Maybe())
        {
            var pcn = Any(_pcns);
            var pause = Row(Fact(new SuspensionVersion { ItemId = Item(), CoachId = coach.Id, From = Past(), ReviewOn = Future(), ById = _checker.Id, MadeByPcnId = pcn.Id }));
            pause.PrivateReason = Mark(new PrivateReason(pcn.Id));
        }

        var review = Row(new TierReview { CoachId = coach.Id, On = Past(), TierAfter = 2, ById = _checker.Id });
        review.Finding = Mark(review);
        Row(new SharedItemName { CoachId = coach.Id, ItemId = Item(), RecordId = programme.RecordId, VersionId = programme.Id });
        for (var s = _random.Next(3); s > 0; s--)
            Session(coach.Id);
    }

    /// <summary>What a PCN and a coach share.</summary>
    private void OfPost(Guid coachId, Pcn pcn)
    {
        var named = Row(Fact(new AssignmentVersion
        {
            ItemId = Item(), CoachId = coachId, PcnId = pcn.Id, Kind = Any([AssignmentKind.HealthCoaching, AssignmentKind.ClinicalProfessional]), SupervisorVersionId = Any(_supervisors).Version.Id, From = Around(), To = Maybe(() => Any(Ends())),
            VoidedOn = _random.Next(5) == 0 ? today : null,
        }));
        _assignments.Add(named);
        var agreement = Row(new SupervisionAgreement { CoachId = coachId, PcnId = pcn.Id, AssignmentRecordId = named.RecordId, Purpose = "", Structure = "x", Frequency = "x", Place = "x", Readers = "x", ReviewOn = Future(), WrittenUtc = _now });
        agreement.Purpose = Mark(agreement);
        if (Maybe())
            _covers.Add(Row(new SupervisionCover { CoachId = coachId, PcnId = pcn.Id, PersonId = Any(_supervisors).Person.Id, From = Around(), To = Any(Ends()), TakenBackUtc = _random.Next(4) == 0 ? _now : null }));
        if (Maybe())
        {
            var allowed = Row(Fact(new ProvisionalVersion { ItemId = Item(), CoachId = coachId, PcnId = pcn.Id, From = Past(), To = Future(), ApprovedById = _checker.Id }));
            allowed.Conditions = Mark(allowed);
        }

        if (Maybe())
        {
            var exemption = Row(Fact(new ExemptionVersion { ItemId = Item(), CoachId = coachId, PcnId = pcn.Id, Rule = "SUP-05", From = Past(), Reason = "", ApprovedById = _checker.Id }));
            exemption.Reason = Mark(exemption);
        }

        if (Maybe())
        {
            var request = Row(new CheckRequest { CoachId = coachId, PcnId = pcn.Id, About = "", AskedUtc = _now });
            (request.About, request.Text) = (Mark(request), Mark(request));
            Evidence(coachId, EvidenceSubject.Request, request.Id);
        }

        if (Maybe())
            Row(new ActualCost { CoachId = coachId, PcnId = pcn.Id, Month = new DateOnly(2026, 10, 1), Amount = 3000, EnteredUtc = _now, EnteredById = _checker.Id });
        if (Maybe())
            Check(pcn, coachId, Any(["EMP-01", "EMP-02", "MAN-01"]));
    }

    private void Evidence(Guid coachId, EvidenceSubject subject, Guid recordId)
    {
        var evidence = Row(new EvidenceFile { CoachId = coachId, Subject = subject, RecordId = recordId, FileName = "", MediaType = "application/pdf", Length = 1, Sha256 = new string('0', 64), StorageName = $"{Guid.NewGuid():N}", State = EvidenceState.Clean, UploadedById = _checker.Id, UploadedUtc = _now.AddDays(-_random.Next(200)) });
        evidence.FileName = $"{Mark(evidence)}.pdf";
    }

    private void Check(Pcn pcn, Guid? coachId, string rule)
    {
        var check = Row(Fact(new CheckVersion { ItemId = Item(), CoachId = coachId, PcnId = pcn.Id, Rule = rule, On = Past(), ById = _checker.Id }));
        check.Note = Mark(check);
        if (coachId is { } id)
            Evidence(id, EvidenceSubject.Check, check.RecordId);
        if (rule != "EMP-02")
            return;
        var decision = Row(new DbsDecision { PcnId = pcn.Id, CheckId = check.Id, Level = DbsLevel.Enhanced, Decision = "", DecidedBy = "x" });
        decision.Decision = Mark(decision);
    }

    private void Session(Guid coachId)
    {
        var (person, version) = Any(_supervisors);
        var session = Row(Fact(new SessionVersion { ItemId = Item(), CoachId = coachId, Date = Past(), Minutes = 60, Kind = SessionKind.HealthCoachingIndividual, SupervisorVersionId = version.Id, Outcome = SessionOutcome.Held }));
        var note = Row(new SessionNote { SessionRecordId = session.RecordId, CoachId = coachId, AuthorId = person.Id, Text = "", WrittenUtc = _now });
        note.Text = Mark(note);
        var action = Row(new SupervisionAction { CoachId = coachId, SessionRecordId = session.RecordId, SupervisorId = person.Id, Text = "", AgreedUtc = _now });
        action.Text = Mark(action);
        var said = Row(new SessionConfirmation { CoachId = coachId, SessionRecordId = session.RecordId, IsConfirmed = true, AnsweredUtc = _now });
        said.Comment = Mark(said);
        if (Maybe())
            Row(new SessionDraft { UserId = Guid.NewGuid(), CoachId = coachId, ContentJson = "{}", SavedUtc = _now });
        var goal = Row(new Goal { CoachId = coachId, Text = "", Measure = "", ReviewOn = Future(), WrittenById = person.Id, WrittenUtc = _now });
        (goal.Text, goal.Measure) = (Mark(goal), Mark(goal));
        var progress = Row(new GoalProgress { CoachId = coachId, GoalId = goal.Id, AuthorId = person.Id, Text = "", WrittenUtc = _now });
        progress.Text = Mark(progress);
        var pcns = _posts.Where(p => p.CoachId == coachId).Select(p => p.PcnId).ToList();
        var concern = Row(new SupervisionConcern { CoachId = coachId, PcnId = Any(pcns), SessionRecordId = session.RecordId, SupervisorId = person.Id, Kind = ConcernKind.Practice, Concern = "", RaisedUtc = _now, ReachedManagerUtc = Maybe() ? _now : null });
        concern.Concern = Mark(concern);
    }

    /// <summary>A few people with roles that hold today, held once or will hold; the oracle counts days by itself.</summary>
    private void Accounts(HwbcDbContext db)
    {
        var people = _coaches.OrderBy(_ => _random.Next()).Take(2).Select(c => c.Id).Concat(_supervisors.Select(s => s.Person.Id)).ToList();
        for (var more = 0; more < 4; more++)
        {
            var person = new Person { Reference = $"P-{number}-a{more}", Name = $"Account {more}" };
            db.Add(person);
            people.Add(person.Id);
        }

        Principals = people.ConvertAll(personId => Account(db, personId));
        Resets = [.. Principals.Take(3).Select(p => new FactorReset { UserId = p.UserId, AskedById = Principals[^1].PersonId, AskedUtc = _now, IdentityCheck = "Called back" })];
        db.AddRange(Resets);
        _roles = db.ChangeTracker.Entries<PortalUser>().SelectMany(u => u.Entity.Memberships, (u, m) => (u.Entity.PersonId, Membership: m)).ToLookup(m => m.PersonId, m => m.Membership);
    }

    private Principal Account(HwbcDbContext db, Guid personId)
    {
        var id = Guid.CreateVersion7();
        var email = $"{id:N}@demo.test";
        var user = new PortalUser { Id = id, PersonId = personId, UserName = email, NormalizedUserName = email.ToUpperInvariant(), Email = email, NormalizedEmail = email.ToUpperInvariant(), EmailConfirmed = true, PasswordHash = Hashed, SecurityStamp = $"{id:N}" };
        var roles = new HashSet<PortalRole>();
        if (_coaches.Exists(c => c.Id == personId))
            roles.Add(PortalRole.Coach);
        if (_supervisors.Exists(s => s.Person.Id == personId))
            roles.Add(PortalRole.Supervisor);
        roles.Add(_random.Next(12) == 0 ? PortalRole.Administrator : Any([PortalRole.Manager, PortalRole.Viewer, PortalRole.HubLead, PortalRole.Manager]));
        foreach (var role in roles)
        {
            var pcns = role is PortalRole.Manager or PortalRole.Viewer or PortalRole.HubLead ? _pcns.OrderBy(_ => _random.Next()).Take(_random.Next(1, 4)).Select(p => (Guid?)p.Id).ToList() : [null];
            foreach (var pcn in pcns)
                user.Memberships.Add(new Membership { UserId = id, Role = role, PcnId = pcn, From = Any([today, today.AddDays(-200), today.AddDays(-1), today.AddDays(_random.Next(-1, 2))]), To = Maybe(() => Any([today, today.AddDays(-1), today.AddDays(1), today.AddDays(200)])) });
        }

        db.Add(user);
        _users[id] = (db.ChangeTracker.Entries<Person>().Single(p => p.Entity.Id == personId).Entity, user.Memberships);
        var holding = user.Memberships.Where(m => m.From <= today && !(m.To < today)).ToList();
        var coaches = new HashSet<Guid>();
        if (roles.Contains(PortalRole.Coach))
            coaches.Add(personId);
        if (holding.Exists(m => m.Role == PortalRole.Supervisor))
        {
            var versions = _supervisors.Where(s => s.Person.Id == personId).Select(s => s.Version.Id).ToHashSet();
            coaches.UnionWith(_assignments.Where(a => versions.Contains(a.SupervisorVersionId) && a.VoidedOn is null && a.From <= today && !(a.To < today.AddDays(-31)) && WorkedLately(a.CoachId, a.PcnId)).Select(a => a.CoachId));
            coaches.UnionWith(_covers.Where(c => c.PersonId == personId && c.TakenBackUtc is null && c.From <= today && c.To >= today.AddDays(-31) && WorkedLately(c.CoachId, c.PcnId)).Select(c => c.CoachId));
        }

        return new Principal(id, personId, email, string.Join('+', holding.Select(m => m.Role).Distinct()),
            new Sight(holding.Exists(m => m.Role == PortalRole.Administrator), holding.Where(m => m.PcnId is not null).Select(m => m.PcnId!.Value).ToHashSet(), coaches));
    }

    /// <summary>Whoever is named at a PCN sees the coach as long as they work there, and a month more.</summary>
    private bool WorkedLately(Guid coachId, Guid pcnId) => _posts.Exists(p => p.CoachId == coachId && p.PcnId == pcnId && p.VoidedOn is null && !(p.EndDate < today.AddDays(-31)));

    private T Row<T>(T row) where T : class
    {
        _rows.Add(row);
        return row;
    }

    private static T Fact<T>(T row) where T : FactVersion
    {
        row.RecordId = row.Id;
        return row;
    }

    private string Mark(object row)
    {
        _marked.Add(row);
        // Long enough that no nonce and no token is one by chance.
        return $"Qzmarkqz{_marked.Count - 1}z";
    }

    private string Item() => $"item-{_items++}";

    private bool Maybe() => _random.Next(2) == 0;

    private DateOnly? Maybe(Func<DateOnly> day) => Maybe() ? day() : null;

    private DateOnly Past() => today.AddDays(-_random.Next(1, 200));

    private DateOnly Future() => today.AddDays(_random.Next(1, 60));

    private DateOnly Around() => Any([today.AddDays(-300), today.AddDays(-40), today, today.AddDays(1)]);

    private DateOnly[] Ends() => [today.AddDays(-32), today.AddDays(-31), today.AddDays(-30), today.AddDays(-1), today, today.AddDays(30)];

    /// <summary>Why a pause was made: read at the PCN that made it, and at no other.</summary>
    private sealed record PrivateReason(Guid PcnId);
}

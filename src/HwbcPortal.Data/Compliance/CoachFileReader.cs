using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Compliance;

/// <summary>
/// Reads a coach's rows into the coach file that the evaluator takes: one small query a list, because one joined query over
/// the lists multiplies their rows. It lifts the tenancy filter, since a decision needs the whole file: whoever calls it has
/// checked that the caller may see the coach, and shows of another PCN's evidence only that it is there.
/// </summary>
public sealed class CoachFileReader(HwbcDbContext db)
{
    private static readonly string[] Lifted = [HwbcDbContext.TenancyFilter];

    /// <summary>The file of a coach, or null when there is no such coach.</summary>
    /// <param name="coachId">The coach.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<CoachFile?> ReadAsync(Guid coachId, CancellationToken cancellation = default) => (await ReadAsync([coachId], cancellation)).GetValueOrDefault(coachId);

    /// <summary>The files of several coaches; those who are not there are left out.</summary>
    /// <param name="coachIds">The coaches; some dozens at a time, since all of their rows are in memory together.</param>
    /// <param name="cancellation">Stops the queries: fifteen, however many coaches.</param>
    public async Task<IReadOnlyDictionary<Guid, CoachFile>> ReadAsync(IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation = default)
    {
        var coaches = await db.Coaches.IgnoreQueryFilters(Lifted).Where(c => coachIds.Contains(c.Id))
            .Select(c => new { c.Id, Coach = new Coach { Reference = c.Person!.Reference, Name = c.Person.Name, Tier = c.Tier, TierReviewedOn = c.TierReviewedOn } }).ToListAsync(cancellation);
        if (coaches.Count == 0)
            return new Dictionary<Guid, CoachFile>();

        var given = (await db.SharedItemNames.IgnoreQueryFilters(Lifted).AsNoTracking().Where(n => coachIds.Contains(n.CoachId)).ToListAsync(cancellation)).ToLookup(n => n.CoachId);
        var posts = (await PostsAsync(coachIds, cancellation)).ToLookup(p => p.Row.CoachId);
        var absences = (await Of<AbsenceVersion>(coachIds).ToListAsync(cancellation)).ToLookup(a => a.CoachId);
        var training = (await TrainingAsync(coachIds, cancellation)).ToLookup(t => t.Row.CoachId);
        var experience = (await ExperienceAsync(coachIds, cancellation)).ToLookup(x => x.Row.CoachId);
        var assignments = (await Of<AssignmentVersion>(coachIds).Select(a => new AssignmentRow(a, a.Pcn!.Code, a.SupervisorVersion!.RecordId)).ToListAsync(cancellation)).ToLookup(a => a.Row.CoachId);
        var sessions = (await Of<SessionVersion>(coachIds)
            .Select(s => new { s.CoachId, Row = new SessionRow(s.Id, s.ReplacesId, s.ItemId, s.RecordedOn, s.VoidedOn, s.Date, s.Minutes, s.Kind, s.Outcome, s.SupervisorVersionId, s.SupervisorVersion!.RecordId) })
            .ToListAsync(cancellation)).ToLookup(s => s.CoachId, s => s.Row);
        var suspensions = (await Of<SuspensionVersion>(coachIds).Select(x => new SuspensionRow(x, x.By!.Reference)).ToListAsync(cancellation)).ToLookup(x => x.Row.CoachId);
        var provisionals = (await Of<ProvisionalVersion>(coachIds).Select(x => new ProvisionalRow(x, x.Pcn!.Code, x.ApprovedBy!.Reference)).ToListAsync(cancellation)).ToLookup(x => x.Row.CoachId);
        var exemptions = (await ExemptionsAsync(coachIds, cancellation)).ToLookup(x => x.Row.CoachId);

        var pcnIds = posts.SelectMany(p => p).Select(p => p.PcnId).Distinct().ToList();
        var named = given.SelectMany(g => g).Select(n => n.RecordId).Distinct().ToList();
        var programmes = (await ProgrammesAsync(named.Concat(training.SelectMany(t => t).Select(t => t.RecordId)), cancellation)).ToLookup(p => p.RecordId);
        var supervisors = (await SupervisorsAsync(named.Concat(assignments.SelectMany(a => a).Select(a => a.RecordId)).Concat(sessions.SelectMany(s => s).Select(s => s.SupervisorRecordId)), cancellation)).ToLookup(s => s.RecordId);
        var checks = await ChecksAsync(coachIds, pcnIds, named, cancellation);
        var (ownChecks, pcnChecks) = (checks.Where(c => c.Row.CoachId is not null).ToLookup(c => c.Row.CoachId!.Value), checks.FindAll(c => c.Row.CoachId is null));
        var policies = await LocalPoliciesAsync(pcnIds, named, cancellation);

        return coaches.ToDictionary(c => c.Id, c =>
        {
            var names = SharedNames.Of(given[c.Id].ToList());
            var (own, pcns, its) = (names.RecordIds, posts[c.Id].Select(p => p.PcnId).ToHashSet(), names.RecordIds.ToHashSet());
            // Programmes and supervisors first: what follows refers to them by the names that they have here.
            var ownProgrammes = Programmes(own.Concat(training[c.Id].Select(t => t.RecordId)).Distinct().SelectMany(r => programmes[r]).ToList(), names);
            var ownSupervisors = Supervisors(own.Concat(assignments[c.Id].Select(a => a.RecordId)).Concat(sessions[c.Id].Select(s => s.SupervisorRecordId)).Distinct().SelectMany(r => supervisors[r]).ToList(), names);
            return new CoachFile
            {
                Coach = c.Coach,
                Posts = Posts([.. posts[c.Id]]),
                Absences = Absences([.. absences[c.Id]]),
                Programmes = ownProgrammes,
                Training = Training([.. training[c.Id]], names),
                PriorExperience = PriorExperience([.. experience[c.Id]]),
                Supervisors = ownSupervisors,
                Assignments = Assignments([.. assignments[c.Id]], names),
                Sessions = Sessions([.. sessions[c.Id]], names),
                Checks = Checks([.. ownChecks[c.Id], .. pcnChecks.Where(x => pcns.Contains(x.Row.PcnId) || its.Contains(x.Row.RecordId))], names),
                Suspensions = Suspensions([.. suspensions[c.Id]]),
                Provisionals = Provisionals([.. provisionals[c.Id]]),
                Exemptions = Exemptions([.. exemptions[c.Id]]),
                LocalPolicies = LocalPolicies(policies.FindAll(x => pcns.Contains(x.Row.PcnId) || its.Contains(x.Row.RecordId)), names),
            };
        });
    }

    /// <summary>What the rules of training read of a coach's file, and nothing else: posts, programmes, training, previous experience, checks, exemptions, local policies.</summary>
    /// <param name="coachId">A coach who is there.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<CoachFile> ReadTrainingAsync(Guid coachId, CancellationToken cancellation = default)
    {
        var names = SharedNames.Of(await db.SharedItemNames.IgnoreQueryFilters(Lifted).AsNoTracking().Where(n => n.CoachId == coachId).ToListAsync(cancellation));
        var coach = await db.People.Where(p => p.Id == coachId).Select(p => new Coach { Reference = p.Reference, Name = p.Name }).SingleAsync(cancellation);
        var posts = await PostsAsync([coachId], cancellation);
        var training = await TrainingAsync([coachId], cancellation);
        var programmes = Programmes(await ProgrammesAsync(names.RecordIds.Concat(training.Select(t => t.RecordId)), cancellation), names);
        return new CoachFile
        {
            Coach = coach,
            Posts = Posts(posts),
            Programmes = programmes,
            Training = Training(training, names),
            PriorExperience = PriorExperience(await ExperienceAsync([coachId], cancellation)),
            Checks = Checks(await ChecksAsync([coachId], [], names.RecordIds, cancellation), names),
            Exemptions = Exemptions(await ExemptionsAsync([coachId], cancellation)),
            LocalPolicies = LocalPolicies(await LocalPoliciesAsync(posts.Select(p => p.PcnId).Distinct().ToList(), names.RecordIds, cancellation), names),
        };
    }

    /// <summary>Of several coaches what the subjects of mandatory and local training read: posts, checks, exemptions and local policies at one PCN.</summary>
    /// <param name="pcnId">The PCN.</param>
    /// <param name="coachIds">Coaches who are there.</param>
    /// <param name="cancellation">Stops the queries: five, however many coaches.</param>
    public async Task<IReadOnlyDictionary<Guid, CoachFile>> ReadSubjectsAsync(Guid pcnId, IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation = default)
    {
        var names = SharedNames.Of([]);
        var files = await InPostAsync(pcnId, coachIds, cancellation);
        var checks = (await db.Checks.IgnoreQueryFilters(Lifted).AsNoTracking().Where(c => c.PcnId == pcnId && c.CoachId != null && coachIds.Contains(c.CoachId.Value)).Select(c => new CheckRow(c, c.Pcn!.Code, c.By!.Reference)).ToListAsync(cancellation)).ToLookup(c => c.Row.CoachId!.Value);
        var exemptions = (await db.Exemptions.IgnoreQueryFilters(Lifted).AsNoTracking().Where(e => e.PcnId == pcnId && coachIds.Contains(e.CoachId)).Select(e => new ExemptionRow(e, e.Pcn!.Code, e.ApprovedBy!.Reference)).ToListAsync(cancellation)).ToLookup(e => e.Row.CoachId);
        var policies = LocalPolicies(await LocalPoliciesAsync([pcnId], [], cancellation), names);
        return files.ToDictionary(f => f.Key, f => f.Value with { Checks = Checks([.. checks[f.Key]], names), Exemptions = Exemptions([.. exemptions[f.Key]]), LocalPolicies = policies });
    }

    /// <summary>Of several coaches what the ledger of supervision reads: posts and policies at one PCN, absences, sessions and who held them.</summary>
    /// <param name="pcnId">The PCN.</param>
    /// <param name="coachIds">Coaches who are there.</param>
    /// <param name="cancellation">Stops the queries: six, however many coaches.</param>
    public async Task<IReadOnlyDictionary<Guid, CoachFile>> ReadSupervisionAsync(Guid pcnId, IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation = default)
    {
        var names = SharedNames.Of([]);
        var files = await InPostAsync(pcnId, coachIds, cancellation);
        var absences = (await db.Absences.IgnoreQueryFilters(Lifted).AsNoTracking().Where(a => coachIds.Contains(a.CoachId)).ToListAsync(cancellation)).ToLookup(a => a.CoachId);
        var sessions = (await db.Sessions.IgnoreQueryFilters(Lifted).AsNoTracking().Where(s => coachIds.Contains(s.CoachId))
            .Select(s => new { s.CoachId, Row = new SessionRow(s.Id, s.ReplacesId, s.ItemId, s.RecordedOn, s.VoidedOn, s.Date, s.Minutes, s.Kind, s.Outcome, s.SupervisorVersionId, s.SupervisorVersion!.RecordId) }).ToListAsync(cancellation)).ToLookup(s => s.CoachId, s => s.Row);
        // The register's entries are every coach's alike, and each file gets them all: what it does not name it does not read.
        var supervisors = Supervisors(await SupervisorsAsync(sessions.SelectMany(s => s).Select(s => s.SupervisorRecordId), cancellation), names);
        var policies = LocalPolicies(await LocalPoliciesAsync([pcnId], [], cancellation), names);
        return files.ToDictionary(f => f.Key, f => f.Value with { Absences = Absences([.. absences[f.Key]]), Supervisors = supervisors, Sessions = Sessions([.. sessions[f.Key]], names), LocalPolicies = policies });
    }

    /// <summary>The beginning of several coaches' files: who they are, and their posts at one PCN.</summary>
    private async Task<Dictionary<Guid, CoachFile>> InPostAsync(Guid pcnId, IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation)
    {
        var posts = (await db.Posts.IgnoreQueryFilters(Lifted).AsNoTracking().Where(p => p.PcnId == pcnId && coachIds.Contains(p.CoachId)).Select(p => new PostRow(p.PcnId, p.Pcn!.Code, p)).ToListAsync(cancellation)).ToLookup(p => p.Row.CoachId);
        return await db.People.AsNoTracking().Where(p => coachIds.Contains(p.Id)).Select(p => new { p.Id, p.Reference, p.Name })
            .ToDictionaryAsync(p => p.Id, p => new CoachFile { Coach = new Coach { Reference = p.Reference, Name = p.Name }, Posts = Posts([.. posts[p.Id]]) }, cancellation);
    }

    /// <summary>The training records in a programme of the register, of whichever PCN's coaches: a change of the programme can change their answers.</summary>
    /// <param name="programmeRecordId">The programme.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<IReadOnlyList<(Guid CoachId, string ItemId)>> TrainingInAsync(Guid programmeRecordId, CancellationToken cancellation = default) =>
        (await db.Training.IgnoreQueryFilters(Lifted).Where(t => t.ProgrammeVersion!.RecordId == programmeRecordId).OrderBy(t => t.CoachId)
            .Select(t => new { t.CoachId, t.ItemId }).ToListAsync(cancellation)).ConvertAll(t => (t.CoachId, t.ItemId));

    /// <summary>The sessions and assignments that name an entry of the supervisor register, of whichever PCN's coaches, by coach: a change of the entry can change their answers.</summary>
    /// <param name="supervisorRecordId">The entry.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<ILookup<Guid, string>> NamingAsync(Guid supervisorRecordId, CancellationToken cancellation = default) =>
        (await db.Sessions.IgnoreQueryFilters(Lifted).Where(s => s.SupervisorVersion!.RecordId == supervisorRecordId).Select(s => new { s.CoachId, s.ItemId })
            .Union(db.Assignments.IgnoreQueryFilters(Lifted).Where(a => a.SupervisorVersion!.RecordId == supervisorRecordId).Select(a => new { a.CoachId, a.ItemId })).ToListAsync(cancellation)).ToLookup(n => n.CoachId, n => n.ItemId);

    /// <summary>Whether a coach has a post at another PCN that goes on after a day.</summary>
    /// <param name="coachId">The coach.</param>
    /// <param name="pcnId">The PCN.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellation">Stops the query.</param>
    public Task<bool> WorksElsewhereAfterAsync(Guid coachId, Guid pcnId, DateOnly day, CancellationToken cancellation = default) =>
        db.Posts.IgnoreQueryFilters(Lifted).AnyAsync(p => p.CoachId == coachId && p.PcnId != pcnId && p.VoidedOn == null && (p.EndDate == null || p.EndDate > day), cancellation);

    /// <summary>How many coaches people are named for as health coaching supervisors, at all PCNs: a number, whoever they are. What somebody has time for is not one PCN's to spend.</summary>
    /// <param name="personIds">The people.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellation">Stops the query.</param>
    public async Task<IReadOnlyDictionary<Guid, int>> SupervisedEverywhereAsync(IReadOnlyCollection<Guid> personIds, DateOnly day, CancellationToken cancellation = default) =>
        (await db.Assignments.IgnoreQueryFilters(Lifted).Where(a => personIds.Contains(a.SupervisorVersion!.PersonId) && a.Kind == AssignmentKind.HealthCoaching && a.VoidedOn == null && a.From <= day && (a.To == null || a.To >= day))
            .Select(a => new { a.SupervisorVersion!.PersonId, a.CoachId }).Distinct().ToListAsync(cancellation)).GroupBy(a => a.PersonId).ToDictionary(g => g.Key, g => g.Count());

    /// <summary>The sessions that somebody supervised in a period, with the PCN for which: theirs to state, also after an arrangement ended. Of the coaches nothing but a key.</summary>
    /// <param name="personId">The supervisor.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day.</param>
    /// <param name="cancellation">Stops the queries.</param>
    public async Task<IReadOnlyList<SupervisedSession>> SupervisedByAsync(Guid personId, DateOnly from, DateOnly to, CancellationToken cancellation = default)
    {
        var sessions = await db.Sessions.IgnoreQueryFilters(Lifted).AsNoTracking().Where(s => s.SupervisorVersion!.PersonId == personId && s.VoidedOn == null && s.Date >= from && s.Date <= to && (s.Outcome == SessionOutcome.Held || s.Outcome == SessionOutcome.DidNotAttend))
            .Select(s => new { s.CoachId, s.Date, s.Minutes, s.Kind, s.Outcome }).ToListAsync(cancellation);
        var coaches = sessions.Select(s => s.CoachId).Distinct().ToList();
        var posts = (await db.Posts.IgnoreQueryFilters(Lifted).AsNoTracking().Where(p => coaches.Contains(p.CoachId) && p.VoidedOn == null).OrderBy(p => p.Id).Select(p => new { p.CoachId, p.PcnId, p.Pcn!.Name, p.StartDate, p.EndDate }).ToListAsync(cancellation)).ToLookup(p => p.CoachId);
        var named = (await db.Assignments.IgnoreQueryFilters(Lifted).AsNoTracking().Where(a => coaches.Contains(a.CoachId) && a.VoidedOn == null && a.SupervisorVersion!.PersonId == personId).Select(a => new { a.CoachId, a.PcnId, a.From, a.To }).ToListAsync(cancellation)).ToLookup(a => a.CoachId);
        return sessions.ConvertAll(s =>
        {
            var there = posts[s.CoachId].Where(p => p.StartDate <= s.Date && (p.EndDate is null || p.EndDate >= s.Date)).ToList();
            var pcn = there.Find(p => named[s.CoachId].Any(a => a.PcnId == p.PcnId && a.From <= s.Date && (a.To is null || a.To >= s.Date))) ?? there.FirstOrDefault();
            return new SupervisedSession(pcn?.PcnId, pcn?.Name, s.CoachId, s.Date, s.Minutes, s.Kind, s.Outcome);
        });
    }

    private Task<List<PostRow>> PostsAsync(IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation) => Of<PostVersion>(coachIds).Select(p => new PostRow(p.PcnId, p.Pcn!.Code, p)).ToListAsync(cancellation);

    private Task<List<TrainingRow>> TrainingAsync(IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation) =>
        Of<TrainingVersion>(coachIds).Select(t => new TrainingRow(t, t.ProgrammeVersion!.RecordId, t.VerifiedBy!.Reference)).ToListAsync(cancellation);

    private static List<Post> Posts(List<PostRow> rows)
    {
        var postIds = Ids(rows.Select(p => p.Row));
        return rows.ConvertAll(p => new Post
        {
            Id = p.Row.ItemId, RecordedOn = p.Row.RecordedOn, VoidedOn = p.Row.VoidedOn, Replaces = Named(postIds, p.Row.ReplacesId),
            Pcn = p.Code, StartDate = p.Row.StartDate, EndDate = p.Row.EndDate, HoursPerWeek = p.Row.HoursPerWeek, AfcBand = p.Row.AfcBand,
            ArrsFunded = p.Row.ArrsFunded, RecordsFrom = p.Row.RecordsFrom, Employer = p.Row.Employer,
        });
    }

    private static List<Training> Training(List<TrainingRow> rows, SharedNames names)
    {
        var trainingIds = Ids(rows.Select(t => t.Row));
        return rows.ConvertAll(t => new Training
        {
            Id = t.Row.ItemId, RecordedOn = t.Row.RecordedOn, VoidedOn = t.Row.VoidedOn, Replaces = Named(trainingIds, t.Row.ReplacesId),
            Programme = names.Of(t.Row.ProgrammeVersionId), EnrolledOn = t.Row.EnrolledOn, BookingReference = t.Row.BookingReference,
            PlannedStartOn = t.Row.PlannedStartOn, StartedOn = t.Row.StartedOn, CompletedOn = t.Row.CompletedOn,
            AssessmentPassedOn = t.Row.AssessmentPassedOn, WithdrawnOn = t.Row.WithdrawnOn, ExpiresOn = t.Row.ExpiresOn,
            Verification = t.Row.VerificationOutcome is { } outcome ? new Verification { Outcome = outcome, On = t.Row.VerifiedOn!.Value, By = t.VerifiedBy } : null,
        });
    }

    private IQueryable<T> Of<T>(IReadOnlyCollection<Guid> coachIds) where T : CoachFactVersion =>
        db.Set<T>().IgnoreQueryFilters(Lifted).AsNoTracking().Where(f => coachIds.Contains(f.CoachId)).OrderBy(f => f.Position).ThenBy(f => f.RecordedUtc).ThenBy(f => f.ItemId);

    private static Dictionary<Guid, string> Ids<T>(IEnumerable<T> rows) where T : FactVersion => rows.ToDictionary(r => r.Id, r => r.ItemId);

    private static string? Named(Dictionary<Guid, string> ids, Guid? replaces) => replaces is { } id ? ids[id] : null;

    private static List<Assignment> Assignments(List<AssignmentRow> rows, SharedNames names)
    {
        var ids = Ids(rows.Select(a => a.Row));
        return rows.ConvertAll(a => new Assignment
        {
            Id = a.Row.ItemId, RecordedOn = a.Row.RecordedOn, VoidedOn = a.Row.VoidedOn, Replaces = Named(ids, a.Row.ReplacesId),
            Kind = a.Row.Kind, Pcn = a.Code, Supervisor = names.Of(a.Row.SupervisorVersionId), From = a.Row.From, To = a.Row.To,
        });
    }

    private static List<Session> Sessions(List<SessionRow> rows, SharedNames names)
    {
        var ids = rows.ToDictionary(s => s.Id, s => s.ItemId);
        return rows.ConvertAll(s => new Session
        {
            Id = s.ItemId, RecordedOn = s.RecordedOn, VoidedOn = s.VoidedOn, Replaces = Named(ids, s.ReplacesId),
            Date = s.Date, Minutes = s.Minutes, Kind = s.Kind, Supervisor = names.Of(s.SupervisorVersionId), Outcome = s.Outcome,
        });
    }

    private static List<Absence> Absences(List<AbsenceVersion> rows)
    {
        var ids = Ids(rows);
        return rows.ConvertAll(a => new Absence
        {
            Id = a.ItemId, RecordedOn = a.RecordedOn, VoidedOn = a.VoidedOn, Replaces = Named(ids, a.ReplacesId), From = a.From, To = a.To, Reason = a.Reason,
        });
    }

    private Task<List<ExperienceRow>> ExperienceAsync(IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation) => Of<PriorExperienceVersion>(coachIds).Select(x => new ExperienceRow(x, x.DecidedBy!.Reference)).ToListAsync(cancellation);

    private static List<PriorExperience> PriorExperience(List<ExperienceRow> rows)
    {
        var ids = Ids(rows.Select(x => x.Row));
        return rows.ConvertAll(x => new PriorExperience
        {
            Id = x.Row.ItemId, RecordedOn = x.Row.RecordedOn, VoidedOn = x.Row.VoidedOn, Replaces = Named(ids, x.Row.ReplacesId),
            Decision = x.Row.Decision, DecidedOn = x.Row.DecidedOn, DecidedBy = x.By,
        });
    }

    private static List<Suspension> Suspensions(List<SuspensionRow> rows)
    {
        var ids = Ids(rows.Select(x => x.Row));
        return rows.ConvertAll(x => new Suspension
        {
            Id = x.Row.ItemId, RecordedOn = x.Row.RecordedOn, VoidedOn = x.Row.VoidedOn, Replaces = Named(ids, x.Row.ReplacesId),
            From = x.Row.From, ReviewOn = x.Row.ReviewOn, LiftedOn = x.Row.LiftedOn, By = x.By,
        });
    }

    private static List<Provisional> Provisionals(List<ProvisionalRow> rows)
    {
        var ids = Ids(rows.Select(x => x.Row));
        return rows.ConvertAll(x => new Provisional
        {
            Id = x.Row.ItemId, RecordedOn = x.Row.RecordedOn, VoidedOn = x.Row.VoidedOn, Replaces = Named(ids, x.Row.ReplacesId),
            Pcn = x.Code, From = x.Row.From, To = x.Row.To, ApprovedBy = x.By, Conditions = x.Row.Conditions,
        });
    }

    private Task<List<ExemptionRow>> ExemptionsAsync(IReadOnlyCollection<Guid> coachIds, CancellationToken cancellation) =>
        Of<ExemptionVersion>(coachIds).Select(x => new ExemptionRow(x, x.Pcn!.Code, x.ApprovedBy!.Reference)).ToListAsync(cancellation);

    private static List<Exemption> Exemptions(List<ExemptionRow> rows)
    {
        var ids = Ids(rows.Select(x => x.Row));
        return rows.ConvertAll(x => new Exemption
        {
            Id = x.Row.ItemId, RecordedOn = x.Row.RecordedOn, VoidedOn = x.Row.VoidedOn, Replaces = Named(ids, x.Row.ReplacesId),
            Pcn = x.Code, Rule = x.Row.Rule, From = x.Row.From, To = x.Row.To, Reason = x.Row.Reason, ApprovedBy = x.By,
        });
    }

    /// <summary>The checks of coaches, and the duties of PCNs and those that the coaches' files name.</summary>
    private Task<List<CheckRow>> ChecksAsync(IReadOnlyCollection<Guid> coachIds, IReadOnlyCollection<Guid> pcnIds, IReadOnlyCollection<Guid> named, CancellationToken cancellation) =>
        db.Checks.IgnoreQueryFilters(Lifted).AsNoTracking()
            .Where(c => (c.CoachId != null && coachIds.Contains(c.CoachId.Value)) || (c.CoachId == null && (pcnIds.Contains(c.PcnId) || named.Contains(c.RecordId))))
            .Select(c => new CheckRow(c, c.Pcn!.Code, c.By!.Reference)).ToListAsync(cancellation);

    private static List<Check> Checks(List<CheckRow> rows, SharedNames names)
    {
        var ids = rows.ToDictionary(r => r.Row.Id, r => names.Of(r.Row));
        return rows.OrderBy(r => names.PositionOf(r.Row)).Select(r => new Check
        {
            Id = ids[r.Row.Id], RecordedOn = r.Row.RecordedOn, VoidedOn = r.Row.VoidedOn, Replaces = Named(ids, r.Row.ReplacesId),
            Rule = r.Row.Rule, Pcn = r.Code, On = r.Row.On, ValidUntil = r.Row.ValidUntil, By = r.By,
        }).ToList();
    }

    private Task<List<PolicyRow>> LocalPoliciesAsync(IReadOnlyCollection<Guid> pcnIds, IReadOnlyCollection<Guid> named, CancellationToken cancellation) =>
        db.LocalPolicies.IgnoreQueryFilters(Lifted).AsNoTracking().Where(p => pcnIds.Contains(p.PcnId) || named.Contains(p.RecordId)).Select(p => new PolicyRow(p, p.Pcn!.Code)).ToListAsync(cancellation);

    private static List<LocalPolicy> LocalPolicies(List<PolicyRow> rows, SharedNames names)
    {
        var ids = rows.ToDictionary(r => r.Row.Id, r => names.Of(r.Row));
        return rows.OrderBy(r => names.PositionOf(r.Row)).Select(r =>
        {
            var content = LocalPolicyContent.Read(r.Row.ContentJson);
            return new LocalPolicy
            {
                Id = ids[r.Row.Id], RecordedOn = r.Row.RecordedOn, VoidedOn = r.Row.VoidedOn, Replaces = Named(ids, r.Row.ReplacesId),
                Pcn = r.Code, From = r.Row.From, To = r.Row.To,
                Effects = content.Effects ?? new Dictionary<string, IReadOnlyList<Effect>>(), Parameters = content.Parameters, Rules = content.Rules ?? [],
            };
        }).ToList();
    }

    private async Task<List<ProgrammeVersion>> ProgrammesAsync(IEnumerable<Guid> records, CancellationToken cancellation)
    {
        var recordIds = records.Distinct().ToList();
        // A programme has few windows: here one query with its children is the small one.
        return recordIds.Count == 0 ? [] : await db.Programmes.AsNoTracking().Include(p => p.Provider).Include(p => p.Accreditations).Where(p => recordIds.Contains(p.RecordId)).ToListAsync(cancellation);
    }

    private static List<Programme> Programmes(List<ProgrammeVersion> loaded, SharedNames names)
    {
        var rows = loaded.ConvertAll(p => new { Row = p, Provider = p.Provider!.Name });
        names.Learn(loaded.Concat<FactVersion>(loaded.SelectMany(p => p.Accreditations)));
        return rows.OrderBy(r => names.PositionOf(r.Row)).Select(r => new Programme
        {
            Id = names.Of(r.Row), RecordedOn = r.Row.RecordedOn, VoidedOn = r.Row.VoidedOn, Replaces = names.OfReplaced(r.Row),
            Kind = r.Row.Kind, Title = r.Row.Title, Provider = r.Provider, Days = r.Row.Days, HasAssessment = r.Row.HasAssessment,
            Accreditations = r.Row.Accreditations.OrderBy(names.PositionOf).Select(a => new Accreditation
            {
                Id = names.Of(a), RecordedOn = a.RecordedOn, VoidedOn = a.VoidedOn, Replaces = names.OfReplaced(a), From = a.From, To = a.To,
            }).ToList(),
        }).ToList();
    }

    private async Task<List<SupervisorVersion>> SupervisorsAsync(IEnumerable<Guid> records, CancellationToken cancellation)
    {
        var recordIds = records.Distinct().ToList();
        return recordIds.Count == 0 ? [] : await db.Supervisors.AsNoTracking().Include(s => s.Person).Include(s => s.Eligibility).Where(s => recordIds.Contains(s.RecordId)).ToListAsync(cancellation);
    }

    private static List<Supervisor> Supervisors(List<SupervisorVersion> loaded, SharedNames names)
    {
        var rows = loaded.ConvertAll(s => new { Row = s, Person = s.Person!.Reference });
        names.Learn(loaded.Concat<FactVersion>(loaded.SelectMany(s => s.Eligibility)));
        return rows.OrderBy(r => names.PositionOf(r.Row)).Select(r => new Supervisor
        {
            Id = names.Of(r.Row), RecordedOn = r.Row.RecordedOn, VoidedOn = r.Row.VoidedOn, Replaces = names.OfReplaced(r.Row),
            Person = r.Person, Name = r.Row.Name, Profession = r.Row.Profession,
            Eligibility = r.Row.Eligibility.OrderBy(names.PositionOf).Select(e => new Eligibility
            {
                Id = names.Of(e), RecordedOn = e.RecordedOn, VoidedOn = e.VoidedOn, Replaces = names.OfReplaced(e), From = e.From, To = e.To, Tier = e.Tier, Basis = e.Basis,
            }).ToList(),
        }).ToList();
    }

    private sealed record PostRow(Guid PcnId, string Code, PostVersion Row);

    private sealed record TrainingRow(TrainingVersion Row, Guid RecordId, string VerifiedBy);

    private sealed record CheckRow(CheckVersion Row, string Code, string? By);

    private sealed record AssignmentRow(AssignmentVersion Row, string Code, Guid RecordId);

    private sealed record ExperienceRow(PriorExperienceVersion Row, string By);

    private sealed record SuspensionRow(SuspensionVersion Row, string By);

    private sealed record ProvisionalRow(ProvisionalVersion Row, string Code, string By);

    private sealed record PolicyRow(LocalPolicyVersion Row, string Code);

    private sealed record ExemptionRow(ExemptionVersion Row, string Code, string By);

    private sealed record SessionRow(Guid Id, Guid? ReplacesId, string ItemId, DateOnly? RecordedOn, DateOnly? VoidedOn, DateOnly Date, int Minutes,
        SessionKind Kind, SessionOutcome Outcome, Guid SupervisorVersionId, Guid SupervisorRecordId);
}

/// <summary>A session that somebody supervised, and for which PCN.</summary>
/// <param name="PcnId">The PCN in which the coach was in post on the day; where there were several, one for which the supervisor was named. Null: none.</param>
/// <param name="PcnName">Its name.</param>
/// <param name="CoachId">The coach.</param>
/// <param name="Date">The day.</param>
/// <param name="Minutes">Minutes.</param>
/// <param name="Kind">What kind of supervision it was.</param>
/// <param name="Outcome">Held, or not attended.</param>
public sealed record SupervisedSession(Guid? PcnId, string? PcnName, Guid CoachId, DateOnly Date, int Minutes, SessionKind Kind, SessionOutcome Outcome);

using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Configurations;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data;

/// <summary>
/// The record. Reads go through the tenancy filter, writes through the write guard and onto the audit chain.
/// One model; <see cref="SqliteHwbcDbContext"/> and <see cref="SqlServerHwbcDbContext"/> own the migrations.
/// </summary>
public abstract class HwbcDbContext(DbContextOptions options, Caller caller, TimeProvider time) : IdentityUserContext<PortalUser, Guid>(options)
{
    /// <summary>The name of the query filter that keeps PCNs apart.</summary>
    public const string TenancyFilter = "Tenancy";

    /// <summary>Whether every PCN is seen; a member, so that the query filter takes it from each context anew.</summary>
    public bool SeesAll => caller.SeesAll;

    /// <summary>The PCNs that are seen.</summary>
    public IReadOnlyList<Guid> PcnIds => caller.PcnIds;

    /// <summary>The coaches that are seen whichever their PCN.</summary>
    public IReadOnlyList<Guid> CoachIds => caller.CoachIds;

    /// <summary>The day on which it is looked.</summary>
    public DateOnly Today => caller.Today;

    /// <summary>What is being done, for the audit: set by the handler before it saves.</summary>
    public AuditCommand? Command { get; set; }

    // The command whose entry is on the chain.
    private AuditCommand? _written;

    /// <summary>People.</summary>
    public DbSet<Person> People => Set<Person>();

    /// <summary>Coaches.</summary>
    public DbSet<CoachRecord> Coaches => Set<CoachRecord>();

    /// <summary>PCNs.</summary>
    public DbSet<Pcn> Pcns => Set<Pcn>();

    /// <summary>Organisations beside the PCNs.</summary>
    public DbSet<Organisation> Organisations => Set<Organisation>();

    /// <summary>Which organisation belonged to which PCN, and when.</summary>
    public DbSet<PcnOrganisation> PcnOrganisations => Set<PcnOrganisation>();

    /// <summary>Declarations of the role requirements.</summary>
    public DbSet<Declaration> Declarations => Set<Declaration>();

    /// <summary>Reimbursement caps.</summary>
    public DbSet<ReimbursementCap> ReimbursementCaps => Set<ReimbursementCap>();

    /// <summary>What coaches in fact cost.</summary>
    public DbSet<ActualCost> ActualCosts => Set<ActualCost>();

    /// <summary>Where rules stand in the contract's text.</summary>
    public DbSet<RuleReference> RuleReferences => Set<RuleReference>();

    /// <summary>Local policies that are being prepared.</summary>
    public DbSet<PolicyDraft> PolicyDrafts => Set<PolicyDraft>();

    /// <summary>Training providers.</summary>
    public DbSet<Provider> Providers => Set<Provider>();

    /// <summary>Posts.</summary>
    public DbSet<PostVersion> Posts => Set<PostVersion>();

    /// <summary>Absences.</summary>
    public DbSet<AbsenceVersion> Absences => Set<AbsenceVersion>();

    /// <summary>The programme register.</summary>
    public DbSet<ProgrammeVersion> Programmes => Set<ProgrammeVersion>();

    /// <summary>Accreditation windows.</summary>
    public DbSet<AccreditationVersion> Accreditations => Set<AccreditationVersion>();

    /// <summary>Training.</summary>
    public DbSet<TrainingVersion> Training => Set<TrainingVersion>();

    /// <summary>Days of courses that were attended.</summary>
    public DbSet<TrainingAttendance> Attendances => Set<TrainingAttendance>();

    /// <summary>Previous experience as it was described.</summary>
    public DbSet<ExperienceClaim> ExperienceClaims => Set<ExperienceClaim>();

    /// <summary>Files of evidence.</summary>
    public DbSet<EvidenceFile> Evidence => Set<EvidenceFile>();

    /// <summary>Decisions about previous experience.</summary>
    public DbSet<PriorExperienceVersion> PriorExperience => Set<PriorExperienceVersion>();

    /// <summary>The supervisor register.</summary>
    public DbSet<SupervisorVersion> Supervisors => Set<SupervisorVersion>();

    /// <summary>Periods of eligibility.</summary>
    public DbSet<EligibilityVersion> Eligibility => Set<EligibilityVersion>();

    /// <summary>Who supports whom.</summary>
    public DbSet<AssignmentVersion> Assignments => Set<AssignmentVersion>();

    /// <summary>Supervision sessions.</summary>
    public DbSet<SessionVersion> Sessions => Set<SessionVersion>();

    /// <summary>What was said in sessions.</summary>
    public DbSet<SessionNote> SessionNotes => Set<SessionNote>();

    /// <summary>What two people mean to do until they meet again.</summary>
    public DbSet<SupervisionAction> SupervisionActions => Set<SupervisionAction>();

    /// <summary>What coaches say of sessions.</summary>
    public DbSet<SessionConfirmation> SessionConfirmations => Set<SessionConfirmation>();

    /// <summary>Sessions that are being typed.</summary>
    public DbSet<SessionDraft> SessionDrafts => Set<SessionDraft>();

    /// <summary>Who supervises for a while because somebody else cannot.</summary>
    public DbSet<SupervisionCover> SupervisionCovers => Set<SupervisionCover>();

    /// <summary>What coaches and those who support them agreed about how they work together.</summary>
    public DbSet<SupervisionAgreement> SupervisionAgreements => Set<SupervisionAgreement>();

    /// <summary>Concerns that supervisors raised.</summary>
    public DbSet<SupervisionConcern> SupervisionConcerns => Set<SupervisionConcern>();

    /// <summary>Goals that were set together.</summary>
    public DbSet<Goal> Goals => Set<Goal>();

    /// <summary>What was noted about goals.</summary>
    public DbSet<GoalProgress> GoalProgress => Set<GoalProgress>();

    /// <summary>Reviews of tiers.</summary>
    public DbSet<TierReview> TierReviews => Set<TierReview>();

    /// <summary>When people who supervise are away.</summary>
    public DbSet<SupervisorAbsence> SupervisorAbsences => Set<SupervisorAbsence>();

    /// <summary>Mails that were planned, and what became of them.</summary>
    public DbSet<OutboxMail> Outbox => Set<OutboxMail>();

    /// <summary>Kinds of mail that people do without.</summary>
    public DbSet<MailOptOut> MailOptOuts => Set<MailOptOut>();

    /// <summary>When jobs ran last.</summary>
    public DbSet<JobRun> JobRuns => Set<JobRun>();

    /// <summary>Private addresses of calendars.</summary>
    public DbSet<CalendarFeed> CalendarFeeds => Set<CalendarFeed>();

    /// <summary>What coaches ask to have checked.</summary>
    public DbSet<CheckRequest> CheckRequests => Set<CheckRequest>();

    /// <summary>Coaches' logs of continuing professional development.</summary>
    public DbSet<CpdEntry> Cpd => Set<CpdEntry>();

    /// <summary>Dated checks.</summary>
    public DbSet<CheckVersion> Checks => Set<CheckVersion>();

    /// <summary>Pauses of referrals.</summary>
    public DbSet<SuspensionVersion> Suspensions => Set<SuspensionVersion>();

    /// <summary>Provisional clearances.</summary>
    public DbSet<ProvisionalVersion> Provisionals => Set<ProvisionalVersion>();

    /// <summary>Exemptions.</summary>
    public DbSet<ExemptionVersion> Exemptions => Set<ExemptionVersion>();

    /// <summary>Local policies.</summary>
    public DbSet<LocalPolicyVersion> LocalPolicies => Set<LocalPolicyVersion>();

    /// <summary>The ids under which coaches' files name shared items.</summary>
    public DbSet<SharedItemName> SharedItemNames => Set<SharedItemName>();

    /// <summary>What lists read.</summary>
    public DbSet<CoachStanding> Standings => Set<CoachStanding>();

    /// <summary>Roles of accounts.</summary>
    public DbSet<Membership> Memberships => Set<Membership>();

    /// <summary>Who is or was signed in where.</summary>
    public DbSet<SignInSession> SignInSessions => Set<SignInSession>();

    /// <summary>Authenticator apps.</summary>
    public DbSet<Authenticator> Authenticators => Set<Authenticator>();

    /// <summary>Recovery codes.</summary>
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();

    /// <summary>Who asked for a second factor to be reset, and what became of it.</summary>
    public DbSet<FactorReset> FactorResets => Set<FactorReset>();

    /// <summary>What was typed when a session was over.</summary>
    public DbSet<KeptForm> KeptForms => Set<KeptForm>();

    /// <summary>Who has read which privacy notice.</summary>
    public DbSet<NoticeAcceptance> NoticeAcceptances => Set<NoticeAcceptance>();

    /// <summary>What browsers reported of pages.</summary>
    public DbSet<PolicyReport> PolicyReports => Set<PolicyReport>();

    /// <summary>How long data is kept, where it was decided here.</summary>
    public DbSet<RetentionPeriod> RetentionPeriods => Set<RetentionPeriod>();

    /// <summary>Forms that were accepted.</summary>
    public DbSet<FormReceipt> FormReceipts => Set<FormReceipt>();

    /// <summary>Public references given so far.</summary>
    public DbSet<ReferenceSeries> ReferenceSeries => Set<ReferenceSeries>();

    /// <summary>The audit chain.</summary>
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    /// <summary>What each command changed.</summary>
    public DbSet<AuditChange> AuditChanges => Set<AuditChange>();

    internal DbSet<AuditHead> AuditHeads => Set<AuditHead>();

    /// <summary>Saves on the audit chain, in one transaction, after the write guard.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        ChangeTracker.DetectChanges();
        await WriteGuard.CheckAsync(this, caller, cancellationToken);
        var now = time.GetUtcNow().UtcDateTime;
        foreach (var added in ChangeTracker.Entries<FactVersion>().Where(e => e.State == EntityState.Added))
        {
            added.Entity.RecordedUtc = now;
            added.Entity.RecordedById ??= caller.PersonId;
        }

        var trail = AuditTrail.Collect(this);
        if (trail.Count == 0 && !AuditTrail.ChangesWhatIsBetweenTwo(this))
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        // One entry a command: what is changed says by which, and says so once.
        if (Command is not { } command)
            throw new InvalidOperationException($"{string.Join(", ", trail.Select(t => t.Change.Entity).Distinct())}: what is changed has to say by which command.");
        if (ReferenceEquals(command, _written))
            throw new InvalidOperationException($"{command.Name} has its entry already: a command saves once.");

        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        await AuditTrail.AppendAsync(this, caller, command, trail.Select(t => t.Change), now, cancellationToken);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
        _written = command;
        return saved;
    }

    /// <summary>Records on the audit chain that something was read which is told to those whom it is about.</summary>
    public Task RecordReadAsync(AuditCommand read, CancellationToken cancellationToken = default) => RecordAsync(read, AuditTrail.Read(read), cancellationToken);

    /// <summary>Records on the audit chain that rows were erased past the change tracker, so that what they said is not written down once more. Its reason says how many, or why.</summary>
    /// <param name="erasure">The command.</param>
    /// <param name="personId">The person whose record it was; null where it was nobody's alone.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task RecordErasureAsync(AuditCommand erasure, Guid? personId = null, CancellationToken cancellationToken = default) => RecordAsync(erasure, AuditTrail.Erased(erasure, personId), cancellationToken);

    private async Task RecordAsync(AuditCommand command, IEnumerable<AuditChange> changes, CancellationToken cancellationToken)
    {
        if (ChangeTracker.HasChanges())
            throw new InvalidOperationException($"{command.Name} writes no rows: what is changed is saved by its command.");
        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        await AuditTrail.AppendAsync(this, caller, command, changes, time.GetUtcNow().UtcDateTime, cancellationToken);
        await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);
        if (own is not null)
            await own.CommitAsync(cancellationToken);
    }

    /// <summary>The day up to which the caller sees what happened to a coach who has left their PCNs; null: there is no such day, since the coach works there or is theirs.</summary>
    /// <param name="coachId">A coach whom the caller sees.</param>
    /// <param name="cancellationToken">Stops the query.</param>
    public async Task<DateOnly?> SeenUntilAsync(Guid coachId, CancellationToken cancellationToken = default)
    {
        if (SeesAll || CoachIds.Contains(coachId))
            return null;
        var ends = await Posts.Where(p => p.CoachId == coachId && p.VoidedOn == null && PcnIds.Contains(p.PcnId)).Select(p => p.EndDate).ToListAsync(cancellationToken);
        return LastSeen(ends);
    }

    /// <summary>The day up to which the caller's PCNs see what happened, by the last days of the posts there; null: no such day. It is a month's end: supervision is counted by months, and claims are made by them.</summary>
    /// <param name="ends">The last days of the posts; null where one goes on.</param>
    public DateOnly? LastSeen(IReadOnlyCollection<DateOnly?> ends) => ends.Count == 0 || ends.Any(e => e is null || e >= Today) ? null : ends.Max() is { } last ? new DateOnly(last.Year, last.Month, 1).AddMonths(1).AddDays(-1) : null;

    /// <summary>Not used: the audit chain is appended to asynchronously.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => throw new NotSupportedException("Save with SaveChangesAsync.");

    /// <inheritdoc/>
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<Enum>().HaveConversion<string>().HaveMaxLength(40);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<decimal>().HavePrecision(18, 10);
    }

    /// <inheritdoc/>
    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        ModelMap.Apply(builder, Exact, NameOrder);
        builder.Entity<CoachRecord>().HasQueryFilter(TenancyFilter, c => SeesAll || CoachIds.Contains(c.Id) || c.Posts.Any(p => p.VoidedOn == null && PcnIds.Contains(p.PcnId)));
        OfPcn<PcnOrganisation>(builder);
        OfPcn<Declaration>(builder);
        OfPcn<PolicyDraft>(builder);
        OfPcn<LocalPolicyVersion>(builder);
        // Costs are the managers' alone: no coach and no supervisor reads them.
        OfPcn<ActualCost>(builder);
        OfPcn<DbsDecision>(builder);
        builder.Entity<CheckVersion>().HasQueryFilter(TenancyFilter, c => SeesAll || PcnIds.Contains(c.PcnId) || (c.CoachId != null && CoachIds.Contains(c.CoachId.Value)));
        CoachAndPcnOwned<PostVersion>(builder);
        CoachAndPcnOwned<AssignmentVersion>(builder);
        CoachAndPcnOwned<ProvisionalVersion>(builder);
        CoachAndPcnOwned<ExemptionVersion>(builder);
        CoachAndPcnOwned<CheckRequest>(builder);
        CoachAndPcnOwned<CoachStanding>(builder);
        CoachAndPcnOwned<SupervisionCover>(builder);
        CoachAndPcnOwned<SupervisionAgreement>(builder);
        OfADay<AbsenceVersion>(builder, nameof(AbsenceVersion.From));
        OfADay<TrainingVersion>(builder, nameof(TrainingVersion.EnrolledOn));
        OfADay<TrainingAttendance>(builder, nameof(TrainingAttendance.On));
        OfADay<CpdEntry>(builder, nameof(CpdEntry.On));
        OfADay<PriorExperienceVersion>(builder, nameof(PriorExperienceVersion.DecidedOn));
        OfADay<SessionVersion>(builder, nameof(SessionVersion.Date));
        OfADay<SuspensionVersion>(builder, nameof(SuspensionVersion.From));
        OfADay<TierReview>(builder, nameof(TierReview.On));
        builder.Entity<ExperienceClaim>().HasQueryFilter(TenancyFilter, e => SeesAll || CoachIds.Contains(e.CoachId)
            || Posts.Any(p => p.CoachId == e.CoachId && p.VoidedOn == null && PcnIds.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= Today || (p.EndDate.Value.Year * 12) + p.EndDate.Value.Month >= (e.MadeUtc.Year * 12) + e.MadeUtc.Month)));
        // What belongs to something else is seen by whoever sees that; a file that came later is not.
        builder.Entity<SessionConfirmation>().HasQueryFilter(TenancyFilter, e => SeesAll || CoachIds.Contains(e.CoachId) || Sessions.Any(s => s.RecordId == e.SessionRecordId));
        builder.Entity<EvidenceFile>().HasQueryFilter(TenancyFilter, e => SeesAll || CoachIds.Contains(e.CoachId)
            || (((e.Subject == EvidenceSubject.Training && Training.Any(t => t.RecordId == e.RecordId)) || (e.Subject == EvidenceSubject.PriorExperience && ExperienceClaims.Any(c => c.Id == e.RecordId)))
                && Posts.Any(p => p.CoachId == e.CoachId && p.VoidedOn == null && PcnIds.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= Today || (p.EndDate.Value.Year * 12) + p.EndDate.Value.Month >= (e.UploadedUtc.Year * 12) + e.UploadedUtc.Month)))
            || (e.Subject == EvidenceSubject.Check && Checks.Any(c => c.RecordId == e.RecordId)) || (e.Subject == EvidenceSubject.Request && CheckRequests.Any(r => r.Id == e.RecordId)));
        builder.Entity<SharedItemName>().HasQueryFilter(TenancyFilter, e => SeesAll || CoachIds.Contains(e.CoachId) || Posts.Any(p => p.CoachId == e.CoachId && p.VoidedOn == null && PcnIds.Contains(p.PcnId)));
        OfTwo<SessionNote>(builder);
        OfTwo<SupervisionAction>(builder);
        OfTwo<SessionDraft>(builder);
        OfTwo<Goal>(builder);
        OfTwo<GoalProgress>(builder);
        builder.Entity<SupervisionConcern>().HasQueryFilter(TenancyFilter, c => SeesAll || CoachIds.Contains(c.CoachId) || (c.ReachedManagerUtc != null && PcnIds.Contains(c.PcnId)));
    }

    /// <summary>The collation under which ids and references differ when a single character does; null for the database's own.</summary>
    protected abstract string? Exact { get; }

    /// <summary>The collation that orders names without regard to case; null for the database's own.</summary>
    protected abstract string? NameOrder { get; }

    private void OfPcn<T>(ModelBuilder builder) where T : class, IPcnOwned =>
        builder.Entity<T>().HasQueryFilter(TenancyFilter, e => SeesAll || PcnIds.Contains(e.PcnId));

    private void CoachAndPcnOwned<T>(ModelBuilder builder) where T : class, ICoachOwned, IPcnOwned =>
        builder.Entity<T>().HasQueryFilter(TenancyFilter, e => SeesAll || PcnIds.Contains(e.PcnId) || CoachIds.Contains(e.CoachId));

    /// <summary>What is between a coach and who supports them: no PCN sees it. Queries say besides which of the two they mean.</summary>
    private void OfTwo<T>(ModelBuilder builder) where T : class, ICoachOwned =>
        builder.Entity<T>().HasQueryFilter(TenancyFilter, e => SeesAll || CoachIds.Contains(e.CoachId));

    /// <summary>What happened to a coach on a day: seen by the PCNs where the coach works or will, and by one that the coach has left where it happened up to the end of that month.</summary>
    private void OfADay<T>(ModelBuilder builder, string day) where T : class, IDatedOfCoach =>
        builder.Entity<T>().HasQueryFilter(TenancyFilter, e => SeesAll || CoachIds.Contains(e.CoachId)
            || Posts.Any(p => p.CoachId == e.CoachId && p.VoidedOn == null && PcnIds.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= Today
                || (p.EndDate.Value.Year * 12) + p.EndDate.Value.Month >= (EF.Property<DateOnly>(e, day).Year * 12) + EF.Property<DateOnly>(e, day).Month)));
}

/// <summary>The model on SQLite, the embedded default.</summary>
public sealed class SqliteHwbcDbContext(DbContextOptions<SqliteHwbcDbContext> options, Caller caller, TimeProvider time) : HwbcDbContext(options, caller, time)
{
    /// <inheritdoc/>
    protected override string? Exact => null;

    /// <inheritdoc/>
    protected override string? NameOrder => "NOCASE";
}

/// <summary>The model on SQL Server.</summary>
public sealed class SqlServerHwbcDbContext(DbContextOptions<SqlServerHwbcDbContext> options, Caller caller, TimeProvider time) : HwbcDbContext(options, caller, time)
{
    /// <inheritdoc/>
    protected override string? Exact => "Latin1_General_100_BIN2";

    /// <inheritdoc/>
    protected override string? NameOrder => null;
}

using HwbcPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HwbcPortal.Data.Configurations;

/// <summary>Keys, lengths, indexes and relationships, for both databases. Lengths are also enforced by validators: SQLite keeps none.</summary>
internal static class ModelMap
{
    public const int ReferenceLength = 100;
    public const int ItemIdLength = 200;
    public const int NameLength = 200;
    public const int TextLength = 2000;

    public static void Apply(ModelBuilder builder, string? exact, string? nameOrder)
    {
        PeopleAndPlaces(builder, exact, nameOrder);
        Registers(builder, exact);
        CoachFacts(builder, exact);
        Derived(builder, nameOrder);
        AccountMap.Apply(builder);
        Upkeep(builder);
        Requirements(builder);
        Mail(builder);
        Audit(builder);
    }

    private static void PeopleAndPlaces(ModelBuilder builder, string? exact, string? nameOrder)
    {
        builder.Entity<Person>(e =>
        {
            e.ToTable("People");
            e.Property(p => p.Reference).HasMaxLength(ReferenceLength).UseCollation(exact);
            e.Property(p => p.Name).HasMaxLength(NameLength).UseCollation(nameOrder);
            e.Property(p => p.Version).IsConcurrencyToken();
            e.HasIndex(p => p.Reference).IsUnique();
            e.HasIndex(p => p.Name);
        });
        builder.Entity<CoachRecord>(e =>
        {
            e.ToTable("Coaches");
            e.Property(c => c.Id).ValueGeneratedNever();
            e.Property(c => c.WorkEmail).HasMaxLength(256);
            e.Property(c => c.Version).IsConcurrencyToken();
            e.HasOne(c => c.Person).WithOne().HasForeignKey<CoachRecord>(c => c.Id).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<Pcn>(e =>
        {
            e.ToTable("Pcns");
            e.Property(p => p.Code).HasMaxLength(6);
            e.Property(p => p.Name).HasMaxLength(NameLength).UseCollation(nameOrder);
            e.Property(p => p.ConcernContact).HasMaxLength(500);
            e.Property(p => p.Version).IsConcurrencyToken();
            e.HasIndex(p => p.Code).IsUnique();
        });
        builder.Entity<Organisation>(e =>
        {
            e.ToTable("Organisations");
            e.Property(o => o.Code).HasMaxLength(6);
            e.Property(o => o.Name).HasMaxLength(NameLength).UseCollation(nameOrder);
            e.Property(o => o.Version).IsConcurrencyToken();
            e.HasIndex(o => new { o.Kind, o.Code }).IsUnique().HasFilter("\"Code\" IS NOT NULL");
        });
        builder.Entity<PcnOrganisation>(e =>
        {
            e.ToTable("PcnOrganisations");
            e.HasIndex(o => new { o.PcnId, o.From });
            e.HasOne(o => o.Organisation).WithMany().HasForeignKey(o => o.OrganisationId).OnDelete(DeleteBehavior.Restrict);
            OfPcn(e, o => o.Pcn, nameof(PcnOrganisation.PcnId));
        });
        builder.Entity<Provider>(e =>
        {
            e.ToTable("Providers");
            e.Property(p => p.Name).HasMaxLength(NameLength).UseCollation(exact);
            e.HasIndex(p => p.Name).IsUnique();
        });
        builder.Entity<ReferenceSeries>(e =>
        {
            e.ToTable("ReferenceSeries");
            e.HasKey(s => s.Prefix);
            e.Property(s => s.Prefix).HasMaxLength(10);
            e.HasData(new ReferenceSeries { Prefix = "HWBC", Last = 0 }, new ReferenceSeries { Prefix = "P", Last = 0 });
        });
    }

    private static void Registers(ModelBuilder builder, string? exact)
    {
        Fact<ProgrammeVersion>(builder, "Programmes", exact, e =>
        {
            e.Property(p => p.Title).HasMaxLength(NameLength);
            e.Property(p => p.ContentDigest).HasMaxLength(64);
            e.HasIndex(p => p.ContentDigest);
            e.HasOne(p => p.Provider).WithMany().HasForeignKey(p => p.ProviderId).OnDelete(DeleteBehavior.Restrict);
            e.HasMany(p => p.Accreditations).WithOne().HasForeignKey(a => a.ProgrammeVersionId).OnDelete(DeleteBehavior.Restrict);
        });
        Fact<AccreditationVersion>(builder, "Accreditations", exact, e =>
        {
            e.Property(a => a.LookedUpAt).HasMaxLength(500);
            e.HasOne(a => a.LookedUpBy).WithMany().HasForeignKey(a => a.LookedUpById).OnDelete(DeleteBehavior.Restrict);
        });
        Fact<SupervisorVersion>(builder, "Supervisors", exact, e =>
        {
            e.Property(s => s.Name).HasMaxLength(NameLength);
            e.Property(s => s.Organisation).HasMaxLength(NameLength);
            e.Property(s => s.ContentDigest).HasMaxLength(64);
            e.HasIndex(s => s.ContentDigest);
            e.HasOne(s => s.Person).WithMany().HasForeignKey(s => s.PersonId).OnDelete(DeleteBehavior.Restrict);
            e.HasMany(s => s.Eligibility).WithOne().HasForeignKey(a => a.SupervisorVersionId).OnDelete(DeleteBehavior.Restrict);
        });
        Fact<EligibilityVersion>(builder, "Eligibility", exact, e => e.Property(x => x.Evidence).HasMaxLength(500));
        Fact<LocalPolicyVersion>(builder, "LocalPolicies", exact, e => OfPcn(e, p => p.Pcn, nameof(LocalPolicyVersion.PcnId)));
        builder.Entity<SharedItemName>(e =>
        {
            e.ToTable("SharedItemNames");
            e.Property(n => n.ItemId).HasMaxLength(ItemIdLength).UseCollation(exact);
            e.HasIndex(n => new { n.CoachId, n.ItemId }).IsUnique();
            e.HasIndex(n => n.RecordId);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(n => n.CoachId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void CoachFacts(ModelBuilder builder, string? exact)
    {
        OfCoach<PostVersion>(builder, "Posts", exact, e =>
        {
            e.Property(p => p.Employer).HasMaxLength(NameLength);
            OfPcn(e, p => p.Pcn, nameof(PostVersion.PcnId));
        }, c => c.Posts);
        OfCoach<AbsenceVersion>(builder, "Absences", exact, _ => { });
        OfCoach<TrainingVersion>(builder, "Training", exact, e =>
        {
            e.Property(t => t.BookingReference).HasMaxLength(NameLength);
            e.HasOne(t => t.ProgrammeVersion).WithMany().HasForeignKey(t => t.ProgrammeVersionId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(t => t.VerifiedBy).WithMany().HasForeignKey(t => t.VerifiedById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<EvidenceFile>(e =>
        {
            e.ToTable("EvidenceFiles");
            e.Property(f => f.FileName).HasMaxLength(NameLength);
            e.Property(f => f.MediaType).HasMaxLength(40);
            e.Property(f => f.Sha256).HasMaxLength(64);
            e.Property(f => f.StorageName).HasMaxLength(40);
            e.HasIndex(f => f.StorageName).IsUnique();
            e.HasIndex(f => f.RecordId);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(f => f.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(f => f.UploadedBy).WithMany().HasForeignKey(f => f.UploadedById).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<EvidenceFile>().WithMany().HasForeignKey(f => f.ReplacesId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<TrainingAttendance>(e =>
        {
            e.ToTable("TrainingAttendances");
            e.HasIndex(a => a.TrainingRecordId);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(a => a.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(a => a.RecordedById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<ExperienceClaim>(e =>
        {
            e.ToTable("ExperienceClaims");
            e.Property(c => c.Employer).HasMaxLength(NameLength);
            e.Property(c => c.Description).HasMaxLength(TextLength);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(c => c.MadeBy).WithMany().HasForeignKey(c => c.MadeById).OnDelete(DeleteBehavior.Restrict);
        });
        OfCoach<PriorExperienceVersion>(builder, "PriorExperience", exact, e =>
        {
            // No foreign key to the claim: SQLite would have to rebuild the table of decisions for it.
            e.HasIndex(x => x.ClaimId);
            e.Property(x => x.Criteria).HasMaxLength(TextLength);
            e.HasOne(x => x.DecidedBy).WithMany().HasForeignKey(x => x.DecidedById).OnDelete(DeleteBehavior.Restrict);
        });
        OfCoach<AssignmentVersion>(builder, "Assignments", exact, e =>
        {
            OfPcn(e, a => a.Pcn, nameof(AssignmentVersion.PcnId));
            e.HasOne(a => a.SupervisorVersion).WithMany().HasForeignKey(a => a.SupervisorVersionId).OnDelete(DeleteBehavior.Restrict);
        });
        OfCoach<SessionVersion>(builder, "Sessions", exact, e =>
            e.HasOne(s => s.SupervisorVersion).WithMany().HasForeignKey(s => s.SupervisorVersionId).OnDelete(DeleteBehavior.Restrict));
        builder.Entity<SessionNote>(e =>
        {
            e.ToTable("SessionNotes");
            e.Property(n => n.Text).HasMaxLength(10_000);
            e.Property(n => n.Themes).HasMaxLength(NameLength);
            e.HasIndex(n => n.SessionRecordId);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(n => n.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(n => n.AuthorId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SupervisionAction>(e =>
        {
            e.ToTable("SupervisionActions");
            e.Property(a => a.Text).HasMaxLength(500);
            e.HasIndex(a => new { a.CoachId, a.SupervisorId });
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(a => a.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(a => a.SupervisorId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SessionConfirmation>(e =>
        {
            e.ToTable("SessionConfirmations");
            e.Property(c => c.Comment).HasMaxLength(TextLength);
            e.HasIndex(c => c.SessionRecordId).IsUnique();
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SessionDraft>(e =>
        {
            e.ToTable("SessionDrafts");
            e.Property(d => d.ContentJson).HasMaxLength(40_000);
            e.HasIndex(d => new { d.UserId, d.CoachId }).IsUnique();
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(d => d.CoachId).OnDelete(DeleteBehavior.Restrict);
        });
        BesideSupervision(builder);
        Fact<CheckVersion>(builder, "Checks", exact, e =>
        {
            e.Property(c => c.Rule).HasMaxLength(10);
            e.Property(c => c.Note).HasMaxLength(500);
            OfPcn(e, c => c.Pcn, nameof(CheckVersion.PcnId));
            e.HasOne(c => c.Coach).WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(c => c.By).WithMany().HasForeignKey(c => c.ById).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(c => new { c.CoachId, c.ItemId }).IsUnique().HasFilter("\"CoachId\" IS NOT NULL");
        });
        builder.Entity<CpdEntry>(e =>
        {
            e.ToTable("CpdEntries");
            e.Property(c => c.What).HasMaxLength(NameLength);
            e.Property(c => c.Reflection).HasMaxLength(5000);
            e.Property(c => c.Version).IsConcurrencyToken();
            e.HasIndex(c => new { c.CoachId, c.On });
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<CheckRequest>(e =>
        {
            e.ToTable("CheckRequests");
            e.Property(r => r.Rule).HasMaxLength(10);
            e.Property(r => r.About).HasMaxLength(NameLength);
            e.Property(r => r.Text).HasMaxLength(TextLength);
            e.Property(r => r.Answer).HasMaxLength(TextLength);
            e.Property(r => r.AnsweredUtc).IsConcurrencyToken();
            e.HasIndex(r => new { r.PcnId, r.AnsweredUtc });
            e.HasOne(r => r.Coach).WithMany().HasForeignKey(r => r.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(r => r.Pcn).WithMany().HasForeignKey(r => r.PcnId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(r => r.AnsweredBy).WithMany().HasForeignKey(r => r.AnsweredById).OnDelete(DeleteBehavior.Restrict);
        });
        OfCoach<SuspensionVersion>(builder, "Suspensions", exact, e =>
        {
            e.Property(s => s.PrivateReason).HasMaxLength(TextLength);
            e.HasOne(s => s.By).WithMany().HasForeignKey(s => s.ById).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(s => s.MadeByPcn).WithMany().HasForeignKey(s => s.MadeByPcnId).OnDelete(DeleteBehavior.Restrict);
        });
        OfCoach<ProvisionalVersion>(builder, "Provisionals", exact, e =>
        {
            OfPcn(e, p => p.Pcn, nameof(ProvisionalVersion.PcnId));
            e.Property(p => p.Conditions).HasMaxLength(TextLength);
            e.HasOne(p => p.ApprovedBy).WithMany().HasForeignKey(p => p.ApprovedById).OnDelete(DeleteBehavior.Restrict);
        });
        OfCoach<ExemptionVersion>(builder, "Exemptions", exact, e =>
        {
            OfPcn(e, p => p.Pcn, nameof(ExemptionVersion.PcnId));
            e.Property(p => p.Rule).HasMaxLength(10);
            e.Property(p => p.Reason).HasMaxLength(TextLength);
            e.HasOne(p => p.ApprovedBy).WithMany().HasForeignKey(p => p.ApprovedById).OnDelete(DeleteBehavior.Restrict);
        });
    }

    /// <summary>What stands beside the facts of supervision: no rule reads it.</summary>
    private static void BesideSupervision(ModelBuilder builder)
    {
        builder.Entity<SupervisionCover>(e =>
        {
            e.ToTable("SupervisionCovers");
            e.HasIndex(c => c.PersonId);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Pcn>().WithMany().HasForeignKey(c => c.PcnId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(c => c.Person).WithMany().HasForeignKey(c => c.PersonId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SupervisionAgreement>(e =>
        {
            e.ToTable("SupervisionAgreements");
            e.Property(a => a.Purpose).HasMaxLength(TextLength);
            e.Property(a => a.Structure).HasMaxLength(500);
            e.Property(a => a.Frequency).HasMaxLength(500);
            e.Property(a => a.Place).HasMaxLength(500);
            e.Property(a => a.Readers).HasMaxLength(TextLength);
            e.Property(a => a.ReplacedUtc).IsConcurrencyToken();
            e.HasIndex(a => a.AssignmentRecordId);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(a => a.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Pcn>().WithMany().HasForeignKey(a => a.PcnId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SupervisionConcern>(e =>
        {
            e.ToTable("SupervisionConcerns");
            e.Property(c => c.Concern).HasMaxLength(TextLength);
            e.Property(c => c.ConcernAnswer).HasMaxLength(TextLength);
            e.Property(c => c.AnsweredUtc).IsConcurrencyToken();
            e.HasIndex(c => new { c.PcnId, c.AnsweredUtc });
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Pcn>().WithMany().HasForeignKey(c => c.PcnId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(c => c.Supervisor).WithMany().HasForeignKey(c => c.SupervisorId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(c => c.AnsweredBy).WithMany().HasForeignKey(c => c.AnsweredById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<Goal>(e =>
        {
            e.ToTable("Goals");
            e.Property(g => g.Text).HasMaxLength(500);
            e.Property(g => g.Measure).HasMaxLength(500);
            e.Property(g => g.Version).IsConcurrencyToken();
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(g => g.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(g => g.WrittenById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<GoalProgress>(e =>
        {
            e.ToTable("GoalProgress");
            e.Property(p => p.Text).HasMaxLength(500);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(p => p.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Goal>().WithMany().HasForeignKey(p => p.GoalId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(p => p.AuthorId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<TierReview>(e =>
        {
            e.ToTable("TierReviews");
            e.Property(r => r.Finding).HasMaxLength(TextLength);
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(r => r.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(r => r.By).WithMany().HasForeignKey(r => r.ById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<SupervisorAbsence>(e =>
        {
            e.ToTable("SupervisorAbsences");
            e.HasOne<Person>().WithMany().HasForeignKey(a => a.PersonId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void Requirements(ModelBuilder builder)
    {
        builder.Entity<Declaration>(e =>
        {
            e.ToTable("Declarations");
            e.Property(d => d.Reference).HasMaxLength(40);
            e.Property(d => d.SignedName).HasMaxLength(NameLength);
            e.Property(d => d.SignedRole).HasMaxLength(NameLength);
            e.Property(d => d.VoidReason).HasMaxLength(TextLength);
            e.HasIndex(d => d.Reference).IsUnique();
            e.Property(d => d.VoidedUtc).IsConcurrencyToken();
            // One that holds a year: of two who sign at once one wins, and the other is told.
            e.HasIndex(d => new { d.PcnId, d.ContractYear }).IsUnique().HasFilter("\"VoidedUtc\" IS NULL");
            e.HasOne<Pcn>().WithMany().HasForeignKey(d => d.PcnId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(d => d.SignedById).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(d => d.VoidedBy).WithMany().HasForeignKey(d => d.VoidedById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<ReimbursementCap>(e =>
        {
            e.ToTable("ReimbursementCaps");
            e.Property(c => c.Annual).HasPrecision(18, 2);
            e.Property(c => c.Source).HasMaxLength(500);
            e.Property(c => c.VoidReason).HasMaxLength(TextLength);
            e.HasIndex(c => new { c.Area, c.From });
            e.HasOne(c => c.RecordedBy).WithMany().HasForeignKey(c => c.RecordedById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<ActualCost>(e =>
        {
            e.ToTable("ActualCosts");
            e.Property(c => c.Amount).HasPrecision(18, 2);
            e.Property(c => c.ReplacedUtc).IsConcurrencyToken();
            e.HasIndex(c => new { c.PcnId, c.Month });
            // One that stands: of two who enter it at once one wins, and the other is told.
            e.HasIndex(c => new { c.CoachId, c.PcnId, c.Month }).IsUnique().HasFilter("\"ReplacedUtc\" IS NULL");
            e.HasOne<CoachRecord>().WithMany().HasForeignKey(c => c.CoachId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Pcn>().WithMany().HasForeignKey(c => c.PcnId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<Person>().WithMany().HasForeignKey(c => c.EnteredById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<RuleReference>(e =>
        {
            e.ToTable("RuleReferences");
            e.Property(r => r.Rule).HasMaxLength(10);
            e.Property(r => r.Pack).HasMaxLength(40);
            e.Property(r => r.Paragraph).HasMaxLength(200);
            e.Property(r => r.ReplacedUtc).IsConcurrencyToken();
            e.HasIndex(r => new { r.Rule, r.Pack }).IsUnique().HasFilter("\"ReplacedUtc\" IS NULL");
            e.HasOne(r => r.ReadBy).WithMany().HasForeignKey(r => r.ReadById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<PolicyDraft>(e =>
        {
            e.ToTable("PolicyDrafts");
            e.Property(d => d.Version).IsConcurrencyToken();
            e.HasIndex(d => d.PcnId).IsUnique();
            e.HasOne<Pcn>().WithMany().HasForeignKey(d => d.PcnId).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(d => d.SavedBy).WithMany().HasForeignKey(d => d.SavedById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<DbsDecision>(e =>
        {
            e.ToTable("DbsDecisions");
            e.HasKey(d => d.CheckId);
            e.Property(d => d.CertificateNumber).HasMaxLength(20);
            e.Property(d => d.Decision).HasMaxLength(500);
            e.Property(d => d.DecidedBy).HasMaxLength(NameLength);
            e.HasOne<CheckVersion>().WithOne(c => c.Dbs).HasForeignKey<DbsDecision>(d => d.CheckId).OnDelete(DeleteBehavior.Restrict);
        });
    }

    private static void Mail(ModelBuilder builder)
    {
        builder.Entity<OutboxMail>(e =>
        {
            e.ToTable("Outbox");
            e.Property(m => m.Fact).HasMaxLength(200);
            e.Property(m => m.Fault).HasMaxLength(500);
            e.HasIndex(m => m.Fact).IsUnique();
            e.HasIndex(m => new { m.State, m.NextTryUtc });
            e.HasOne<PortalUser>().WithMany().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<MailOptOut>(e =>
        {
            e.ToTable("MailOptOuts");
            e.HasKey(o => new { o.UserId, o.Kind });
            e.HasOne<PortalUser>().WithMany().HasForeignKey(o => o.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<JobRun>(e =>
        {
            e.ToTable("JobRuns");
            e.HasKey(r => r.Name);
            e.Property(r => r.Name).HasMaxLength(40);
            e.Property(r => r.Outcome).HasMaxLength(500);
        });
        builder.Entity<CalendarFeed>(e =>
        {
            e.ToTable("CalendarFeeds");
            e.Property(f => f.SecretDigest).HasMaxLength(64);
            e.HasIndex(f => f.SecretDigest).IsUnique();
            e.HasOne<PortalUser>().WithMany().HasForeignKey(f => f.UserId).OnDelete(DeleteBehavior.Cascade);
        });
    }

    private static void Derived(ModelBuilder builder, string? nameOrder) => builder.Entity<CoachStanding>(e =>
    {
        e.ToTable("CoachStandings");
        e.Property(s => s.PostCode).HasMaxLength(40);
        e.Property(s => s.Blocking).HasMaxLength(TextLength);
        e.Property(s => s.NextRule).HasMaxLength(10);
        e.Property(s => s.NextCode).HasMaxLength(40);
        e.Property(s => s.SupervisionCode).HasMaxLength(40);
        e.Property(s => s.SupervisorName).HasMaxLength(NameLength);
        e.HasOne(s => s.Coach).WithMany().HasForeignKey(s => s.CoachId).OnDelete(DeleteBehavior.Restrict);
        e.HasOne(s => s.Pcn).WithMany().HasForeignKey(s => s.PcnId).OnDelete(DeleteBehavior.Restrict);
        e.HasIndex(s => new { s.CoachId, s.PcnId, s.From }).IsUnique();
        e.HasIndex(s => new { s.PcnId, s.From });
        // The list over all PCNs in the order of names: a page is read off the index and nothing is sorted.
        e.Property(s => s.SortName).HasMaxLength(NameLength).UseCollation(nameOrder);
        e.HasIndex(s => new { s.SortName, s.CoachId, s.PcnId, s.From, s.To });
    });

    private static void Upkeep(ModelBuilder builder)
    {
        builder.Entity<PolicyReport>(e =>
        {
            e.ToTable("PolicyReports");
            e.Property(r => r.Directive).HasMaxLength(100);
            e.Property(r => r.Blocked).HasMaxLength(500);
            e.Property(r => r.Page).HasMaxLength(500);
            e.Property(r => r.Digest).HasMaxLength(64);
            e.HasIndex(r => r.Digest).IsUnique();
        });
        builder.Entity<RetentionPeriod>(e =>
        {
            e.ToTable("RetentionPeriods");
            e.HasKey(r => r.Kind);
            e.Property(r => r.Source).HasMaxLength(500);
            e.Property(r => r.Version).IsConcurrencyToken();
        });
    }

    private static void Audit(ModelBuilder builder)
    {
        builder.Entity<AuditEntry>(e =>
        {
            e.ToTable("AuditEntries");
            e.HasKey(a => a.Sequence);
            e.Property(a => a.Sequence).ValueGeneratedNever();
            e.Property(a => a.Actor).HasMaxLength(ReferenceLength);
            e.Property(a => a.Command).HasMaxLength(60);
            e.Property(a => a.PreviousHash).HasMaxLength(64);
            e.Property(a => a.Hash).HasMaxLength(64);
            e.HasIndex(a => a.CoachId);
            e.HasIndex(a => a.PcnId);
            e.HasIndex(a => new { a.UserId, a.AtUtc });
            e.HasIndex(a => new { a.Command, a.AtUtc });
            e.HasMany(a => a.Changes).WithOne().HasForeignKey(c => c.EntrySequence).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<AuditChange>(e =>
        {
            e.ToTable("AuditChanges");
            e.Property(c => c.Entity).HasMaxLength(60);
            e.Property(c => c.Key).HasMaxLength(100);
            e.HasIndex(c => c.Key);
            e.Property(c => c.Kind).HasMaxLength(10);
            e.Property(c => c.Salt).HasMaxLength(32);
            e.Property(c => c.Digest).HasMaxLength(64);
        });
        builder.Entity<AuditHead>(e =>
        {
            e.ToTable("AuditHead");
            e.Property(h => h.Id).ValueGeneratedNever();
            e.Property(h => h.Hash).HasMaxLength(64);
            e.HasData(new AuditHead { Id = 1, Sequence = 0, Hash = new string('0', 64) });
        });
    }

    private static void Fact<T>(ModelBuilder builder, string table, string? exact, Action<EntityTypeBuilder<T>> more) where T : FactVersion
    {
        builder.Entity<T>(e =>
        {
            e.ToTable(table);
            e.Property(f => f.Id).ValueGeneratedNever();
            e.Property(f => f.ItemId).HasMaxLength(ItemIdLength).UseCollation(exact);
            e.Property(f => f.VersionReason).HasMaxLength(TextLength);
            // Taken back and replaced at once: one wins, and the other is told.
            e.Property(f => f.VoidedOn).IsConcurrencyToken();
            e.HasIndex(f => f.RecordId);
            e.HasIndex(f => f.ReplacesId).IsUnique();
            e.HasOne(f => f.RecordedBy).WithMany().HasForeignKey(f => f.RecordedById).OnDelete(DeleteBehavior.Restrict);
            e.HasOne<T>().WithMany().HasForeignKey(f => f.ReplacesId).OnDelete(DeleteBehavior.Restrict);
            more(e);
        });
    }

    private static void OfCoach<T>(ModelBuilder builder, string table, string? exact, Action<EntityTypeBuilder<T>> more,
        System.Linq.Expressions.Expression<Func<CoachRecord, IEnumerable<T>?>>? list = null) where T : CoachFactVersion
    {
        Fact<T>(builder, table, exact, e =>
        {
            e.HasIndex(f => new { f.CoachId, f.ItemId }).IsUnique();
            e.HasOne(f => f.Coach).WithMany(list!).HasForeignKey(f => f.CoachId).OnDelete(DeleteBehavior.Restrict);
            more(e);
        });
    }

    private static void OfPcn<T>(EntityTypeBuilder<T> entity, System.Linq.Expressions.Expression<Func<T, Pcn?>> pcn, string key) where T : class =>
        entity.HasOne(pcn).WithMany().HasForeignKey(key).OnDelete(DeleteBehavior.Restrict);
}

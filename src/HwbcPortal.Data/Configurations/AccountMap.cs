using HwbcPortal.Data.Entities;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace HwbcPortal.Data.Configurations;

/// <summary>Keys, lengths, indexes and relationships of accounts and of signing in.</summary>
internal static class AccountMap
{
    public static void Apply(ModelBuilder builder)
    {
        Accounts(builder);
        SignIn(builder);
    }

    private static void Accounts(ModelBuilder builder)
    {
        builder.Entity<PortalUser>(e =>
        {
            e.ToTable("Users");
            e.HasOne(u => u.Person).WithMany().HasForeignKey(u => u.PersonId).OnDelete(DeleteBehavior.Restrict);
            e.HasIndex(u => u.PersonId).IsUnique();
            e.HasMany(u => u.Memberships).WithOne().HasForeignKey(m => m.UserId).OnDelete(DeleteBehavior.Cascade);
        });
        builder.Entity<Membership>(e =>
        {
            e.ToTable("Memberships");
            e.HasOne(m => m.Pcn).WithMany().HasForeignKey(m => m.PcnId).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<FormReceipt>(e =>
        {
            e.ToTable("FormReceipts");
            e.HasKey(r => r.Key);
            e.Property(r => r.Key).ValueGeneratedNever();
            e.Property(r => r.Location).HasMaxLength(500);
            e.HasIndex(r => r.AcceptedUtc);
        });
    }

    private static void SignIn(ModelBuilder builder)
    {
        builder.Entity<SignInSession>(e =>
        {
            OfUser(e, "SignInSessions", s => s.UserId);
            e.Property(s => s.KeyDigest).HasMaxLength(64);
            e.Property(s => s.Device).HasMaxLength(ModelMap.NameLength);
            e.HasIndex(s => s.KeyDigest).IsUnique();
        });
        builder.Entity<Authenticator>(e =>
        {
            OfUser(e, "Authenticators", a => a.UserId);
            e.HasKey(a => a.UserId);
            e.Property(a => a.ProtectedSecret).HasMaxLength(1000);
        });
        builder.Entity<RecoveryCode>(e =>
        {
            OfUser(e, "RecoveryCodes", c => c.UserId);
            e.Property(c => c.CodeDigest).HasMaxLength(64);
        });
        builder.Entity<FactorReset>(e =>
        {
            OfUser(e, "FactorResets", r => r.UserId);
            e.Property(r => r.IdentityCheck).HasMaxLength(500);
            e.Property(r => r.Version).IsConcurrencyToken();
            e.HasOne(r => r.AskedBy).WithMany().HasForeignKey(r => r.AskedById).OnDelete(DeleteBehavior.Restrict);
            e.HasOne(r => r.DecidedBy).WithMany().HasForeignKey(r => r.DecidedById).OnDelete(DeleteBehavior.Restrict);
        });
        builder.Entity<KeptForm>(e =>
        {
            OfUser(e, "KeptForms", k => k.UserId);
            e.Property(k => k.Path).HasMaxLength(1000);
        });
        builder.Entity<NoticeAcceptance>(e =>
        {
            OfUser(e, "NoticeAcceptances", a => a.UserId);
            e.HasKey(a => new { a.UserId, a.Version });
            e.Property(a => a.Version).HasMaxLength(20);
        });
    }

    private static void OfUser<T>(EntityTypeBuilder<T> e, string table, System.Linq.Expressions.Expression<Func<T, object?>> userId) where T : class
    {
        e.ToTable(table);
        e.HasOne<PortalUser>().WithMany().HasForeignKey(userId).OnDelete(DeleteBehavior.Cascade);
    }
}

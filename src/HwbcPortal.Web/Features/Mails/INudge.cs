using HwbcPortal.Data;
using HwbcPortal.Data.Entities;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>
/// A kind of mail about what is due. It is asked twice: what there is to be told on a day, and, when the mail is sent, what there is
/// to say then. Both answers are the evaluator's.
/// </summary>
internal interface INudge
{
    /// <summary>The kind.</summary>
    MailKind Kind { get; }

    /// <summary>Who is to be told of which fact on a day. Facts that were told are named again; they are known by their names.</summary>
    Task<IReadOnlyList<PlannedMail>> PlanAsync(DateOnly today, CancellationToken cancellation);

    /// <summary>What the mail about a fact says on a day; null when nothing is left to say.</summary>
    Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation);
}

/// <summary>Somebody who is to be told of a fact.</summary>
internal sealed record PlannedMail(Guid UserId, string Fact);

/// <summary>What a mail says, between its greeting and the line on how to stop it.</summary>
internal sealed record MailText(string Subject, string Body);

/// <summary>An account that a mail goes to.</summary>
internal sealed record Recipient(Guid UserId, Guid PersonId, string Name, string Address);

/// <summary>Who gets a kind of mail: asked when mails are planned and again when they are sent.</summary>
internal static class Recipients
{
    /// <summary>The role that a kind is for.</summary>
    public static PortalRole RoleOf(MailKind kind) => kind switch
    {
        MailKind.Expiry => PortalRole.Coach,
        MailKind.Digest => PortalRole.Manager,
        _ => PortalRole.Supervisor,
    };

    /// <summary>Open accounts that have the role on a day and do not do without the kind.</summary>
    public static IQueryable<PortalUser> Of(HwbcDbContext db, MailKind kind, DateOnly today)
    {
        var role = RoleOf(kind);
        return db.Users.Where(u => u.DeactivatedUtc == null && u.Email != null && u.Memberships.Any(m => m.Role == role && m.From <= today && (m.To == null || m.To >= today))
            && !db.MailOptOuts.Any(o => o.UserId == u.Id && o.Kind == kind));
    }
}

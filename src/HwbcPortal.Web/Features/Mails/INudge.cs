using HwbcPortal.Data;
using HwbcPortal.Data.Entities;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>Writes the mails of a kind, each when it is sent.</summary>
internal interface IMailWriter
{
    /// <summary>The kind.</summary>
    MailKind Kind { get; }

    /// <summary>What the mail about a fact says on a day; null when nothing is left to say.</summary>
    Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation);
}

/// <summary>
/// A kind of mail about what is due. It is asked twice: what there is to be told on a day, and, when the mail is sent, what there is
/// to say then. Both answers are the evaluator's.
/// </summary>
internal interface INudge : IMailWriter
{
    /// <summary>Who is to be told of which fact on a day. Facts that were told are named again; they are known by their names.</summary>
    Task<IReadOnlyList<PlannedMail>> PlanAsync(DateOnly today, CancellationToken cancellation);
}

/// <summary>Somebody who is to be told of a fact.</summary>
internal sealed record PlannedMail(Guid UserId, string Fact);

/// <summary>What a mail says, between its greeting and, where it can be stopped, the line on how to.</summary>
internal sealed record MailText(string Subject, string Body);

/// <summary>An account that a mail goes to.</summary>
internal sealed record Recipient(Guid UserId, Guid PersonId, string Name, string Address);

/// <summary>Who gets a kind of mail: asked when mails are planned and again when they are sent.</summary>
internal static class Recipients
{
    /// <summary>The kinds about what is due.</summary>
    public static readonly IReadOnlyList<MailKind> WhatIsDue = Enum.GetValues<MailKind>().Where(k => RoleOf(k) is not null).ToList();

    /// <summary>The kinds about an account itself.</summary>
    public static readonly IReadOnlyList<MailKind> Accounts = Enum.GetValues<MailKind>().Except(WhatIsDue).ToList();

    /// <summary>The role that a kind is for; null for one about an account, which goes to whoever has it and cannot be done without.</summary>
    public static PortalRole? RoleOf(MailKind kind) => kind switch
    {
        MailKind.MonthEnds or MailKind.MonthEnded => PortalRole.Supervisor,
        MailKind.Expiry => PortalRole.Coach,
        MailKind.Digest => PortalRole.Manager,
        _ => null,
    };

    /// <summary>Open accounts that a kind can go to: of one about what is due, those that have the role on a day and do not do without the kind.</summary>
    public static IQueryable<PortalUser> Of(HwbcDbContext db, MailKind kind, DateOnly today)
    {
        var open = db.Users.Where(u => u.DeactivatedUtc == null && u.Email != null);
        return RoleOf(kind) is not { } role
            ? open
            : open.Where(u => u.Memberships.Any(m => m.Role == role && m.From <= today && (m.To == null || m.To >= today)) && !db.MailOptOuts.Any(o => o.UserId == u.Id && o.Kind == kind));
    }
}

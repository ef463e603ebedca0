using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>The button under the notice's summary.</summary>
internal sealed class NoticeForm : PortalForm;

/// <param name="Settings">What the organisation says of itself.</param>
/// <param name="Periods">How long what is kept.</param>
internal sealed record NoticePage(PrivacySettings Settings, IReadOnlyList<KeptFor> Periods);

/// <param name="Form">The button.</param>
/// <param name="Settings">What the organisation says of itself.</param>
/// <param name="IsAgain">Whether the person has read another version before.</param>
/// <param name="ReturnUrl">Where they were going.</param>
internal sealed record AcceptPage(NoticeForm Form, PrivacySettings Settings, bool IsAgain, string? ReturnUrl) : IFormPage<NoticeForm>;

/// <summary>The privacy notice, and that somebody has read it: one row a person and version.</summary>
internal sealed class AcceptNotice(HwbcDbContext db, RetentionSchedule schedule, PrivacySettings privacy, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<NoticePage> ShowAsync(CancellationToken cancellation) => new(privacy, await schedule.AllAsync(cancellation));

    public async Task<Result<AcceptPage>> OpenAsync(NoticeForm form, string? returnUrl, CancellationToken cancellation) =>
        new AcceptPage(form, privacy, await db.NoticeAcceptances.AnyAsync(a => a.UserId == signedIn.Person.UserId, cancellation), returnUrl);

    public async Task<Result<Done>> SaveAsync(NoticeForm form, string? returnUrl, CancellationToken cancellation)
    {
        // A receipt keeps addresses up to a length; whoever came from a longer one goes on from the beginning.
        var done = new Done(returnUrl is { Length: <= 500 } ? returnUrl : "/", "");
        var userId = signedIn.Person.UserId;
        if (await db.NoticeAcceptances.AnyAsync(a => a.UserId == userId && a.Version == privacy.Version, cancellation))
            return done;
        db.Add(new NoticeAcceptance { UserId = userId, Version = privacy.Version, AcceptedUtc = clock.UtcNow });
        var saved = await change.SaveAsync(new AuditCommand("notice.accept"), [], form, done, _ => "", cancellation);
        // Two windows at once: the other one has stored it.
        return saved.Failure is StaleError ? done : saved;
    }
}

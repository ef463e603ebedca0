using System.Text.Json;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Supervision;

/// <summary>
/// What was typed of a session and not saved: kept on the server while it is typed, so that a telephone call, a time-out or a
/// killed server costs nobody a word. It is its writer's alone, and goes when the session is saved.
/// </summary>
internal sealed class SessionDrafts(HwbcDbContext db, CoachAccess access, SignedIn signedIn, UkClock clock) : IUseCase
{
    private const int MostCharacters = 40_000;

    /// <summary>Keeps what stands in the form now; when it was kept.</summary>
    public async Task<Result<DateTime>> KeepAsync(string? coachReference, LogSessionForm form, CancellationToken cancellation)
    {
        var coach = await FindAsync(coachReference, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        var content = JsonSerializer.Serialize(form);
        if (content.Length > MostCharacters)
            return new RuleError("", "this is too long to be kept");
        if (NhsNumberStop.In(form).Select(s => s.Sentence).FirstOrDefault() is { } sentence)
            return new RuleError("", sentence);
        // The form was saved in another window meanwhile: its draft does not come back.
        if (await db.FormReceipts.AnyAsync(r => r.Key == form.Key, cancellation))
            return clock.UtcNow;
        var now = clock.UtcNow;
        if (await RenewAsync() == 0)
        {
            try
            {
                db.Add(new SessionDraft { UserId = signedIn.Person.UserId, CoachId = coach.Value!.Id, ContentJson = content, SavedUtc = now });
                await db.SaveChangesAsync(cancellation);
            }
            catch (DbUpdateException)
            {
                // Another window of the same person has begun it in this moment.
                await RenewAsync();
            }
        }

        return now;

        Task<int> RenewAsync() => Of(coach.Value!.Id).ExecuteUpdateAsync(u => u.SetProperty(d => d.ContentJson, content).SetProperty(d => d.SavedUtc, now), cancellation);
    }

    /// <summary>What was kept; null: nothing. "Today" of the day on which it was typed is that day, whenever it comes back.</summary>
    public async Task<(LogSessionForm Form, DateTime? SavedUtc)?> ReadAsync(Guid coachId, CancellationToken cancellation)
    {
        if (await Of(coachId).AsNoTracking().SingleOrDefaultAsync(cancellation) is not { } draft || JsonSerializer.Deserialize<LogSessionForm>(draft.ContentJson) is not { } form)
            return null;
        if (form.When is SessionDay.Today or SessionDay.Yesterday)
        {
            var day = form.DayOn(DateOnly.FromDateTime(UkClock.ToLondon(draft.SavedUtc)))!.Value;
            (form.When, form.Date) = day == clock.Today ? (SessionDay.Today, null) : day == clock.Today.AddDays(-1) ? (SessionDay.Yesterday, (DateOnly?)null) : (SessionDay.Another, day);
        }

        return (form, draft.SavedUtc);
    }

    /// <summary>Forgets it, with what is saved next.</summary>
    public async Task RemoveAsync(Guid coachId, CancellationToken cancellation) => db.RemoveRange(await Of(coachId).ToListAsync(cancellation));

    /// <summary>Forgets it at the writer's wish.</summary>
    public async Task<Result<Done>> DiscardAsync(string? coachReference, CancellationToken cancellation)
    {
        var coach = await FindAsync(coachReference, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        await RemoveAsync(coach.Value!.Id, cancellation);
        await db.SaveChangesAsync(cancellation);
        return new Done($"/supervision/log?coach={coach.Value.Reference}", "What was typed is thrown away.");
    }

    private async Task<Result<SeenCoach>> FindAsync(string? coachReference, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(coachReference ?? "", Operation.LogSupervision, null, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        return signedIn.Person.CanDo(Operation.LogSupervision, coach.Value!.Id, coach.Value.Pcn.Id) ? coach : new ForbiddenError("Nobody logs their own supervision. Your supervisor does it.");
    }

    private IQueryable<SessionDraft> Of(Guid coachId)
    {
        var userId = signedIn.Person.UserId;
        return db.SessionDrafts.Where(d => d.UserId == userId && d.CoachId == coachId);
    }
}

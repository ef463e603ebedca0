using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Checks;

internal sealed record RemoveCheckPage(TakeBackForm Form, SeenCoach Coach, string Title, DateOnly On) : IFormPage<TakeBackForm>;

/// <summary>Takes a check of a coach back that should never have been recorded. It counts no longer from today; the history keeps what it said.</summary>
internal sealed class RemoveCheck(HwbcDbContext db, CheckAccess access, SubjectNames names, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<RemoveCheckPage>> OpenAsync(string reference, string? pcn, Guid recordId, TakeBackForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, check) = found.Value;
        return new RemoveCheckPage(form ?? new TakeBackForm { Seen = check.Id }, coach, await names.OfAsync(coach.Pcn.Id, check.Rule, cancellation), check.On);
    }

    public async Task<Result<Done>> SaveAsync(string reference, string? pcn, Guid recordId, TakeBackForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, pcn, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, check) = found.Value;
        if (check.Id != form.Seen)
            return new StaleError();
        check.VoidedOn = clock.Today;
        var reason = Words.Of(form.Reason!.Value, form.Note);
        return await change.SaveAsync(new AuditCommand("check.remove", coach.Id, coach.Pcn.Id, reason), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}/{(Domain.Compliance.TrainingSubjects.Is(check.Rule) ? "training" : "checks")}?pcn={coach.Pcn.Code}", $"{await names.OfAsync(coach.Pcn.Id, check.Rule, cancellation)} of {Words.Date(check.On)} is taken back. The history keeps what it said."), _ => nameof(form.Reason), cancellation);
    }

    private async Task<Result<(SeenCoach Coach, CheckVersion Check)>> FindAsync(string reference, string? pcn, Guid recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, pcn, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        var (coachId, pcnId) = (coach.Value!.Id, coach.Value.Pcn.Id);
        return await db.Checks.SingleOrDefaultAsync(c => c.CoachId == coachId && c.PcnId == pcnId && c.RecordId == recordId && c.VoidedOn == null, cancellation) is { } check ? (coach.Value, check) : new NotFoundError();
    }
}

using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

internal sealed class AskForResetForm : PortalForm
{
    [Display(Name = "How did you make sure that it is they?")]
    public string? IdentityCheck { get; set; }
}

internal sealed class AskForResetValidator : AbstractValidator<AskForResetForm>
{
    public AskForResetValidator() => RuleFor(f => f.IdentityCheck).NotEmpty().WithMessage("Enter how you made sure that it is they").MaximumLength(500).WithMessage("How you made sure must be 500 characters or fewer").HasNoNhsNumber();
}

internal sealed record AskForResetPage(AskForResetForm Form, string Name, string Reference, string Decides) : IFormPage<AskForResetForm>;

/// <summary>What the second person says.</summary>
internal enum ResetDecision
{
    [Display(Name = "Yes, reset it")]
    Approve,

    [Display(Name = "No, refuse it")]
    Refuse,
}

internal sealed class DecideOnResetForm : PortalForm
{
    [Display(Name = "Is it to be reset?")]
    public ResetDecision? Decision { get; set; }

    [Display(Name = "Why? (needed to refuse)")]
    public string? Reason { get; set; }
}

internal sealed class DecideOnResetValidator : AbstractValidator<DecideOnResetForm>
{
    public DecideOnResetValidator()
    {
        RuleFor(f => f.Decision).NotNull().WithMessage("Select whether it is to be reset").IsInEnum().WithMessage("Select whether it is to be reset");
        RuleFor(f => f.Reason).NotEmpty().When(f => f.Decision == ResetDecision.Refuse, ApplyConditionTo.CurrentValidator).WithMessage("Enter why you refuse").MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>The button with which whoever asked takes it back.</summary>
internal sealed class TakeBackResetForm : PortalForm;

/// <summary>A reset as lists and its page show it.</summary>
internal sealed record ResetRow(Guid Id, Guid UserId, string Name, string Reference, string Email, string By, Guid ById, DateTime AskedUtc, string IdentityCheck)
{
    public DateTime UntilUtc => AskedUtc + FactorResets.Longest;
}

internal sealed record ResetsPage(IReadOnlyList<ResetRow> ToDecide, IReadOnlyList<ResetRow> Others);

internal sealed record DecideOnResetPage(DecideOnResetForm Form, ResetRow Reset) : IFormPage<DecideOnResetForm>;

/// <summary>
/// Somebody has lost what they sign in with beside the password, and the recovery codes too. An administrator asks, a second person
/// approves; then their app, passkeys and codes are gone, they are signed out, and set a new one up when they sign in next.
/// </summary>
internal sealed class ResetFactor(HwbcDbContext db, PeopleAccess access, FactorResets resets, SecondFactors factors, SignInSessions sessions, FactChange change, AccountMails mails, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<AskForResetPage>> OpenAsync(string reference, AskForResetForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var user = found.Value!;
        return new AskForResetPage(form ?? new AskForResetForm(), user.Person!.Name, user.Person.Reference,
            await OtherAdministratorsAsync(user.Id, cancellation) ? "Another administrator has to approve it." : "There is no other administrator, so a manager of a PCN that they belong to has to approve it.");
    }

    public async Task<Result<Done>> AskAsync(string reference, AskForResetForm form, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var found = await FindAsync(reference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var user = found.Value!;
        db.Add(new FactorReset { UserId = user.Id, AskedById = signedIn.Person.PersonId, AskedUtc = clock.UtcNow, IdentityCheck = form.IdentityCheck!.Trim() });
        // Of two who ask at the same time the second is told.
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        var saved = await change.SaveAsync(new AuditCommand("factor.ask", Reason: form.IdentityCheck.Trim()), [], form, new Done(PeopleAccess.Url(user.Person!.Reference), $"The reset of {user.Person.Name}'s second step waits for a second person. Ask them to open \"People\"; it has to be today or tomorrow."), _ => nameof(form.IdentityCheck), cancellation);
        return await change.CommitAsync(saved, cancellation);
    }

    public async Task<ResetsPage> ListAsync(CancellationToken cancellation)
    {
        var mine = await Rows(resets.ToDecide()).ToListAsync(cancellation);
        // An administrator sees those that are another's to decide too.
        var others = signedIn.Person.IsAdministrator ? await Rows(resets.Open()).ToListAsync(cancellation) : [];
        return new ResetsPage(mine, others.FindAll(r => mine.TrueForAll(m => m.Id != r.Id)));
    }

    public async Task<Result<DecideOnResetPage>> OpenDecisionAsync(Guid id, DecideOnResetForm? form, CancellationToken cancellation)
    {
        var found = await FindResetAsync(id, cancellation);
        return found.Failure is { } failure ? failure : new DecideOnResetPage(form ?? new DecideOnResetForm(), found.Value!);
    }

    public async Task<Result<Done>> DecideAsync(Guid id, DecideOnResetForm form, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var found = await FindResetAsync(id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (row, now, isApproved) = (found.Value!, clock.UtcNow, form.Decision == ResetDecision.Approve);
        var reset = await db.FactorResets.SingleAsync(r => r.Id == id, cancellation);
        (reset.State, reset.DecidedById, reset.DecidedUtc, reset.Version) = (isApproved ? FactorResetState.Approved : FactorResetState.Refused, signedIn.Person.PersonId, now, Guid.NewGuid());
        if (isApproved)
        {
            await factors.RemoveAllAsync(row.UserId, cancellation);
            await sessions.EndAllAsync(db, row.UserId, SessionEnd.Recovered, cancellation: cancellation);
            // Whoever knows the password and stands at the second step begins anew, too.
            (await db.Users.SingleAsync(u => u.Id == row.UserId, cancellation)).SecurityStamp = Guid.NewGuid().ToString("N").ToUpperInvariant();
            db.Add(AccountMails.Planned(MailKind.SecondStepReset, row.UserId, reset.Id, now));
        }

        var reason = string.IsNullOrWhiteSpace(form.Reason) ? null : form.Reason.Trim();
        var saved = await change.SaveAsync(new AuditCommand(isApproved ? "factor.approve" : "factor.refuse", Reason: reason), [], form,
            new Done("/people/resets", isApproved ? $"{row.Name}'s second step is reset. They are signed out and told by mail, and set a new one up when they sign in." : $"The reset of {row.Name}'s second step is refused. Nothing has changed for them."), _ => nameof(form.Decision), cancellation);
        saved = await change.CommitAsync(saved, cancellation);
        sessions.Forget();
        mails.Wake();
        return saved;
    }

    public async Task<Result<Done>> TakeBackAsync(Guid id, TakeBackResetForm form, CancellationToken cancellation)
    {
        var person = signedIn.Person.PersonId;
        if (await resets.Open().SingleOrDefaultAsync(r => r.Id == id && r.AskedById == person, cancellation) is not { } reset)
            return new NotFoundError();
        (reset.State, reset.DecidedUtc, reset.Version) = (FactorResetState.TakenBack, clock.UtcNow, Guid.NewGuid());
        var saved = await change.SaveAsync(new AuditCommand("factor.take-back"), [], form, new Done("/people/resets", "The reset is taken back."), _ => "", cancellation);
        return saved.Failure is StaleError ? new Done("/people/resets", "It was decided while you had it open.") : saved;
    }

    private async Task<Result<PortalUser>> FindAsync(string reference, CancellationToken cancellation)
    {
        var found = await access.FindOtherAsync(reference, cancellation);
        if (found.Failure is not null)
            return found;
        var user = found.Value!;
        if (user.DeactivatedUtc is not null)
            return new ForbiddenError($"{user.Person!.Name}'s account is deactivated: nobody signs in to it.");
        if (!await factors.HasAsync(user.Id, cancellation))
            return new ForbiddenError($"{user.Person!.Name} has no second step yet. They set one up when they sign in.");
        return await resets.Open().AnyAsync(r => r.UserId == user.Id, cancellation) ? new ForbiddenError($"A reset of {user.Person!.Name}'s second step waits for a second person already.") : user;
    }

    private async Task<Result<ResetRow>> FindResetAsync(Guid id, CancellationToken cancellation)
    {
        if (await Rows(resets.ToDecide().Where(r => r.Id == id)).SingleOrDefaultAsync(cancellation) is { } row)
            return row;
        // Who asked and whom it is about see that it waits; whoever else does not.
        var (me, person, isAdministrator) = (signedIn.Person.UserId, signedIn.Person.PersonId, signedIn.Person.IsAdministrator);
        return await resets.Open().AnyAsync(r => r.Id == id && (r.AskedById == person || r.UserId == me || isAdministrator), cancellation)
            ? new ForbiddenError("A second person decides: neither who asked nor whom it is about.")
            : new NotFoundError();
    }

    private Task<bool> OtherAdministratorsAsync(Guid userId, CancellationToken cancellation)
    {
        var (me, today) = (signedIn.Person.UserId, clock.Today);
        return db.Users.AnyAsync(u => u.Id != userId && u.Id != me && u.DeactivatedUtc == null && u.PasswordHash != null && u.Memberships.Any(m => m.Role == PortalRole.Administrator && m.From <= today && (m.To == null || m.To >= today)), cancellation);
    }

    private IQueryable<ResetRow> Rows(IQueryable<FactorReset> rows) => rows.AsNoTracking().OrderBy(r => r.AskedUtc).ThenBy(r => r.Id)
        .Join(db.Users, r => r.UserId, u => u.Id, (r, u) => new ResetRow(r.Id, r.UserId, u.Person!.Name, u.Person.Reference, u.Email!, r.AskedBy!.Name, r.AskedById, r.AskedUtc, r.IdentityCheck));
}

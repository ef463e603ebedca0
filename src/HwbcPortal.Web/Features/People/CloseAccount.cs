using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

internal sealed class CloseAccountForm : PortalForm
{
    /// <summary>The account's version that was looked at.</summary>
    public string? Seen { get; set; }

    [Display(Name = "Why?")]
    public string? Reason { get; set; }
}

internal sealed class CloseAccountValidator : AbstractValidator<CloseAccountForm>
{
    public CloseAccountValidator() => RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why").MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
}

/// <param name="Form">The form.</param>
/// <param name="Name">The person.</param>
/// <param name="Reference">Their reference.</param>
/// <param name="Sessions">Where they are signed in.</param>
/// <param name="Roles">Roles that hold today or later.</param>
internal sealed record CloseAccountPage(CloseAccountForm Form, string Name, string Reference, int Sessions, IReadOnlyList<string> Roles) : IFormPage<CloseAccountForm>;

/// <summary>Deactivates an account, which ends its sessions at once, and reactivates one. Its roles stay as they are. Nobody does it to themselves, and the last administrator stays.</summary>
internal sealed class CloseAccount(HwbcDbContext db, PeopleAccess access, Administrators administrators, SignInSessions sessions, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<CloseAccountPage>> OpenAsync(string reference, bool isClosing, CloseAccountForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, isClosing, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (user, today) = (found.Value!, clock.Today);
        form ??= new CloseAccountForm();
        form.Seen = user.ConcurrencyStamp;
        return new CloseAccountPage(form, user.Person!.Name, user.Person.Reference, await SignInSessions.Open(db, clock.UtcNow).CountAsync(s => s.UserId == user.Id, cancellation),
            user.Memberships.Where(m => m.To == null || m.To >= today).OrderBy(m => m.From).Select(m => RoleWords.Of(m.Role, m.Pcn?.Name)).ToList());
    }

    public async Task<Result<Done>> SaveAsync(string reference, bool isClosing, CloseAccountForm form, CancellationToken cancellation)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var found = await FindAsync(reference, isClosing, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var user = found.Value!;
        if (user.ConcurrencyStamp != form.Seen)
            return new StaleError();
        user.DeactivatedUtc = isClosing ? clock.UtcNow : null;
        // A link to choose a password, and a sign-in that is half way, end with it.
        (user.ConcurrencyStamp, user.SecurityStamp) = (Guid.NewGuid().ToString(), Guid.NewGuid().ToString("N").ToUpperInvariant());
        if (isClosing)
            await sessions.EndAllAsync(db, user.Id, SessionEnd.AccountClosed, cancellation: cancellation);
        var name = user.Person!.Name;
        var saved = await change.SaveAsync(new AuditCommand(isClosing ? "account.close" : "account.reopen", Reason: form.Reason!.Trim()), [], form,
            new Done(PeopleAccess.Url(user.Person.Reference), isClosing ? $"{name}'s account is deactivated. They are signed out everywhere." : $"{name}'s account is active again, with the roles that it has."), _ => nameof(form.Reason), cancellation);
        if (saved.Failure is null && !change.WasRepeated && isClosing && user.Memberships.Exists(m => m.Role == PortalRole.Administrator) && !await administrators.RemainAsync(clock.Today, cancellation))
        {
            await transaction.RollbackAsync(cancellation);
            db.ChangeTracker.Clear();
            return new RuleError("", Administrators.Sentence);
        }

        saved = await change.CommitAsync(saved, cancellation);
        sessions.Forget();
        return saved;
    }

    private async Task<Result<PortalUser>> FindAsync(string reference, bool isClosing, CancellationToken cancellation)
    {
        var found = await access.FindOtherAsync(reference, cancellation);
        if (found.Value is { } user && (user.DeactivatedUtc is null) != isClosing)
            return new ForbiddenError(isClosing ? $"{user.Person!.Name}'s account is deactivated already." : $"{user.Person!.Name}'s account is active.");
        return found;
    }
}

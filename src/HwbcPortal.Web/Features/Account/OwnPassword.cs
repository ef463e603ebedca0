using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Account;

/// <summary>A form that asks for one's own password and for nothing else.</summary>
internal sealed class OwnPasswordForm : PortalForm
{
    [Display(Name = "Your password")]
    public string? Password { get; set; }
}

internal sealed class OwnPasswordValidator : AbstractValidator<OwnPasswordForm>
{
    public OwnPasswordValidator() => RuleFor(f => f.Password).NotEmpty().WithMessage("Enter your password");
}

/// <summary>Before something sensitive somebody gives their password again, with the same patience for wrong ones as signing in has.</summary>
internal sealed class OwnPassword(HwbcDbContext db, IPasswordHasher<PortalUser> hasher, SignInThrottle throttle) : IUseCase
{
    public const string Refused = "This is not your password. After several tries, wait a few minutes before the next one";

    public async Task<bool> IsAsync(Guid userId, string? password, CancellationToken cancellation)
    {
        // Whoever is signed in slows themselves down alone, not everybody who signs in from the same practice.
        var account = $"own password {userId}";
        var user = await db.Users.AsNoTracking().SingleAsync(u => u.Id == userId, cancellation);
        if (throttle.Admits(account, account) && user.PasswordHash is { } hash && hasher.VerifyHashedPassword(user, hash, password ?? "") != PasswordVerificationResult.Failed)
        {
            throttle.Succeeded(account, account);
            return true;
        }

        return false;
    }
}

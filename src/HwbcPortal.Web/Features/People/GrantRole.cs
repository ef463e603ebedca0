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

internal sealed class RoleForm : PortalForm
{
    /// <summary>The account's version that was looked at.</summary>
    public string? Seen { get; set; }

    [Display(Name = "Role")]
    public PortalRole? Role { get; set; }

    [Display(Name = "PCN")]
    public string? Pcn { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }

    [Display(Name = "Why (optional)")]
    public string? Reason { get; set; }
}

internal sealed class RoleValidator : AbstractValidator<RoleForm>
{
    public RoleValidator(UkClock clock)
    {
        RuleFor(f => f.Role).NotNull().WithMessage("Select the role").IsInEnum().WithMessage("Select the role");
        RuleFor(f => f.Pcn).NotEmpty().When(f => f.Role is PortalRole.Manager or PortalRole.Viewer).WithMessage("Select the PCN");
        RuleFor(f => f.From).IsAFirstDay(clock);
        RuleFor(f => f.To).IsALastDay(f => f.From);
        RuleFor(f => f.Reason).MaximumLength(500).WithMessage("Why must be 500 characters or fewer").HasNoNhsNumber();
    }
}

internal sealed class EndRoleForm : PortalForm
{
    /// <summary>The account's version that was looked at.</summary>
    public string? Seen { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? LastDay { get; set; }

    [Display(Name = "Why does it end?")]
    public string? Reason { get; set; }
}

internal sealed class EndRoleValidator : AbstractValidator<EndRoleForm>
{
    public EndRoleValidator(UkClock clock)
    {
        RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day")
            .Must(day => day is null || day >= clock.Today.AddDays(-1)).WithMessage("Last day must be yesterday or later: the days before that are past");
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter why it ends").MaximumLength(500).WithMessage("Why it ends must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>The days of a role.</summary>
internal static class RoleDays
{
    public static IRuleBuilderOptions<T, DateOnly?> IsAFirstDay<T>(this IRuleBuilder<T, DateOnly?> rule, UkClock clock) =>
        rule.NotNull().WithMessage("Enter the first day").Must(day => day is null || day >= clock.Today).WithMessage("First day must be today or later").Must(day => day is null || day <= clock.Today.AddYears(2)).WithMessage("First day must be within the next two years");

    public static IRuleBuilderOptions<T, DateOnly?> IsALastDay<T>(this IRuleBuilder<T, DateOnly?> rule, Func<T, DateOnly?> from) =>
        rule.Must((form, to) => to is null || from(form) is not { } first || to >= first).WithMessage("Last day must be the first day or later");
}

internal sealed record RolePage(RoleForm Form, string Name, string Reference, IReadOnlyList<PortalRole> Roles, IReadOnlyList<PcnName> Pcns) : IFormPage<RoleForm>;

internal sealed record EndRolePage(EndRoleForm Form, string Name, string Reference, string Role, DateOnly From, DateOnly? To, bool EndsGrants) : IFormPage<EndRoleForm>;

/// <summary>Gives somebody a role from a day on, and ends one with a last day. Nobody does it for themselves.</summary>
internal sealed class GrantRole(HwbcDbContext db, PeopleAccess access, Administrators administrators, FactChange change, UkClock clock) : IUseCase
{
    public async Task<Result<RolePage>> OpenAsync(string reference, RoleForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var user = found.Value!;
        var pcns = await access.PcnsAsync(cancellation);
        form ??= new RoleForm { From = clock.Today, Pcn = pcns.Count == 1 ? pcns[0].Code : null };
        form.Seen = user.ConcurrencyStamp;
        var isCoach = await db.Coaches.AnyAsync(c => c.Id == user.PersonId, cancellation);
        return new RolePage(form, user.Person!.Name, user.Person.Reference, access.Grantable(IsHubLead(user)).Where(r => r != PortalRole.Coach || isCoach).ToList(), pcns);
    }

    public async Task<Result<Done>> SaveAsync(string reference, RoleForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var user = found.Value!;
        if (user.ConcurrencyStamp != form.Seen)
            return new StaleError();
        var role = form.Role!.Value;
        if (!access.Grantable(IsHubLead(user)).Contains(role))
            return new RuleError(nameof(form.Role), "Select a role that you can give");
        if (role == PortalRole.Coach && !await db.Coaches.AnyAsync(c => c.Id == user.PersonId, cancellation))
            return new RuleError(nameof(form.Role), $"{user.Person!.Name} has no coach record");
        var (isMissing, pcn) = await access.PcnOfAsync(role, form.Pcn, cancellation);
        return isMissing ? new RuleError(nameof(form.Pcn), "Select the PCN") : await GiveAsync(user, role, pcn, form.From!.Value, form.To, form.Reason, form, nameof(form.Role), cancellation);
    }

    /// <summary>Stores a role, after whoever calls has seen that it may be given.</summary>
    public async Task<Result<Done>> GiveAsync(PortalUser user, PortalRole role, PcnName? pcn, DateOnly from, DateOnly? to, string? reason, PortalForm form, string field, CancellationToken cancellation)
    {
        var name = user.Person!.Name;
        if (user.Memberships.Find(m => m.Role == role && m.PcnId == pcn?.Id && (m.To == null || m.To >= from) && (to == null || m.From <= to)) is { } same)
            return new RuleError(field, $"{name} has this role {RoleWords.Days(same.From, same.To)}");
        db.Add(new Membership { UserId = user.Id, Role = role, PcnId = pcn?.Id, From = from, To = to });
        // Whoever changes the same account at the same time is told.
        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        return await change.SaveAsync(new AuditCommand("role.add", PcnId: pcn?.Id, Reason: Trimmed(reason)), [], form, new Done(PeopleAccess.Url(user.Person.Reference), $"{name}: {RoleWords.Of(role, pcn?.Name)} {RoleWords.Days(from, to)}."), _ => field, cancellation);
    }

    public async Task<Result<EndRolePage>> OpenEndAsync(string reference, Guid id, EndRoleForm? form, CancellationToken cancellation)
    {
        var found = await FindRoleAsync(reference, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (user, role) = found.Value;
        form ??= new EndRoleForm { LastDay = role.To ?? clock.Today };
        form.Seen = user.ConcurrencyStamp;
        return new EndRolePage(form, user.Person!.Name, user.Person.Reference, RoleWords.Of(role.Role, role.Pcn?.Name), role.From, role.To, EndsGrants(role));
    }

    public async Task<Result<Done>> EndAsync(string reference, Guid id, EndRoleForm form, CancellationToken cancellation)
    {
        // Begun before anything is read: on SQLite one after the other, elsewhere what is left is asked again after saving.
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var found = await FindRoleAsync(reference, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (user, role) = found.Value;
        if (user.ConcurrencyStamp != form.Seen)
            return new StaleError();
        var (last, name, words) = (form.LastDay!.Value, user.Person!.Name, RoleWords.Of(role.Role, role.Pcn?.Name));
        var isTakenBack = last < role.From;
        // One that begins today or later and is to have no day was never to hold.
        if (isTakenBack && role.From < clock.Today)
            return new RuleError(nameof(form.LastDay), $"Last day must be {Words.Date(role.From)}, the first day, or later");
        if (last > role.To)
            return new RuleError(nameof(form.LastDay), $"Last day must be {Words.Date(role.To.Value)}, its last day so far, or earlier. To have it for longer, the role is given again");
        if (isTakenBack)
            db.Remove(role);
        else
            role.To = last;
        if (EndsGrants(role))
        {
            foreach (var grant in user.Memberships.Where(m => m.Role == PortalRole.HubLead && m.PcnId != null && !(m.To <= last)).ToList())
            {
                if (grant.From > last)
                    db.Remove(grant);
                else
                    grant.To = last;
            }
        }

        user.ConcurrencyStamp = Guid.NewGuid().ToString();
        var saved = await change.SaveAsync(new AuditCommand(isTakenBack ? "role.take-back" : "role.end", PcnId: role.PcnId, Reason: form.Reason!.Trim()), [], form,
            new Done(PeopleAccess.Url(user.Person.Reference), isTakenBack ? $"{name}: {words} is taken back." : last < clock.Today ? $"{name}: {words} has ended." : $"{name}: {words} until {Words.Date(last)}, and not after that day."), _ => nameof(form.LastDay), cancellation);
        if (saved.Failure is null && !change.WasRepeated && role.Role == PortalRole.Administrator && !await administrators.RemainAsync(last < clock.Today ? clock.Today : last.AddDays(1), cancellation))
        {
            await transaction.RollbackAsync(cancellation);
            db.ChangeTracker.Clear();
            return new RuleError(nameof(form.LastDay), Administrators.Sentence);
        }

        return await change.CommitAsync(saved, cancellation);
    }

    /// <summary>Who is a hub lead at all is an administrator's to say: whoever is none any more is none for the PCNs that let them read either.</summary>
    private static bool EndsGrants(Membership role) => role is { Role: PortalRole.HubLead, PcnId: null };

    private bool IsHubLead(PortalUser user) => user.Memberships.Exists(m => m.Role == PortalRole.HubLead && (m.To == null || m.To >= clock.Today));

    private async Task<Result<PortalUser>> FindAsync(string reference, CancellationToken cancellation)
    {
        var found = await access.FindOtherAsync(reference, cancellation);
        return found.Value is { DeactivatedUtc: not null } closed ? new ForbiddenError($"{closed.Person!.Name}'s account is deactivated. An administrator can reactivate it.") : found;
    }

    private async Task<Result<(PortalUser User, Membership Role)>> FindRoleAsync(string reference, Guid id, CancellationToken cancellation)
    {
        var found = await access.FindOtherAsync(reference, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var user = found.Value!;
        if (user.Memberships.Find(m => m.Id == id) is not { } role || !access.Sees(role))
            return new NotFoundError();
        if (!access.MayEnd(role))
            return new ForbiddenError("This role holds beyond your PCN. An administrator can end it; what a coach or supervisor reaches at your PCN ends with the post or with being named.");
        return role.To < clock.Today ? new ForbiddenError("This role has ended.") : (user, role);
    }

    private static string? Trimmed(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

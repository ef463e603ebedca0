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
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

internal sealed class PersonForm : PortalForm
{
    [Display(Name = "Reference of an existing person (optional)")]
    public string? Reference { get; set; }

    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Email address")]
    public string? Email { get; set; }

    [Display(Name = "Role")]
    public PortalRole? Role { get; set; }

    [Display(Name = "PCN")]
    public string? Pcn { get; set; }

    /// <summary>Roles that hold at one PCN.</summary>
    public bool NeedsPcn => Role is PortalRole.Manager or PortalRole.Viewer or PortalRole.HubLead;
}

internal sealed class PersonValidator : AbstractValidator<PersonForm>
{
    public PersonValidator()
    {
        RuleFor(f => f.Name).NotEmpty().When(f => string.IsNullOrWhiteSpace(f.Reference)).WithMessage("Enter the person's full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer");
        RuleFor(f => f.Email).NotEmpty().WithMessage("Enter the email address").EmailAddress().WithMessage("Enter an email address in the form name@example.nhs.uk").MaximumLength(256).WithMessage("Email address must be 256 characters or fewer");
        RuleFor(f => f.Role).NotNull().WithMessage("Select the role").IsInEnum().WithMessage("Select the role");
        RuleFor(f => f.Pcn).NotEmpty().When(f => f.NeedsPcn).WithMessage("Select the PCN");
        RuleFor(f => f.Reference).NotEmpty().When(f => f.Role == PortalRole.Coach).WithMessage("Enter the coach's reference, like HWBC-000123: a coach signs in to their own record");
    }
}

internal sealed record PersonFormPage(PersonForm Form, IReadOnlyList<PcnName> Pcns) : IFormPage<PersonForm>;

/// <summary>The button that sends an invitation again.</summary>
internal sealed class InvitationForm : PortalForm;

internal sealed record PersonRow(Guid UserId, string Name, string Reference, string Email, bool HasPassword, bool IsClosed, IReadOnlyList<string> Roles)
{
    /// <summary>Whether a link to choose the first password is of use.</summary>
    public bool IsInvited => !HasPassword && !IsClosed;
}

/// <summary>Makes accounts. The person chooses a password with a link that an invitation brings.</summary>
internal sealed class KeepPeople(HwbcDbContext db, UserManager<PortalUser> users, PublicReferences references, FactChange change, AccountMails mails, SignedInReader reader, UkClock clock) : IUseCase
{
    public async Task<IReadOnlyList<PersonRow>> ListAsync(CancellationToken cancellation)
    {
        var rows = await db.Users.AsNoTracking().OrderBy(u => u.Person!.Name).ThenBy(u => u.Id)
            .Select(u => new { u.Id, u.Person!.Name, u.Person.Reference, u.Email, HasPassword = u.PasswordHash != null, u.DeactivatedUtc, Roles = u.Memberships.OrderBy(m => m.Id).Select(m => new { m.Role, Pcn = m.Pcn!.Name }).ToList() })
            .ToListAsync(cancellation);
        return rows.ConvertAll(r => new PersonRow(r.Id, r.Name, r.Reference, r.Email!, r.HasPassword, r.DeactivatedUtc is not null, r.Roles.ConvertAll(m => RoleWords.Of(m.Role, m.Pcn))));
    }

    public async Task<Result<PersonFormPage>> OpenAsync(PersonForm? form, CancellationToken cancellation) =>
        new PersonFormPage(form ?? new PersonForm(), await db.Pcns.OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation));

    public async Task<Result<Done>> AddAsync(PersonForm form, CancellationToken cancellation)
    {
        var email = form.Email!.Trim();
        var pcn = form.NeedsPcn ? await db.Pcns.SingleOrDefaultAsync(p => p.Code == form.Pcn, cancellation) : null;
        if (form.NeedsPcn && pcn is null)
            return new RuleError(nameof(form.Pcn), "Select the PCN");
        if (await users.FindByEmailAsync(email) is not null)
            return new RuleError(nameof(form.Email), "There is an account with this email address already");

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var found = await PersonAsync(form, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var person = found.Value!;
        var user = new PortalUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, PersonId = person.Id };
        user.Memberships.Add(new Membership { UserId = user.Id, Role = form.Role!.Value, PcnId = pcn?.Id, From = clock.Today });
        db.Add(AccountMails.Planned(MailKind.Invitation, user.Id, form.Key, clock.UtcNow));
        db.Command = new AuditCommand("account.add", PcnId: pcn?.Id);
        var made = await users.CreateAsync(user);
        if (!made.Succeeded)
            return new RuleError(nameof(form.Email), "This email address cannot be used");
        await transaction.CommitAsync(cancellation);
        reader.Forget();
        mails.Wake();
        return new Done("/people", $"{person.Name} has an account. The mail to choose a password is on its way. \"Mail\" shows whether it went.");
    }

    /// <summary>Sends another invitation to an account that has no password yet.</summary>
    public async Task<Result<Done>> InviteAsync(Guid userId, InvitationForm form, CancellationToken cancellation)
    {
        if (await db.Users.Where(u => u.Id == userId && u.DeactivatedUtc == null && u.PasswordHash == null).Select(u => u.Person!.Name).SingleOrDefaultAsync(cancellation) is not { } name)
            return new NotFoundError();
        db.Add(AccountMails.Planned(MailKind.Invitation, userId, form.Key, clock.UtcNow));
        var saved = await change.SaveAsync(new AuditCommand("account.invite"), [], form, new Done("/people", $"The invitation to {name} is on its way. \"Mail\" shows whether it went."), _ => "", cancellation);
        mails.Wake();
        return saved;
    }

    private async Task<Result<Person>> PersonAsync(PersonForm form, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(form.Reference))
        {
            var person = new Person { Reference = await references.NextPersonAsync(cancellation), Name = form.Name!.Trim() };
            db.Add(person);
            return person;
        }

        var reference = form.Reference.Trim();
        if (await db.People.SingleOrDefaultAsync(p => p.Reference == reference, cancellation) is not { } known)
            return new RuleError(nameof(form.Reference), $"Nobody has the reference {reference}");
        if (await db.Users.AnyAsync(u => u.PersonId == known.Id, cancellation))
            return new RuleError(nameof(form.Reference), $"{known.Name} has an account already");
        if (form.Role == PortalRole.Coach && !await db.Coaches.AnyAsync(c => c.Id == known.Id, cancellation))
            return new RuleError(nameof(form.Reference), $"{known.Name} has no coach record");
        return known;
    }
}

/// <summary>What roles are called.</summary>
internal static class RoleWords
{
    public static string Of(PortalRole role, string? pcn) => role switch
    {
        PortalRole.Administrator => "Administrator",
        PortalRole.HubLead => pcn is null ? "Hub lead" : $"Hub lead for {pcn}",
        PortalRole.Manager => $"Manager of {pcn}",
        PortalRole.Viewer => $"Reads {pcn}",
        PortalRole.Supervisor => "Supervisor",
        _ => "Coach",
    };
}

internal sealed class PeopleController : Controller
{
    [HttpGet("/people"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> List([FromServices] KeepPeople people, CancellationToken cancellation) => View("List", await people.ListAsync(cancellation));

    [HttpGet("/people/new"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> Add([FromServices] KeepPeople people, CancellationToken cancellation) => this.Page(await people.OpenAsync(null, cancellation), "Add");

    [HttpPost("/people/new"), Requires(Operation.KeepPeople)]
    public Task<IActionResult> Add(PersonForm form, [FromServices] KeepPeople people, CancellationToken cancellation) =>
        this.SubmitAsync(form, "Add", () => people.AddAsync(form, cancellation), () => people.OpenAsync(form, cancellation));

    [HttpPost("/people/{id:guid}/invite"), Requires(Operation.KeepPeople)]
    public async Task<IActionResult> Invite(Guid id, InvitationForm form, [FromServices] KeepPeople people, CancellationToken cancellation) => this.GoOn(await people.InviteAsync(id, form, cancellation));
}

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

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }

    /// <summary>Roles that hold at one PCN.</summary>
    public bool NeedsPcn => Role is PortalRole.Manager or PortalRole.Viewer;
}

internal sealed class PersonValidator : AbstractValidator<PersonForm>
{
    public PersonValidator(UkClock clock)
    {
        RuleFor(f => f.Name).NotEmpty().When(f => string.IsNullOrWhiteSpace(f.Reference)).WithMessage("Enter the person's full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.Email).NotEmpty().WithMessage("Enter the email address").EmailAddress().WithMessage("Enter an email address in the form name@example.nhs.uk").MaximumLength(256).WithMessage("Email address must be 256 characters or fewer");
        RuleFor(f => f.Role).NotNull().WithMessage("Select the role").IsInEnum().WithMessage("Select the role");
        RuleFor(f => f.Pcn).NotEmpty().When(f => f.NeedsPcn).WithMessage("Select the PCN");
        RuleFor(f => f.Reference).NotEmpty().When(f => f.Role == PortalRole.Coach, ApplyConditionTo.CurrentValidator).WithMessage("Enter the coach's reference, like HWBC-000123: a coach signs in to their own record")
            .MaximumLength(100).WithMessage("Reference must be 100 characters or fewer");
        RuleFor(f => f.From).IsAFirstDay(clock);
        RuleFor(f => f.To).IsALastDay(f => f.From);
    }
}

/// <param name="Form">The form.</param>
/// <param name="Roles">The roles that can be given.</param>
/// <param name="Pcns">Where.</param>
internal sealed record PersonFormPage(PersonForm Form, IReadOnlyList<PortalRole> Roles, IReadOnlyList<PcnName> Pcns) : IFormPage<PersonForm>;

/// <summary>The button that sends an invitation again.</summary>
internal sealed class InvitationForm : PortalForm;

/// <summary>
/// Makes an account with a first role. The person chooses a password with a link that an invitation brings. Whoever has an account
/// already gets the role alone.
/// </summary>
internal sealed class InvitePerson(HwbcDbContext db, UserManager<PortalUser> users, PublicReferences references, PeopleAccess access, GrantRole grant, FactChange change, AccountMails mails, SignedInReader reader, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PersonFormPage>> OpenAsync(PersonForm? form, string? reference, CancellationToken cancellation)
    {
        var pcns = await access.PcnsAsync(cancellation);
        form ??= new PersonForm { Reference = reference, Role = reference?.StartsWith("HWBC-", StringComparison.Ordinal) == true ? PortalRole.Coach : null, Pcn = pcns.Count == 1 ? pcns[0].Code : null, From = clock.Today };
        return new PersonFormPage(form, Roles(), pcns);
    }

    public async Task<Result<Done>> AddAsync(PersonForm form, CancellationToken cancellation)
    {
        var email = form.Email!.Trim();
        if (!Roles().Contains(form.Role!.Value))
            return new RuleError(nameof(form.Role), "Select a role that you can give");
        var (isMissing, pcn) = await access.PcnOfAsync(form.Role.Value, form.Pcn, cancellation);
        if (isMissing)
            return new RuleError(nameof(form.Pcn), "Select the PCN");
        if (await users.FindByEmailAsync(email) is { } known)
            return await GiveAsync(known, form, pcn, cancellation);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var found = await PersonAsync(form, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var person = found.Value!;
        var user = new PortalUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, EmailConfirmed = true, PersonId = person.Id };
        user.Memberships.Add(new Membership { UserId = user.Id, Role = form.Role.Value, PcnId = pcn?.Id, From = form.From!.Value, To = form.To });
        var done = new Done(PeopleAccess.Url(person.Reference), $"{person.Name} has an account. The mail to choose a password is on its way.{(signedIn.Person.IsAdministrator ? " \"Mail\" shows whether it went." : "")}");
        db.AddRange(AccountMails.Planned(MailKind.Invitation, user.Id, form.Key, clock.UtcNow), new FormReceipt { Key = form.Key, UserId = signedIn.Person.UserId, AcceptedUtc = clock.UtcNow, Location = done.Location });
        db.Command = new AuditCommand("account.add", PcnId: pcn?.Id);
        var made = await users.CreateAsync(user);
        if (!made.Succeeded)
            return new RuleError(nameof(form.Email), "This email address cannot be used");
        await transaction.CommitAsync(cancellation);
        reader.Forget();
        mails.Wake();
        return done;
    }

    /// <summary>Sends another invitation to an account that has no password yet.</summary>
    public async Task<Result<Done>> InviteAsync(Guid userId, InvitationForm form, CancellationToken cancellation)
    {
        if (await access.Accounts().Where(u => u.Id == userId && u.DeactivatedUtc == null && u.PasswordHash == null).Select(u => u.Person!.Name).SingleOrDefaultAsync(cancellation) is not { } name)
            return new NotFoundError();
        db.Add(AccountMails.Planned(MailKind.Invitation, userId, form.Key, clock.UtcNow));
        var saved = await change.SaveAsync(new AuditCommand("account.invite"), [], form, new Done("/people", $"The invitation to {name} is on its way.{(signedIn.Person.IsAdministrator ? " \"Mail\" shows whether it went." : "")}"), _ => "", cancellation);
        mails.Wake();
        return saved;
    }

    /// <summary>A supervisor whom a PCN invites comes with an entry of the register: that has a form of its own.</summary>
    private List<PortalRole> Roles() => access.Grantable(isHubLead: false).Where(r => r != PortalRole.Supervisor || signedIn.Person.IsAdministrator).ToList();

    /// <summary>The address is known: the role goes to its account, with a page that the reader sees from then on.</summary>
    private async Task<Result<Done>> GiveAsync(PortalUser known, PersonForm form, PcnName? pcn, CancellationToken cancellation)
    {
        var user = await db.Users.Include(u => u.Person).Include(u => u.Memberships).SingleAsync(u => u.Id == known.Id, cancellation);
        if (user.Id == signedIn.Person.UserId)
            return new ForbiddenError(PeopleAccess.NotOneself);
        if (user.DeactivatedUtc is not null)
            return new RuleError(nameof(form.Email), "The account with this email address is deactivated. Ask an administrator to reactivate it first");
        if (form.Role == PortalRole.Coach || !string.IsNullOrWhiteSpace(form.Reference))
            return new RuleError(nameof(form.Email), "There is an account with this email address already");
        if (await access.NameMissesAsync(user, form.Name, nameof(form.Name), cancellation) is { } missed)
            return missed;
        return await grant.GiveAsync(user, form.Role!.Value, pcn, form.From!.Value, form.To, null, form, nameof(form.Role), cancellation);
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
        // Of the coaches a manager invites those who work at their own PCNs, or will: who left is another's to invite. Whoever else is in the record is found by an administrator alone.
        var (own, today) = ((await access.PcnsAsync(cancellation)).Select(p => p.Id).ToList(), clock.Today);
        var known = await db.Coaches.Where(c => c.Person!.Reference == reference && c.Posts.Any(p => p.VoidedOn == null && own.Contains(p.PcnId) && (p.EndDate == null || p.EndDate >= today))).Select(c => c.Person).SingleOrDefaultAsync(cancellation);
        if (known is null && signedIn.Person.IsAdministrator)
            known = await db.People.SingleOrDefaultAsync(p => p.Reference == reference, cancellation);
        if (known is null)
            return new RuleError(nameof(form.Reference), $"Nobody has the reference {reference}");
        if (known.Id == signedIn.Person.PersonId)
            return new ForbiddenError(PeopleAccess.NotOneself);
        if (await db.Users.AnyAsync(u => u.PersonId == known.Id, cancellation))
            return new RuleError(nameof(form.Reference), $"{known.Name} has an account already");
        if (form.Role == PortalRole.Coach && !await db.Coaches.AnyAsync(c => c.Id == known.Id, cancellation))
            return new RuleError(nameof(form.Reference), $"{known.Name} has no coach record");
        return known;
    }
}

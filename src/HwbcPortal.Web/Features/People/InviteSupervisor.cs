using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Mails;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Supervisors;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.People;

internal sealed class SupervisorInvitationForm : PortalForm
{
    [Display(Name = "Who is it?")]
    public string? Entry { get; set; }

    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Organisation that they work for")]
    public string? Organisation { get; set; }

    [Display(Name = "Profession")]
    public Profession? Profession { get; set; }

    [Display(Name = "Email address")]
    public string? Email { get; set; }

    [Display(Name = "PCN that invites them")]
    public string? Pcn { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }

    /// <summary>Somebody who is not in the register.</summary>
    public bool IsNew => Entry == "new";
}

internal sealed class SupervisorInvitationValidator : AbstractValidator<SupervisorInvitationForm>
{
    public SupervisorInvitationValidator(UkClock clock)
    {
        RuleFor(f => f.Entry).NotEmpty().WithMessage("Select who it is");
        When(f => f.IsNew, () =>
        {
            RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the person's full name");
            RuleFor(f => f.Organisation).NotEmpty().WithMessage("Enter the organisation that they work for");
            RuleFor(f => f.Profession).NotNull().WithMessage("Select the profession");
        });
        RuleFor(f => f.Name).MaximumLength(200).WithMessage("Full name must be 200 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.Organisation).MaximumLength(200).WithMessage("Organisation must be 200 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.Profession).IsInEnum().WithMessage("Select the profession");
        RuleFor(f => f.Email).NotEmpty().WithMessage("Enter the email address").EmailAddress().WithMessage("Enter an email address in the form name@example.nhs.uk").MaximumLength(256).WithMessage("Email address must be 256 characters or fewer");
        RuleFor(f => f.Pcn).NotEmpty().WithMessage("Select the PCN");
        RuleFor(f => f.From).IsAFirstDay(clock);
        RuleFor(f => f.To).IsALastDay(f => f.From);
    }
}

/// <param name="Form">The form.</param>
/// <param name="Entries">Those in the register who have no account.</param>
/// <param name="Pcns">The PCNs that can invite.</param>
internal sealed record SupervisorInvitationPage(SupervisorInvitationForm Form, IReadOnlyList<(Guid Id, string Words)> Entries, IReadOnlyList<PcnName> Pcns) : IFormPage<SupervisorInvitationForm>;

/// <summary>
/// Invites a supervisor, often of another organisation: an entry of the register, an account, and the supervisor's role, which a PCN
/// gave and whose reach is no PCN: they see the coaches whom they are named for. Whoever supervises for another PCN already keeps
/// their one account and entry, and this PCN can name them too.
/// </summary>
internal sealed class InviteSupervisor(HwbcDbContext db, UserManager<PortalUser> users, SupervisorRegister register, PublicReferences references, PeopleAccess access, GrantRole grant, FactChange change, AccountMails mails, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<SupervisorInvitationPage>> OpenAsync(SupervisorInvitationForm? form, CancellationToken cancellation)
    {
        var pcns = await access.PcnsAsync(cancellation);
        var entries = await Invitable().AsNoTracking().OrderBy(s => s.Name).ThenBy(s => s.Id).Select(s => new { s.RecordId, s.Name, s.Organisation }).ToListAsync(cancellation);
        form ??= new SupervisorInvitationForm { Entry = entries.Count == 0 ? "new" : null, Pcn = pcns.Count == 1 ? pcns[0].Code : null, From = clock.Today };
        return new SupervisorInvitationPage(form, entries.ConvertAll(e => (e.RecordId, e.Organisation is null ? e.Name : $"{e.Name}, {e.Organisation}")), pcns);
    }

    public async Task<Result<Done>> SaveAsync(SupervisorInvitationForm form, CancellationToken cancellation)
    {
        if ((await access.PcnsAsync(cancellation)).FirstOrDefault(p => p.Code == form.Pcn) is not { } pcn)
            return new RuleError(nameof(form.Pcn), "Select the PCN");
        var email = form.Email!.Trim();
        if (await users.FindByEmailAsync(email) is { } known)
            return await KnownAsync(known, form, pcn, cancellation);

        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var person = form.IsNew ? await NewAsync(form, cancellation)
            : Guid.TryParse(form.Entry, out var id) ? await Invitable().Where(s => s.RecordId == id).Select(s => s.Person).SingleOrDefaultAsync(cancellation) : null;
        if (person is null)
            return new RuleError(nameof(form.Entry), "Select who it is");
        var user = new PortalUser { Id = Guid.CreateVersion7(), UserName = email, Email = email, NormalizedUserName = users.NormalizeName(email), NormalizedEmail = users.NormalizeEmail(email), EmailConfirmed = true, PersonId = person.Id, SecurityStamp = Guid.NewGuid().ToString("N").ToUpperInvariant() };
        user.Memberships.Add(new Membership { UserId = user.Id, Role = PortalRole.Supervisor, PcnId = pcn.Id, From = form.From!.Value, To = form.To });
        db.AddRange(user, AccountMails.Planned(MailKind.Invitation, user.Id, form.Key, clock.UtcNow));
        var saved = await change.SaveAsync(new AuditCommand("account.add", PcnId: pcn.Id), [], form, new Done(PeopleAccess.Url(person.Reference), $"{person.Name} is invited, and sees nobody yet. Name them for a coach on the coach's page, under \"People\"."), _ => nameof(form.Email), cancellation);
        saved = await change.CommitAsync(saved, cancellation);
        mails.Wake();
        return saved;
    }

    /// <summary>Somebody with an account: another PCN's supervisor, as a rule. They keep their name and entry; whoever has no entry gets one.</summary>
    private async Task<Result<Done>> KnownAsync(PortalUser known, SupervisorInvitationForm form, PcnName pcn, CancellationToken cancellation)
    {
        var user = await db.Users.Include(u => u.Person).Include(u => u.Memberships).SingleAsync(u => u.Id == known.Id, cancellation);
        if (user.Id == signedIn.Person.UserId)
            return new ForbiddenError(PeopleAccess.NotOneself);
        if (user.DeactivatedUtc is not null)
            return new RuleError(nameof(form.Email), "The account with this email address is deactivated. Ask an administrator to reactivate it first");
        if (!form.IsNew)
            return new RuleError(nameof(form.Email), "This is another person's email address");
        // Who stands in the register is known to every manager by name.
        if (!await db.Supervisors.AnyAsync(s => s.PersonId == user.PersonId && s.VoidedOn == null, cancellation))
        {
            if (await access.NameMissesAsync(user, form.Name, nameof(form.Name), cancellation) is { } missed)
                return missed;
            Enter(user.Person!, form);
        }

        return await grant.GiveAsync(user, PortalRole.Supervisor, pcn, form.From!.Value, form.To, null, form, nameof(form.Email), cancellation);
    }

    private async Task<Person> NewAsync(SupervisorInvitationForm form, CancellationToken cancellation)
    {
        var person = new Person { Reference = await references.NextPersonAsync(cancellation), Name = form.Name!.Trim() };
        db.Add(person);
        Enter(person, form);
        return person;
    }

    private void Enter(Person person, SupervisorInvitationForm form) => db.Add(change.First(new SupervisorVersion
    {
        ItemId = FactChange.NewItemId("supervisor"), PersonId = person.Id, Name = person.Name, Profession = form.Profession!.Value, Organisation = form.Organisation!.Trim(),
    }));

    private IQueryable<SupervisorVersion> Invitable()
    {
        var me = signedIn.Person.PersonId;
        return register.Entries().Where(s => s.PersonId != me && !db.Users.Any(u => u.PersonId == s.PersonId));
    }
}

using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Features.Programmes;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;

namespace HwbcPortal.Web.Features.Account;

internal sealed class FirstAdministratorForm : PortalForm
{
    [Display(Name = "One-time token")]
    public string? Token { get; set; }

    [Display(Name = "Full name")]
    public string? Name { get; set; }

    [Display(Name = "Email address")]
    public string? Email { get; set; }

    [Display(Name = "Password")]
    public string? Password { get; set; }
}

internal sealed class FirstAdministratorValidator : AbstractValidator<FirstAdministratorForm>
{
    public FirstAdministratorValidator()
    {
        RuleFor(f => f.Token).NotEmpty().WithMessage("Enter the one-time token from the console");
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter your full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer");
        RuleFor(f => f.Email).NotEmpty().WithMessage("Enter your email address").EmailAddress().WithMessage("Enter an email address in the form name@example.nhs.uk")
            .MaximumLength(256).WithMessage("Email address must be 256 characters or fewer");
        RuleFor(f => f.Password).IsAPassword();
    }
}

internal sealed record FirstAdministratorPage(FirstAdministratorForm Form) : IFormPage<FirstAdministratorForm>;

/// <summary>Makes the first account. Only with the console's token, and only while there is no account.</summary>
internal sealed class MakeFirstAdministrator(HwbcDbContext db, UserManager<PortalUser> users, PublicReferences references, SampleProgrammes samples, FirstRun firstRun, Caller caller, UkClock clock) : IUseCase
{
    public async Task<Result<Done>> SaveAsync(FirstAdministratorForm form, CancellationToken cancellation)
    {
        if (!firstRun.IsOpen)
            return new NotFoundError();
        if (!firstRun.Admits(form.Token))
            return new RuleError(nameof(form.Token), "This is not the token that the console shows");

        caller.BecomeSystem("first-run");
        db.Command = new AuditCommand("account.first");
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var person = new Person { Reference = await references.NextPersonAsync(cancellation), Name = form.Name!.Trim() };
        var user = new PortalUser { UserName = form.Email!.Trim(), Email = form.Email.Trim(), EmailConfirmed = true, PersonId = person.Id };
        user.Memberships.Add(new Membership { UserId = user.Id, Role = PortalRole.Administrator, From = clock.Today });
        db.Add(person);
        var made = await users.CreateAsync(user, form.Password!);
        if (!made.Succeeded)
            return new RuleError(nameof(form.Password), GuessedPasswords.Sentence);
        await samples.AddAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        firstRun.Close();
        return new Done("/account/sign-in", "The first administrator is made. Sign in to go on.");
    }
}

internal sealed class FirstRunController : Controller
{
    [HttpGet("/first-run"), AllowAnonymous]
    public IActionResult Show([FromServices] FirstRun firstRun) => firstRun.IsOpen ? View("FirstRun", new FirstAdministratorPage(new FirstAdministratorForm())) : NotFound();

    [HttpPost("/first-run"), AllowAnonymous, Limited(Limit.SignIn)]
    public Task<IActionResult> Show(FirstAdministratorForm form, [FromServices] MakeFirstAdministrator make, [FromServices] FirstRun firstRun, CancellationToken cancellation) =>
        this.SubmitAsync(form, "FirstRun", () => make.SaveAsync(form, cancellation), () => Task.FromResult<Result<FirstAdministratorPage>>(firstRun.IsOpen ? new FirstAdministratorPage(form) : new NotFoundError()));
}

using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Pcns;

internal sealed class EditPcnForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Name")]
    public string? Name { get; set; }

    [Display(Name = "Area for reimbursement")]
    public CapArea? CapArea { get; set; }

    [Display(Name = "Who coaches call with a concern, and how (optional)")]
    public string? ConcernContact { get; set; }
}

internal sealed class EditPcnValidator : AbstractValidator<EditPcnForm>
{
    public EditPcnValidator(SignedIn signedIn)
    {
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the name of the PCN").MaximumLength(200).WithMessage("Name must be 200 characters or fewer").When(_ => signedIn.Person.MayAnywhere(Operation.KeepPcns));
        RuleFor(f => f.CapArea).NotNull().WithMessage("Select the area").IsInEnum().WithMessage("Select the area");
        RuleFor(f => f.ConcernContact).MaximumLength(500).WithMessage("Who coaches call must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <param name="Now">What it says, in a sentence, where it is not what was looked at.</param>
internal sealed record EditPcnPage(EditPcnForm Form, Pcn Pcn, bool MayName, string? Now) : IFormPage<EditPcnForm>;

/// <summary>A PCN's area, whom its coaches call, and (an administrator's alone) its name.</summary>
internal sealed class EditPcn(PcnAccess access, FactChange change, SignedIn signedIn) : IUseCase
{
    public async Task<Result<EditPcnPage>> OpenAsync(string code, EditPcnForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var pcn = found.Value!;
        form ??= new EditPcnForm { Seen = pcn.Version, Name = pcn.Name, CapArea = pcn.CapArea, ConcernContact = pcn.ConcernContact };
        var now = form.Seen == pcn.Version ? null : $"It was changed meanwhile. Now it says: {pcn.Name}; {Words.Of(pcn.CapArea)}; coaches call {pcn.ConcernContact ?? "nobody who is recorded"}.";
        // Shown beside it, what it says now was looked at.
        form.Seen = pcn.Version;
        return new EditPcnPage(form, pcn, signedIn.Person.MayAnywhere(Operation.KeepPcns), now);
    }

    public async Task<Result<Done>> SaveAsync(string code, EditPcnForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var pcn = found.Value!;
        if (pcn.Version != form.Seen)
            return new StaleError();
        if (signedIn.Person.MayAnywhere(Operation.KeepPcns))
            pcn.Name = form.Name!.Trim();
        (pcn.CapArea, pcn.ConcernContact, pcn.Version) = (form.CapArea!.Value, string.IsNullOrWhiteSpace(form.ConcernContact) ? null : form.ConcernContact.Trim(), Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("pcn.change", PcnId: pcn.Id), [], form, new Done($"/pcns/{pcn.Code}", $"{pcn.Name} is changed."), _ => nameof(form.Name), cancellation);
    }
}

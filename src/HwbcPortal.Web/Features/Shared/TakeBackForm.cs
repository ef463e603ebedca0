using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure.Forms;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>Takes a record back that should never have been there, with a coded reason.</summary>
internal sealed class TakeBackForm : PortalForm
{
    /// <summary>The version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Why does it not belong here?")]
    public CorrectionReason? Reason { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class TakeBackValidator : AbstractValidator<TakeBackForm>
{
    public TakeBackValidator()
    {
        RuleFor(f => f.Reason).NotNull().WithMessage("Select why it does not belong here").IsInEnum().WithMessage("Select why it does not belong here");
        RuleFor(f => f.Note).NotEmpty().When(f => f.Reason == CorrectionReason.Other).WithMessage("Say why in a note").MaximumLength(500).WithMessage("Note must be 500 characters or fewer").HasNoNhsNumber();
    }
}

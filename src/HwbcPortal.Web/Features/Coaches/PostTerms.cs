using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Web.Infrastructure.Forms;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>What every new post says: where, from when, how much, at which band, and who pays.</summary>
internal abstract class PostTermsForm : PortalForm
{
    [Display(Name = "PCN")]
    public string? Pcn { get; set; }

    [Display(Name = "First day in post")]
    public DateOnly? StartDate { get; set; }

    [Display(Name = "Hours a week")]
    public decimal? HoursPerWeek { get; set; }

    [Display(Name = "Agenda for Change band")]
    public int? AfcBand { get; set; }

    [Display(Name = "Is the post funded by the Additional Roles Reimbursement Scheme?")]
    public bool? ArrsFunded { get; set; }
}

internal abstract class PostTermsValidator<TForm> : AbstractValidator<TForm>
    where TForm : PostTermsForm
{
    protected PostTermsValidator()
    {
        RuleFor(f => f.Pcn).NotEmpty().WithMessage("Select the PCN");
        RuleFor(f => f.StartDate).NotNull().WithMessage("Enter the first day in post");
        RuleFor(f => f.HoursPerWeek).NotNull().WithMessage("Enter the hours a week").InclusiveBetween(0, 60).WithMessage("Hours a week must be between 0 and 60")
            .PrecisionScale(6, 2, ignoreTrailingZeros: true).WithMessage("Hours a week can have two decimals at most");
        RuleFor(f => f.AfcBand).NotNull().WithMessage("Select the band").InclusiveBetween(1, 9).WithMessage("Band must be between 1 and 9");
        RuleFor(f => f.ArrsFunded).NotNull().WithMessage("Select yes if the post is funded by the scheme");
    }
}

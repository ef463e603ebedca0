using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Features.Subjects;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Requests;

internal sealed class AskForm : PortalForm
{
    [Display(Name = "PCN")]
    public string? Pcn { get; set; }

    [Display(Name = "What is it about?")]
    public string? About { get; set; }

    [Display(Name = "When did you do the training?")]
    public DateOnly? DoneOn { get; set; }

    [Display(Name = "What is to be looked at?")]
    public string? Text { get; set; }
}

internal sealed class AskValidator : AbstractValidator<AskForm>
{
    public AskValidator(UkClock clock)
    {
        RuleFor(f => f.About).NotEmpty().WithMessage("Select what it is about");
        RuleFor(f => f.DoneOn).NotNull().When(f => TrainingSubjects.Is(f.About ?? "")).WithMessage("Enter when you did the training").Must(d => d is null || d <= clock.Today).WithMessage("When you did the training must be today or in the past");
        RuleFor(f => f.Text).NotEmpty().When(f => f.About is { Length: > 0 } about && !TrainingSubjects.Is(about)).WithMessage("Say what is to be looked at").MaximumLength(2000).WithMessage("What is to be looked at must be 2,000 characters or fewer");
    }
}

internal sealed record AskPage(AskForm Form, IReadOnlyList<PcnName> Pcns, IReadOnlyList<(string Code, string Title)> Subjects) : IFormPage<AskForm>
{
    /// <summary>Whether the page was opened for the certificate of one subject.</summary>
    public (string Code, string Title)? Subject => Subjects.Where(s => s.Code == Form.About).Select(s => ((string, string)?)s).FirstOrDefault();
}

/// <summary>A coach sends a certificate of mandatory training, or asks to have something looked at that is wrong on their record.</summary>
internal sealed class AskForCheck(HwbcDbContext db, CoachFileReader reader, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    /// <summary>What can be wrong on a record, besides a subject.</summary>
    public static readonly IReadOnlyList<string> Areas = ["My training", "My supervision", "My post: hours, dates, band", "Who supports me", "Something else"];

    public async Task<Result<AskPage>> OpenAsync(string? pcnCode, string? about, AskForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(form?.Pcn ?? pcnCode, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, pcns, subjects) = found.Value;
        return new AskPage(form ?? new AskForm { Pcn = pcn.Code, About = about }, pcns, subjects);
    }

    public async Task<Result<Done>> SaveAsync(AskForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(form.Pcn, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, _, subjects) = found.Value;
        var subject = subjects.FirstOrDefault(s => s.Code == form.About);
        if (subject.Code is null && !Areas.Contains(form.About))
            return new RuleError(nameof(form.About), "Select what it is about");
        var request = new CheckRequest
        {
            CoachId = signedIn.Person.OwnCoachId!.Value, PcnId = pcn.Id, Rule = subject.Code, About = subject.Title ?? form.About!, DoneOn = subject.Code is null ? null : form.DoneOn,
            Text = string.IsNullOrWhiteSpace(form.Text) ? null : form.Text.Trim(), AskedUtc = clock.UtcNow,
        };
        db.Add(request);
        var done = subject.Code is null ? new Done("/me/requests", $"{pcn.Name} is asked to look at it. The answer comes here.") : new Done($"/me/requests/{request.Id}/evidence", $"{subject.Title} is sent to {pcn.Name}. Add the certificate.");
        return await change.SaveAsync(new AuditCommand("check.ask", request.CoachId, pcn.Id), [], form, done, _ => "", cancellation);
    }

    private async Task<Result<(PcnName Pcn, IReadOnlyList<PcnName> Pcns, IReadOnlyList<(string Code, string Title)> Subjects)>> FindAsync(string? pcnCode, CancellationToken cancellation)
    {
        if (signedIn.Person.OwnCoachId is not { } coachId)
            return new ForbiddenError("You have no coach record yet. Ask your manager to add you.");
        var file = await reader.ReadTrainingAsync(coachId, cancellation);
        var today = clock.Today;
        var codes = file.Posts.Where(p => p.VoidedOn is null && (p.EndDate is null || p.EndDate >= today)).Select(p => p.Pcn).Distinct().ToList();
        var pcns = await db.Pcns.AsNoTracking().Where(p => codes.Contains(p.Code)).OrderBy(p => p.Name).Select(p => new PcnName(p.Id, p.Code, p.Name)).ToListAsync(cancellation);
        if (pcns.Count == 0)
            return new ForbiddenError("You have no post at a PCN now, so there is nobody here to ask.");
        var pcn = pcnCode is null ? pcns[0] : pcns.Find(p => p.Code == pcnCode);
        if (pcn is null)
            return new NotFoundError();
        IReadOnlyList<(string, string)> subjects = TrainingSubjects.Of(file, pcn.Code, SubjectsOfCoach.DayFor(file, pcn.Code, today)).Select(s => (s.Rule, s.Title)).ToList();
        return (pcn, pcns, subjects);
    }
}

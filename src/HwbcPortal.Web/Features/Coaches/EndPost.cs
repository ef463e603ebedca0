using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>Why a post ends.</summary>
internal enum LeavingReason
{
    [Display(Name = "Left the role")]
    LeftRole,

    [Display(Name = "Moved to another PCN")]
    MovedPcn,

    [Display(Name = "Contract or funding ended")]
    ContractEnded,

    [Display(Name = "Post changed (new hours, band or funding)")]
    PostChanged,

    [Display(Name = "Another reason")]
    Other,
}

internal sealed class EndPostForm : PortalForm
{
    [Display(Name = "Last day in post")]
    public DateOnly? LastDay { get; set; }

    [Display(Name = "Why the post ends")]
    public LeavingReason? Reason { get; set; }

    [Display(Name = "Note (optional)")]
    public string? Note { get; set; }
}

internal sealed class EndPostValidator : AbstractValidator<EndPostForm>
{
    public EndPostValidator()
    {
        RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day in post");
        RuleFor(f => f.Reason).NotNull().WithMessage("Select why the post ends").IsInEnum().WithMessage("Select why the post ends");
        RuleFor(f => f.Note).MaximumLength(500).WithMessage("Note must be 500 characters or fewer");
    }
}

internal sealed record EndPostPage(EndPostForm Form, SeenCoach Coach, DateOnly StartDate, DateOnly? EndDate) : IFormPage<EndPostForm>;

/// <summary>Ends a post: a next version with a last day. The record is kept.</summary>
internal sealed class EndPost(HwbcDbContext db, CoachAccess access, CoachFileReader reader, FactChange change, SignedIn signedIn) : IUseCase
{
    public async Task<Result<EndPostPage>> OpenAsync(string reference, Guid recordId, EndPostForm? form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, recordId, cancellation);
        return found.Failure is { } failure ? failure : new EndPostPage(form ?? new EndPostForm(), found.Value.Coach, found.Value.Post.StartDate, found.Value.Post.EndDate);
    }

    public async Task<Result<Done>> SaveAsync(string reference, Guid recordId, EndPostForm form, CancellationToken cancellation)
    {
        var found = await FindAsync(reference, recordId, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (coach, post) = found.Value;
        if (form.LastDay < post.StartDate)
            return new RuleError(nameof(form.LastDay), $"Last day in post must be {Words.Date(post.StartDate)}, the first day, or later");

        // Which days of a coach a PCN sees follows from its posts: who has gone elsewhere since comes back by being taken over.
        if (post.EndDate < signedIn.Person.Today && form.LastDay > post.EndDate && await reader.WorksElsewhereAfterAsync(post.CoachId, post.PcnId, post.EndDate.Value, cancellation))
            return new RuleError(nameof(form.LastDay), $"{coach.Name} left on {Words.Date(post.EndDate.Value)} and works elsewhere. A later last day cannot be entered. If they come back, take their record over");

        var reason = string.IsNullOrWhiteSpace(form.Note) ? form.Reason.ToString()! : $"{form.Reason}: {form.Note.Trim()}";
        db.Add(change.Next(post, new PostVersion
        {
            ItemId = FactChange.NewItemId("post"), CoachId = post.CoachId, PcnId = post.PcnId, StartDate = post.StartDate, EndDate = form.LastDay, HoursPerWeek = post.HoursPerWeek,
            AfcBand = post.AfcBand, ArrsFunded = post.ArrsFunded, RecordsFrom = post.RecordsFrom, Employer = post.Employer, VersionReason = reason,
        }));
        return await change.SaveAsync(new AuditCommand("post.end", coach.Id, post.PcnId, reason), [coach.Id], form,
            new Done($"/coaches/{coach.Reference}?pcn={coach.Pcn.Code}", $"{coach.Name}'s post ends on {Words.Date(form.LastDay!.Value)}. The record is kept."), _ => nameof(form.LastDay), cancellation);
    }

    private async Task<Result<(SeenCoach Coach, PostVersion Post)>> FindAsync(string reference, Guid recordId, CancellationToken cancellation)
    {
        var coach = await access.FindAsync(reference, Operation.EndPost, null, cancellation);
        if (coach.Failure is { } failure)
            return failure;
        var post = await db.Posts.SingleOrDefaultAsync(p => p.CoachId == coach.Value!.Id && p.RecordId == recordId && p.VoidedOn == null, cancellation);
        if (post is null || coach.Value!.Pcns.All(p => p.Id != post.PcnId))
            return new NotFoundError();
        return (coach.Value with { Pcn = coach.Value.Pcns.First(p => p.Id == post.PcnId) }, post);
    }
}

using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Coaches;

internal sealed class TakeOverForm : PostTermsForm
{
    [Display(Name = "Reference of the coach")]
    public string? Reference { get; set; }

    [Display(Name = "Full name of the coach")]
    public string? Name { get; set; }

    [Display(Name = "How do you know that they come to you?")]
    public string? Reason { get; set; }
}

internal sealed class TakeOverValidator : PostTermsValidator<TakeOverForm>
{
    public TakeOverValidator(UkClock clock)
    {
        RuleFor(f => f.Reference).NotEmpty().WithMessage("Enter the coach's reference, like HWBC-000123").MaximumLength(100).WithMessage("Reference must be 100 characters or fewer");
        RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the coach's full name").MaximumLength(200).WithMessage("Full name must be 200 characters or fewer");
        RuleFor(f => f.StartDate).GreaterThan(_ => clock.Today.AddYears(-1)).WithMessage("First day in post must be within the last year").LessThan(_ => clock.Today.AddMonths(6)).WithMessage("First day in post must be within the next six months").When(f => f.StartDate is not null);
        RuleFor(f => f.Reason).NotEmpty().WithMessage("Enter how you know that they come to you").MaximumLength(500).WithMessage("How you know must be 500 characters or fewer").HasNoNhsNumber();
    }
}

/// <summary>A post elsewhere, as somebody who is to take a coach over is told of it.</summary>
internal sealed record PostElsewhere(string Pcn, DateOnly StartDate, DateOnly? EndDate)
{
    public string Words => $"In post at {Pcn} from {Shared.Words.Date(StartDate)}{(EndDate is { } end ? $" to {Shared.Words.Date(end)}" : "")}";
}

/// <param name="Form">The form.</param>
/// <param name="Pcns">Where the person manages.</param>
/// <param name="Changes">What follows, in sentences; null until it was asked for.</param>
internal sealed record TakeOverPage(TakeOverForm Form, IReadOnlyList<PcnName> Pcns, IReadOnlyList<string>? Changes) : IFormPage<TakeOverForm>;

/// <summary>
/// A coach comes from another PCN, and the record with them: a post at the new PCN, from which its people see the record. The new
/// PCN's manager gives the reference and the name that the coach gave them, and sees what follows first: that they looked is recorded,
/// and who guesses is stopped. The old PCN keeps its own rows, sees the record as long as its post goes on and what happened until then,
/// and ends its post itself.
/// </summary>
internal sealed class TakeOverCoach(HwbcDbContext db, CoachFileReader reader, ChosenPcn chosen, FactChange change, SignedIn signedIn, UkClock clock, WrongReferences wrong, ILogger<TakeOverCoach> log) : IUseCase
{
    private IReadOnlyList<string>? _changes;

    public Result<TakeOverPage> Open(TakeOverForm? form)
    {
        var pcns = Pcns();
        if (pcns.Count == 0)
            return new ForbiddenError("A coach is taken over by a manager of the PCN that they come to. Ask one of them.");
        return new TakeOverPage(form ?? new TakeOverForm { Pcn = (pcns.FirstOrDefault(p => p.Id == chosen.Pcn?.Id) ?? pcns[0]).Code }, pcns, _changes);
    }

    public async Task<Result<Done>> SaveAsync(TakeOverForm form, CancellationToken cancellation)
    {
        if (Pcns().FirstOrDefault(p => p.Code == form.Pcn) is not { } pcn)
            return new NotFoundError();
        var userId = signedIn.Person.UserId;
        if (!wrong.Counts(userId))
        {
            log.LogWarning("Taking a coach over was not looked at: account {Account} has tried {Tries} references within an hour that did not fit", userId, WrongReferences.Most);
            return new RuleError(nameof(form.Reference), "You have tried ten references that did not fit. Try again in an hour, or ask the coach for their account page");
        }

        var (reference, name, start) = (form.Reference!.Trim(), form.Name!.Trim(), form.StartDate!.Value);
        var person = await db.People.AsNoTracking().Where(p => p.Reference == reference && p.AnonymisedUtc == null).Select(p => new { p.Id, p.Name }).SingleOrDefaultAsync(cancellation);
        // Who does not know the name is told nothing, not even that there is such a reference.
        if (person is null || !string.Equals(person.Name, name, StringComparison.OrdinalIgnoreCase) || await reader.ReadAsync(person.Id, cancellation) is not { } file)
        {
            log.LogInformation("Taking a coach over was refused: the reference and the name do not fit, account {Account}", userId);
            return new RuleError(nameof(form.Reference), "No coach has this reference and this name. Ask the coach: both stand on their account page");
        }

        wrong.TakeBack(userId);
        if (person.Id == signedIn.Person.PersonId)
            return new ForbiddenError("Nobody takes their own record over. Ask another manager of your PCN.");
        var posts = file.Posts.Where(p => p.VoidedOn is null).ToList();
        if (posts.Exists(p => p.Pcn == pcn.Code && (p.EndDate is null || p.EndDate >= start)))
            return new RuleError(nameof(form.Reference), $"{person.Name} is in post at {pcn.Name} already");

        var elsewhere = await ElsewhereAsync(db, posts, pcn.Code, clock.Today, cancellation);
        _changes = ChangesOf(person.Name, pcn, form, elsewhere);
        // What was shown is what is confirmed: another coach, day or PCN is shown anew.
        var shown = string.Join('|', reference, pcn.Code, start.ToString("O", System.Globalization.CultureInfo.InvariantCulture), form.HoursPerWeek, form.AfcBand, form.ArrsFunded);
        if (form.Confirmed != shown)
        {
            form.Confirmed = shown;
            await db.RecordReadAsync(new AuditCommand("coach.look-up", person.Id, pcn.Id, $"Posts at other PCNs, for {pcn.Name}"), cancellation);
            return new ConfirmFirst();
        }

        db.Add(change.First(new PostVersion
        {
            ItemId = FactChange.NewItemId("post"), CoachId = person.Id, PcnId = pcn.Id, StartDate = start, HoursPerWeek = form.HoursPerWeek!.Value, AfcBand = form.AfcBand!.Value, ArrsFunded = form.ArrsFunded!.Value,
        }));
        return await change.SaveAsync(new AuditCommand("coach.take-over", person.Id, pcn.Id, form.Reason!.Trim()), [person.Id], form,
            new Done($"/coaches/{reference}?pcn={pcn.Code}", $"{person.Name} comes to {pcn.Name} on {Words.Date(start)}. Name their supervisor and record your PCN's checks next."),
            path => FactChange.FieldOf(path, ("startDate", nameof(form.StartDate)), ("hoursPerWeek", nameof(form.HoursPerWeek)), ("afcBand", nameof(form.AfcBand))), cancellation);
    }

    /// <summary>A coach's posts at other PCNs than one, which hold on a day or will.</summary>
    public static async Task<IReadOnlyList<PostElsewhere>> ElsewhereAsync(HwbcDbContext db, IEnumerable<Post> posts, string pcn, DateOnly today, CancellationToken cancellation)
    {
        var others = posts.Where(p => p.VoidedOn is null && p.Pcn != pcn && (p.EndDate is null || p.EndDate >= today)).OrderBy(p => p.StartDate).ToList();
        if (others.Count == 0)
            return [];
        var codes = others.Select(p => p.Pcn).Distinct().ToList();
        var names = await db.Pcns.AsNoTracking().Where(p => codes.Contains(p.Code)).ToDictionaryAsync(p => p.Code, p => p.Name, cancellation);
        return others.ConvertAll(p => new PostElsewhere(names.GetValueOrDefault(p.Pcn, p.Pcn), p.StartDate, p.EndDate));
    }

    private static List<string> ChangesOf(string name, PcnName pcn, TakeOverForm form, IReadOnlyList<PostElsewhere> elsewhere)
    {
        List<string> changes = [$"{name} has a post at {pcn.Name} from {Words.Date(form.StartDate!.Value)}: {form.HoursPerWeek:0.##} hours a week, band {form.AfcBand}, {(form.ArrsFunded == true ? "" : "not ")}funded by the scheme."];
        changes.AddRange(elsewhere.Select(p => $"{p.Words}. That post stays until its own manager ends it."));
        changes.Add($"From today the managers of {pcn.Name}, and those who read it, see the record: training and its evidence, supervision with dates and minutes, time away, and whether referrals are paused.");
        changes.Add("What coach and supervisor wrote stays between the two of them.");
        changes.Add(elsewhere.Count == 0
            ? "Who had them before keeps what it recorded: its checks, arrangements and costs are not yours. Record your own."
            : $"{string.Join(" and ", elsewhere.Select(p => p.Pcn).Distinct())} keeps what it recorded: its checks, arrangements and costs are not yours. Its people see the record, and that the coach comes to you, until their own post ends; then what began up to the end of that month.");
        changes.Add("Clearance is worked out for your PCN anew: checked training counts, your PCN's own checks and a named supervisor are to be recorded.");
        changes.Add($"{name} sees the new post on their own page.");
        return changes;
    }

    private List<PcnName> Pcns() => signedIn.Person.Pcns.Where(p => signedIn.Person.MayAt(Operation.AddCoach, p.Id)).ToList();
}

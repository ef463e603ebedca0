using System.ComponentModel.DataAnnotations;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Pcns;

internal sealed class PlaceForm : PortalForm
{
    /// <summary>Set from the address, never from the form.</summary>
    public OrganisationKind? Kind { get; set; }

    [Display(Name = "ODS code")]
    public string? Code { get; set; }

    [Display(Name = "Is it a practice?")]
    public bool IsPractice { get; set; }

    [Display(Name = "Name")]
    public string? Name { get; set; }

    [Display(Name = "First day")]
    public DateOnly? From { get; set; }

    [Display(Name = "Last day (optional)")]
    public DateOnly? To { get; set; }
}

internal sealed class PlaceValidator : AbstractValidator<PlaceForm>
{
    public PlaceValidator()
    {
        RuleFor(f => f.Code).NotEmpty().When(f => f.Kind != OrganisationKind.Employer, ApplyConditionTo.CurrentValidator).WithMessage("Enter the ODS code")
            .Must((f, code) => f.Kind is not { } kind || OdsCodes.Normal(code) is not { } normal || OdsCodes.Fits(kind, normal)).WithMessage((f, _) => $"ODS code must be {OdsCodes.Shape(f.Kind!.Value)}");
        RuleFor(f => f.Name).NotEmpty().When(f => string.IsNullOrWhiteSpace(f.Code), ApplyConditionTo.CurrentValidator).WithMessage("Enter the name").MaximumLength(200).WithMessage("Name must be 200 characters or fewer").HasNoNhsNumber();
        RuleFor(f => f.From).NotNull().WithMessage("Enter the first day");
        RuleFor(f => f.To).Must((f, to) => to is null || f.From is null || to >= f.From).WithMessage("Last day must be the first day or later");
    }
}

internal sealed class EndPlaceForm : PortalForm
{
    /// <summary>The PCN's version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Last day")]
    public DateOnly? LastDay { get; set; }
}

internal sealed class EndPlaceValidator : AbstractValidator<EndPlaceForm>
{
    public EndPlaceValidator() => RuleFor(f => f.LastDay).NotNull().WithMessage("Enter the last day");
}

internal sealed class PlaceNameForm : PortalForm
{
    /// <summary>The organisation's version that was looked at.</summary>
    public Guid Seen { get; set; }

    [Display(Name = "Name")]
    public string? Name { get; set; }
}

internal sealed class PlaceNameValidator : AbstractValidator<PlaceNameForm>
{
    public PlaceNameValidator() => RuleFor(f => f.Name).NotEmpty().WithMessage("Enter the name").MaximumLength(200).WithMessage("Name must be 200 characters or fewer").HasNoNhsNumber();
}

internal sealed record PlacePage(PlaceForm Form, Pcn Pcn, OrganisationKind Kind) : IFormPage<PlaceForm>;

/// <param name="Now">What is recorded, in a sentence, where it is not what was looked at; so on the pages below.</param>
internal sealed record EndPlacePage(EndPlaceForm Form, Pcn Pcn, PcnOrganisation Place, string? Now) : IFormPage<EndPlaceForm>;

internal sealed record PlaceNamePage(PlaceNameForm Form, Pcn Pcn, Organisation Organisation, string? Now) : IFormPage<PlaceNameForm>;

internal sealed record TakeBackPlacePage(TakeBackForm Form, Pcn Pcn, PcnOrganisation Place, string? Now) : IFormPage<TakeBackForm>;

/// <summary>
/// Which organisations belong to a PCN, and when. One ICB and one sub-ICB location commission it at a time, and a practice is a core
/// member of one PCN at a time; a PCN can have several hosting employers. A PCN's code is refused; those of the other kinds have shapes of their own.
/// </summary>
internal sealed class KeepPlaces(HwbcDbContext db, PlaceReader reader, PcnAccess access, FactChange change, SignedIn signedIn, UkClock clock) : IUseCase
{
    public async Task<Result<PlacePage>> OpenAsync(string code, OrganisationKind? kind, PlaceForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, cancellation);
        if (found.Failure is { } failure)
            return failure;
        return kind is { } one && Enum.IsDefined(one) ? new PlacePage(form ?? new PlaceForm(), found.Value!, one) : new NotFoundError();
    }

    public async Task<Result<Done>> AddAsync(string code, PlaceForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, cancellation);
        if (found.Failure is { } failure)
            return failure;
        if (form.Kind is not { } kind || !Enum.IsDefined(kind))
            return new NotFoundError();
        var (pcn, ods, from) = (found.Value!, OdsCodes.Normal(form.Code), form.From!.Value);
        if (OdsCodes.IsOfOneKind(kind) && await db.Pcns.AnyAsync(p => p.Code == ods, cancellation))
            return new RuleError(nameof(form.Code), $"{ods} is a PCN here, and no {PlaceWords.One(kind)}");
        var name = form.Name?.Trim() ?? "";
        var organisation = await db.Organisations.Where(o => o.Kind == kind && (ods == null ? o.Code == null && o.Name == name : o.Code == ods)).OrderBy(o => o.Id).FirstOrDefaultAsync(cancellation);
        var isNew = organisation is null;
        if (isNew && kind == OrganisationKind.Practice && OdsCodes.LooksLikePcn(ods) && !form.IsPractice)
            return new RuleError(nameof(form.IsPractice), $"{ods} looks like the code of a PCN. Put it right, or tick that it is a practice's");
        if (isNew && name.Length == 0)
            return new RuleError(nameof(form.Name), $"{ods} is not known here yet. Enter its name");
        organisation ??= new Organisation { Kind = kind, Code = ods, Name = name };
        if (await OverlapAsync(pcn, organisation, from, form.To, null, cancellation) is { } overlap)
            return new RuleError(nameof(form.From), overlap);
        if (isNew)
            db.Add(organisation);
        db.Add(new PcnOrganisation { PcnId = pcn.Id, OrganisationId = organisation.Id, From = from, To = form.To });
        Touch(pcn, organisation);
        return await change.SaveAsync(new AuditCommand("place.add", PcnId: pcn.Id), [], form, new Done($"/pcns/{pcn.Code}", $"{PcnPlaces.Named(organisation.Name, ods)} {PlaceWords.Stands(kind)} {PlaceWords.Days(from, form.To)}."), _ => nameof(form.Code), cancellation);
    }

    public async Task<Result<EndPlacePage>> OpenEndAsync(string code, Guid id, EndPlaceForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, place) = found.Value;
        form ??= new EndPlaceForm { Seen = pcn.Version, LastDay = place.To };
        var now = NowOf(form.Seen, pcn.Version, place);
        form.Seen = pcn.Version;
        return new EndPlacePage(form, pcn, place, now);
    }

    public async Task<Result<Done>> EndAsync(string code, Guid id, EndPlaceForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, place) = found.Value;
        if (pcn.Version != form.Seen)
            return new StaleError();
        if (form.LastDay < place.From)
            return new RuleError(nameof(form.LastDay), $"Last day must be {Words.Date(place.From)} or later: that is the first day");
        if (await OverlapAsync(pcn, place.Organisation!, place.From, form.LastDay, place.Id, cancellation) is { } overlap)
            return new RuleError(nameof(form.LastDay), overlap);
        place.To = form.LastDay;
        Touch(pcn, place.Organisation!);
        return await change.SaveAsync(new AuditCommand("place.end", PcnId: pcn.Id), [], form, new Done($"/pcns/{pcn.Code}", $"{place.Organisation!.Name} {PlaceWords.Stands(place.Organisation.Kind)} {PlaceWords.Days(place.From, place.To)}."), _ => nameof(form.LastDay), cancellation);
    }

    public async Task<Result<TakeBackPlacePage>> OpenTakeBackAsync(string code, Guid id, TakeBackForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, place) = found.Value;
        form ??= new TakeBackForm { Seen = pcn.Version };
        var now = NowOf(form.Seen, pcn.Version, place);
        form.Seen = pcn.Version;
        return new TakeBackPlacePage(form, pcn, place, now);
    }

    public async Task<Result<Done>> TakeBackAsync(string code, Guid id, TakeBackForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, place) = found.Value;
        if (pcn.Version != form.Seen)
            return new StaleError();
        place.TakenBackUtc = clock.UtcNow;
        Touch(pcn, place.Organisation!);
        return await change.SaveAsync(new AuditCommand("place.take-back", PcnId: pcn.Id, Reason: Words.Of(form.Reason!.Value, form.Note)), [], form, new Done($"/pcns/{pcn.Code}", $"{place.Organisation!.Name} is taken back."), _ => nameof(form.Reason), cancellation);
    }

    public async Task<Result<PlaceNamePage>> OpenNameAsync(string code, Guid id, PlaceNameForm? form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, place) = found.Value;
        form ??= new PlaceNameForm { Seen = place.Organisation!.Version, Name = place.Organisation.Name };
        var now = NowOf(form.Seen, place.Organisation!.Version, place);
        form.Seen = place.Organisation.Version;
        return new PlaceNamePage(form, pcn, place.Organisation, now);
    }

    public async Task<Result<Done>> NameAsync(string code, Guid id, PlaceNameForm form, CancellationToken cancellation)
    {
        var found = await access.FindAsync(code, id, cancellation);
        if (found.Failure is { } failure)
            return failure;
        var (pcn, place) = found.Value;
        var organisation = place.Organisation!;
        if (organisation.Version != form.Seen)
            return new StaleError();
        (organisation.Name, organisation.Version) = (form.Name!.Trim(), Guid.NewGuid());
        return await change.SaveAsync(new AuditCommand("place.name"), [], form, new Done($"/pcns/{pcn.Code}", $"{PcnPlaces.Named(organisation.Name, organisation.Code)} has its new name, at every PCN."), _ => nameof(form.Name), cancellation);
    }

    /// <summary>What is recorded of a place, where it is another version than the one that was looked at: shown beside the form, it is looked at then.</summary>
    private static string? NowOf(Guid seen, Guid version, PcnOrganisation place) =>
        seen == version ? null : $"Something changed here meanwhile. Now {PcnPlaces.Named(place.Organisation!.Name, place.Organisation.Code)} {PlaceWords.Stands(place.Organisation.Kind)} {PlaceWords.Days(place.From, place.To)}.";

    /// <summary>What an organisation's days run into, in a sentence; null: nothing. A PCN that the reader does not see is not named.</summary>
    private async Task<string?> OverlapAsync(Pcn pcn, Organisation organisation, DateOnly from, DateOnly? to, Guid? except, CancellationToken cancellation)
    {
        var (kind, meets) = (organisation.Kind, await reader.MeetsAsync(pcn.Id, organisation, from, to, except, cancellation));
        if (meets is null)
            return null;
        if (meets.PcnId == pcn.Id)
            return $"{PcnPlaces.Named(meets.Name, meets.Code)} {PlaceWords.Stands(kind)} {PlaceWords.Days(meets.From, meets.To)}. End it first, or enter other days";
        return signedIn.Person.MayAt(Operation.ReadReadiness, meets.PcnId)
            ? $"{PcnPlaces.Named(meets.Name, meets.Code)} is a member of {meets.Pcn} {PlaceWords.Days(meets.From, meets.To)}. End it there first, or enter other days"
            : $"{PcnPlaces.Named(meets.Name, meets.Code)} is a member of another PCN on these days. It has to end there first";
    }

    private static void Touch(Pcn pcn, Organisation organisation) => (pcn.Version, organisation.Version) = (Guid.NewGuid(), Guid.NewGuid());
}

using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using FluentValidation;
using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Forms;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>Which PCNs of a file are taken.</summary>
internal enum ImportScope
{
    /// <summary>Those that are here.</summary>
    Kept,

    /// <summary>All that are open.</summary>
    All,
}

internal sealed class ImportPlacesForm : PortalForm
{
    [Display(Name = "CSV file")]
    public IFormFile? File { get; set; }

    /// <summary>The file that was shown, packed: it comes back with the confirmation, and nothing of it is kept meanwhile.</summary>
    public string? Content { get; set; }

    [Display(Name = "Day of the file")]
    public DateOnly? AsOf { get; set; }

    [Display(Name = "Which PCNs do you take?")]
    public ImportScope? Scope { get; set; }
}

internal sealed class ImportPlacesValidator : AbstractValidator<ImportPlacesForm>
{
    public ImportPlacesValidator(UkClock clock)
    {
        RuleFor(f => f.File).NotNull().When(f => string.IsNullOrEmpty(f.Content), ApplyConditionTo.CurrentValidator).WithMessage("Choose the CSV file").Must(f => f is null || f.Length is > 0 and <= OdsFile.MostBytes).WithMessage("The file must not be empty, and 5 MB or smaller");
        RuleFor(f => f.AsOf).NotNull().WithMessage("Enter the day of the file").Must(d => d is null || d <= clock.Today).WithMessage("Day of the file must be today or in the past");
        RuleFor(f => f.Scope).NotNull().WithMessage("Select which PCNs you take").IsInEnum().WithMessage("Select which PCNs you take");
    }
}

internal sealed record ImportPlacesPage(ImportPlacesForm Form, PlacesPlan? Plan) : IFormPage<ImportPlacesForm>;

/// <summary>
/// Takes PCNs, practices and sub-ICB locations from a file of the ODS. What it would change is shown first; it is stored as it was
/// shown, all of it in one transaction, or looked at again where something changed meanwhile.
/// </summary>
internal sealed class ImportPlaces(HwbcDbContext db, FactChange change, UkClock clock) : IUseCase
{
    /// <summary>The most that a form brings: a file as it is, or packed and spelled in letters.</summary>
    public const int MostPosted = OdsFile.MostBytes * 2;

    private PlacesPlan? _plan;

    public ImportPlacesPage Open(ImportPlacesForm? form)
    {
        form ??= new ImportPlacesForm { AsOf = clock.Today, Scope = ImportScope.Kept };
        // Where nothing is shown to be confirmed the file is chosen anew.
        if (_plan is null)
            (form.Content, form.Confirmed) = (null, null);
        return new ImportPlacesPage(form, _plan);
    }

    public async Task<Result<Done>> SaveAsync(ImportPlacesForm form, CancellationToken cancellation)
    {
        var bytes = form.File is { } file ? await ReadAsync(file.OpenReadStream(), cancellation) : await UnpackAsync(form.Content!, cancellation);
        if (bytes is null)
            return new RuleError(nameof(form.File), "Choose the CSV file again");
        var (lines, fault) = OdsFile.Read(bytes);
        if (fault is not null)
            return new RuleError(nameof(form.File), fault);
        form.Content = Pack(bytes);
        _plan = PlacesPlan.Of(await KnownAsync(cancellation), lines, form.Scope == ImportScope.Kept, form.AsOf!.Value);
        var (shown, confirmed) = (Digest(form, _plan), form.File is null ? form.Confirmed : null);
        if (confirmed != shown || _plan.Steps.Count == 0)
        {
            form.Confirmed = shown;
            return confirmed is null || confirmed == shown ? new ConfirmFirst() : new StaleError();
        }

        foreach (var step in _plan.Steps)
            step.Store(db);
        return await change.SaveAsync(new AuditCommand("pcn.import", Reason: $"A file of the ODS of {Words.Date(form.AsOf.Value)}"), [], form, new Done("/pcns", $"{Words.Count(_plan.Steps.Count, "change is", "changes are")} stored.{(_plan.NewPcns is { } area ? $" {area}" : "")}"), _ => nameof(form.File), cancellation);
    }

    /// <summary>All that is here, in three commands, whatever the lines.</summary>
    private async Task<KnownPlaces> KnownAsync(CancellationToken cancellation)
    {
        var pcns = await db.Pcns.ToDictionaryAsync(p => p.Code, StringComparer.Ordinal, cancellation);
        var organisations = new Dictionary<string, Organisation>(StringComparer.Ordinal);
        foreach (var organisation in await db.Organisations.Where(o => o.Kind != OrganisationKind.Employer && o.Code != null).OrderBy(o => o.Id).ToListAsync(cancellation))
            organisations.TryAdd(organisation.Code!, organisation);
        var places = await db.PcnOrganisations.Where(o => o.TakenBackUtc == null && o.Organisation!.Kind != OrganisationKind.Employer).ToListAsync(cancellation);
        return new KnownPlaces(pcns, organisations, places);
    }

    private static string Digest(ImportPlacesForm form, PlacesPlan plan) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{form.AsOf} {form.Scope}\n{string.Join('\n', plan.Steps.Select(s => $"{s.Line} {s.Effect} {s.Sentence}"))}")));

    private static string Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return Base64Url.EncodeToString(packed.ToArray());
    }

    private static async Task<byte[]?> UnpackAsync(string content, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(new GZipStream(new MemoryStream(Base64Url.DecodeFromChars(content)), CompressionMode.Decompress), cancellation);
        }
        catch (Exception fault) when (fault is FormatException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>All of a stream, but never more than a file may have.</summary>
    private static async Task<byte[]?> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        await using var from = stream;
        using var read = new MemoryStream();
        var buffer = new byte[81920];
        for (int n; (n = await from.ReadAsync(buffer, cancellation)) > 0;)
        {
            if (read.Length + n > OdsFile.MostBytes)
                return null;
            read.Write(buffer, 0, n);
        }

        return read.ToArray();
    }
}

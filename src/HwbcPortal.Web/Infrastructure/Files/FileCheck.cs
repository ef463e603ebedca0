using System.Buffers;
using HwbcPortal.Domain.People;

namespace HwbcPortal.Web.Infrastructure.Files;

/// <summary>The kinds of file that are taken.</summary>
internal enum FileKind
{
    Pdf,
    Jpeg,
    Png,
}

/// <summary>A file as it is kept.</summary>
/// <param name="Kind">What it is, by its content.</param>
/// <param name="Content">What is stored: a picture without what its camera wrote beside it.</param>
internal sealed record CheckedFile(FileKind Kind, ReadOnlyMemory<byte> Content)
{
    public string MediaType => Kind switch { FileKind.Pdf => "application/pdf", FileKind.Jpeg => "image/jpeg", _ => "image/png" };
}

/// <summary>Why a file is not taken, for people.</summary>
internal sealed class FileRefusedException(string sentence) : Exception(sentence);

/// <summary>
/// Looks at the structure of a file, never at its name alone, and takes nothing that it does not understand: what is stored is
/// a PDF, JPG or PNG from its first byte to its last, without scripts and without another file inside.
/// </summary>
internal static class FileCheck
{
    /// <summary>The most bytes of a file.</summary>
    public const int MostBytes = 10 * 1024 * 1024;

    public const string Empty = "The file is empty. Choose it again, or take a new photograph";
    public const string TooLarge = "The file must be 10 MB or smaller. Photograph the certificate again with a lower resolution, or save it as a smaller PDF";
    public const string WrongKind = "The file must be a PDF, JPG or PNG";
    public const string Heic = "This picture is in the HEIC format. Save or send it as JPG, or take a screenshot of it, and choose that";
    public const string BadName = "The file's name cannot be used. Give it a plain name such as certificate.pdf";
    public const string NumberInName = "The file's name seems to hold an NHS number. Give it a plain name such as certificate.pdf: nothing about patients belongs here";

    private static readonly SearchValues<char> Unusable = SearchValues.Create("/\\:*?\"<>|");
    private static readonly string[] Endings = [".pdf", ".jpg", ".jpeg", ".png"];

    /// <summary>Checks a name as a browser sends it.</summary>
    public static void Name(string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > 150 || name.AsSpan().ContainsAny(Unusable) || name.Contains("..", StringComparison.Ordinal)
            || name.Any(c => char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format or System.Globalization.UnicodeCategory.LineSeparator or System.Globalization.UnicodeCategory.ParagraphSeparator))
            throw new FileRefusedException(BadName);
        if (!Endings.Contains(Path.GetExtension(name), StringComparer.OrdinalIgnoreCase))
            throw new FileRefusedException(Path.GetExtension(name).ToUpperInvariant() is ".HEIC" or ".HEIF" ? Heic : WrongKind);
        if (NhsNumber.In(name) is not null)
            throw new FileRefusedException(NumberInName);
    }

    /// <summary>Checks a content.</summary>
    public static CheckedFile Content(byte[] content)
    {
        if (content.Length == 0)
            throw new FileRefusedException(Empty);
        if (content.Length > MostBytes)
            throw new FileRefusedException(TooLarge);
        var start = content.AsSpan();
        if (start.StartsWith("%PDF-"u8))
        {
            PdfCheck.Check(content);
            return new CheckedFile(FileKind.Pdf, content);
        }

        if (start.StartsWith(JpegCheck.Signature))
            return new CheckedFile(FileKind.Jpeg, JpegCheck.Stripped(content));
        if (start.StartsWith(PngCheck.Signature))
            return new CheckedFile(FileKind.Png, PngCheck.Stripped(content));
        throw new FileRefusedException(start.Length > 12 && start[4..8].SequenceEqual("ftyp"u8) ? Heic : WrongKind);
    }
}

/// <summary>What both kinds of picture are held to.</summary>
internal static class Picture
{
    public const string Damaged = "The picture is damaged or was cut short. Choose it again, or take a new photograph";
    public const string TooManyPoints = "The picture has too many points to be shown safely. Take it again with a lower resolution";
    public const string SomethingAfter = "There is something after the end of the picture. Take a screenshot of it, and choose that";

    private const int LongestSide = 20_000;
    private const long MostPoints = 120_000_000;

    public static void Size(long width, long height)
    {
        if (width == 0 || height == 0)
            throw new FileRefusedException(Damaged);
        if (width > LongestSide || height > LongestSide || width * height > MostPoints)
            throw new FileRefusedException(TooManyPoints);
    }
}

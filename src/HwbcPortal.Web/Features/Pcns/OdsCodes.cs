using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>Shapes of ODS codes by kind. They overlap: a shape can refuse a code, and never says by itself what it is.</summary>
internal static class OdsCodes
{
    /// <summary>A code as it is stored: capitals, no blanks around; null when nothing was written.</summary>
    public static string? Normal(string? written) => string.IsNullOrWhiteSpace(written) ? null : written.Trim().ToUpperInvariant();

    /// <summary>Whether a code can be one of this kind.</summary>
    public static bool Fits(OrganisationKind kind, string code) => code.All(char.IsAsciiLetterOrDigit) && !code.Any(char.IsAsciiLetterLower) && kind switch
    {
        OrganisationKind.Practice => code.Length == 6 && char.IsAsciiLetterUpper(code[0]) && code[1..].All(char.IsAsciiDigit),
        OrganisationKind.Icb => code.Length == 3 && code[0] == 'Q',
        // The older ones have three characters, as ICBs have; those of ICBs alone begin with Q.
        OrganisationKind.SubIcbLocation => code.Length == 5 || (code.Length == 3 && code[0] != 'Q'),
        _ => code.Length is >= 3 and <= 6,
    };

    /// <summary>Whether a code of a practice has the shape of a PCN's: then somebody has to say that it is none.</summary>
    public static bool LooksLikePcn(string? code) => code is not null && RuleCodes.IsPcn(code);

    /// <summary>Whether a code belongs to one kind alone. An employer may be a practice, or the ICB.</summary>
    public static bool IsOfOneKind(OrganisationKind kind) => kind != OrganisationKind.Employer;

    /// <summary>The shape of a kind's codes, in words.</summary>
    public static string Shape(OrganisationKind kind) => kind switch
    {
        OrganisationKind.Practice => "a letter and five numbers, like L81008",
        OrganisationKind.Icb => "Q and two letters or numbers, like QNQ",
        OrganisationKind.SubIcbLocation => "three or five letters and numbers, like 06L or D4U1Y, and not an ICB's",
        _ => "three to six letters and numbers. Leave it empty if the employer has none",
    };
}

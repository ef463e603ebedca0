using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>A PCN's places in words.</summary>
internal static class PlaceWords
{
    /// <summary>One of a kind, in the middle of a sentence.</summary>
    public static string One(OrganisationKind kind) => kind switch
    {
        OrganisationKind.Practice => "practice",
        OrganisationKind.Icb => "ICB",
        OrganisationKind.SubIcbLocation => "sub-ICB location",
        _ => "hosting employer",
    };

    public static string Article(OrganisationKind kind) => kind == OrganisationKind.Icb ? "an" : "a";

    /// <summary>What of the PCN it is: one among several, or the one.</summary>
    public static string The(OrganisationKind kind) => kind is OrganisationKind.Practice or OrganisationKind.Employer ? $"a {One(kind)}" : $"the {One(kind)}";

    public static string Heading(OrganisationKind kind) => kind switch
    {
        OrganisationKind.Practice => "Member practices",
        OrganisationKind.Icb => "Integrated Care Board (ICB)",
        OrganisationKind.SubIcbLocation => "Sub-ICB location",
        _ => "Hosting employers",
    };

    /// <summary>How an organisation of the kind stands to the PCN, between its name and its days.</summary>
    public static string Stands(OrganisationKind kind) => kind switch
    {
        OrganisationKind.Practice => "is a member practice here",
        OrganisationKind.Icb => "commissions this PCN",
        OrganisationKind.SubIcbLocation => "is the sub-ICB location of this PCN",
        _ => "is a hosting employer here",
    };

    /// <summary>"from 1 July 2019", "from 1 July 2019 to 31 March 2026".</summary>
    public static string Days(DateOnly from, DateOnly? to) => $"from {Words.Date(from)}{(to is { } last ? $" to {Words.Date(last)}" : "")}";
}

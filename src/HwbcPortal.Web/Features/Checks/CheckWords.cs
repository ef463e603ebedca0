using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Checks;

/// <summary>How a dated check stands, in words.</summary>
internal static class CheckWords
{
    public static StatusTag Of(Finding finding) => (finding.Outcome, finding.Code) switch
    {
        (Outcome.Met, "NotYetDue") => new("Not due yet", "grey"),
        (Outcome.Met, _) => new("Recorded", "green"),
        (Outcome.DueSoon, "DeclarationDue" or "ReturnDue") => new("Due now", "yellow"),
        (Outcome.NotMet, "Expired") => new("Ended", Words.Of(finding).Colour),
        (Outcome.NotMet, "Missing" or "LastMonthNotChecked" or "NotDeclared") => new("Not recorded here yet", Words.Of(finding).Colour),
        _ => Words.Of(finding),
    };

    /// <summary>The last day on which what is recorded holds; null: nothing is, or no end is in sight.</summary>
    public static DateOnly? Until(Finding finding) => finding.Code is "Confirmed" or "Declared" or "InReturn" ? finding.HoldsThrough : null;

    /// <summary>The page on which it is recorded.</summary>
    public static string Where(Finding finding, string reference, string pcn) => finding.Rule == "ARR-02" ? $"/requirements/declaration?pcn={pcn}" : $"/coaches/{reference}/checks/{(finding.Rule == CheckRules.Dbs ? "dbs" : "new")}?pcn={pcn}&rule={finding.Rule}";

    /// <summary>What is done next: recorded for the first time, or again.</summary>
    public static string Act(Finding finding) => finding.Code is "Confirmed" or "Expired" ? "Renew it" : "Record it";
}

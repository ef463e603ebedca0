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
        (Outcome.NotMet, "Expired") => new("Ended", Words.Of(finding).Colour),
        (Outcome.NotMet, "Missing" or "LastMonthNotChecked") => new("Not recorded here yet", Words.Of(finding).Colour),
        _ => Words.Of(finding),
    };

    /// <summary>What is done next: recorded for the first time, or again.</summary>
    public static string Act(Finding finding) => finding.Outcome is Outcome.Met or Outcome.DueSoon || finding.Code == "Expired" ? "Renew it" : "Record it";
}

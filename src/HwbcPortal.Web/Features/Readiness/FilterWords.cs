namespace HwbcPortal.Web.Features.Readiness;

/// <summary>What the filters of the list are called.</summary>
internal static class FilterWords
{
    public static string Of(ReferralsFilter filter) => filter switch
    {
        ReferralsFilter.Cleared => "Cleared",
        ReferralsFilter.Provisional => "Cleared on conditions",
        ReferralsFilter.NotCleared => "Not cleared yet",
        ReferralsFilter.Suspended => "Referrals paused",
        ReferralsFilter.Starting => "Starting later",
        _ => "Left",
    };
}

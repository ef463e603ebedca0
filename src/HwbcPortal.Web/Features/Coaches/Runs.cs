using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>A run of days with one answer about referrals.</summary>
internal sealed record Run(DateOnly From, DateOnly To, Referrals Referrals);

/// <summary>A timeline told by its answer about referrals alone.</summary>
internal static class Runs
{
    public static IReadOnlyList<Run> Of(IReadOnlyList<TimelineSegment> timeline)
    {
        var runs = new List<Run>();
        foreach (var segment in timeline)
        {
            if (runs.Count > 0 && runs[^1].Referrals == segment.Referrals)
                runs[^1] = runs[^1] with { To = segment.To };
            else
                runs.Add(new Run(segment.From, segment.To, segment.Referrals));
        }

        return runs;
    }

    /// <summary>What the style sheet calls an answer.</summary>
    public static string Name(Referrals referrals) => referrals switch
    {
        Referrals.Cleared => "cleared",
        Referrals.ProvisionallyCleared => "provisional",
        Referrals.Suspended => "paused",
        Referrals.NotInPost => "outside",
        _ => "not-yet",
    };
}

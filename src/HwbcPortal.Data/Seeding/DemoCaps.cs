using HwbcPortal.Data.Entities;

namespace HwbcPortal.Data.Seeding;

/// <summary>
/// The caps of the demo. They are those that were published for pharmacy technicians and link workers; that they hold for this role
/// is not confirmed, so each is an estimate. No installation but the demo has them.
/// </summary>
internal static class DemoCaps
{
    private const string Published = "Published for pharmacy technicians; that it holds for this role is not confirmed";

    public static IEnumerable<ReimbursementCap> All(Guid recordedById)
    {
        foreach (var (from, recordedOn, england, outer, inner, source) in new (DateOnly, DateOnly, decimal, decimal?, decimal?, string)[]
        {
            (new(2023, 7, 1), new(2023, 7, 1), 40_159, null, null, $"{Published} (thepharmacist.co.uk, 2023)"),
            (new(2024, 10, 1), new(2024, 10, 1), 42_437, 48_991, 51_176, $"{Published} (thepharmacist.co.uk and pharmaceutical-journal.com, 2024)"),
            (new(2025, 4, 1), new(2025, 4, 1), 43_352, 49_967, 52_172, $"{Published} (thepharmacist.co.uk, pharmaceutical-journal.com and pulsetoday.co.uk, 2025)"),
            (new(2025, 4, 1), new(2025, 8, 1), 44_939, 51_793, 54_077, "Restated on 1 August 2025 from 1 April 2025; the figure itself was not found. This one puts 3.6% on the pay within the cap published before. No later one was found"),
        })
        {
            foreach (var (area, annual) in new[] { (CapArea.England, england), (CapArea.OuterLondon, outer), (CapArea.InnerLondon, inner) })
            {
                if (annual is { } pounds)
                    yield return new ReimbursementCap { Area = area, From = from, Annual = pounds, Status = CapStatus.Estimate, Source = source, RecordedOn = recordedOn, RecordedUtc = recordedOn.ToDateTime(new TimeOnly(9, 0), DateTimeKind.Utc), RecordedById = recordedById };
            }
        }
    }
}

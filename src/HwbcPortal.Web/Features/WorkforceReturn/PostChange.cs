using System.Globalization;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.WorkforceReturn;

/// <summary>What is to be entered in the workforce return.</summary>
internal enum ChangeKind
{
    Starter,
    Leaver,
    Changed,
    PutRight,
}

/// <summary>A change of a post that the workforce return has to hear of.</summary>
/// <param name="On">The day from which it is so.</param>
/// <param name="Words">What changed.</param>
/// <param name="Version">The version of the post that says it: what was ticked off before is not this.</param>
/// <param name="KnownOn">The day on which it was recorded here; null: always known.</param>
internal sealed record PostChange(Guid CoachId, ChangeKind Kind, DateOnly On, string Words, Guid Version, DateOnly? KnownOn)
{
    /// <summary>Whether it says that the version never was: then the version is older than what it says.</summary>
    public bool IsTakenBack { get; private init; }

    /// <summary>
    /// Whether a tick came after it and in a month that shows it: somebody's last day that is known in October and lies in November is
    /// no part of October's return. Keys are made in the order of time; of what was taken back only the day is known, and a tick of
    /// that day may have been before.
    /// </summary>
    public bool IsSeenBy(Guid tick, DateOnly on) => on >= Months.First(KnownOn > On ? KnownOn.Value : On) && (IsTakenBack ? on > KnownOn : Version.CompareTo(tick) < 0);

    /// <summary>Whether it belongs to a month: it is so from a day of it, or it was recorded in it though it was so before.</summary>
    public bool IsOf(DateOnly month) => SameMonth(On, month) || (KnownOn is { } known && SameMonth(known, month) && On < month);

    /// <summary>Every change that the versions of a PCN's posts tell, in the order of their days.</summary>
    /// <param name="versions">All versions of all posts of the PCN, those that were replaced or taken back too.</param>
    public static IReadOnlyList<PostChange> Of(IReadOnlyCollection<PostVersion> versions)
    {
        var byId = versions.ToDictionary(v => v.Id);
        var changes = new List<PostChange>();
        foreach (var coach in versions.GroupBy(v => v.CoachId))
        {
            var posts = coach.Where(v => v.VoidedOn is null).OrderBy(v => v.StartDate).ToList();
            foreach (var post in posts)
            {
                var before = posts.Find(p => p != post && p.StartDate < post.StartDate && (p.EndDate is null || p.EndDate >= post.StartDate.AddDays(-1)));
                var begun = Since(post, byId, v => v.StartDate);
                if (before is null)
                    changes.Add(new PostChange(coach.Key, ChangeKind.Starter, post.StartDate, $"starts with {Terms(post.HoursPerWeek, post.AfcBand)}", begun.Id, Known(begun)));
                else if (Difference(before, post) is { Length: > 0 } difference)
                    changes.Add(new PostChange(coach.Key, ChangeKind.Changed, post.StartDate, difference, begun.Id, Known(begun)));
                if (post.EndDate is { } end && !posts.Exists(p => p != post && p.StartDate.DayNumber <= end.DayNumber + 1 && (p.EndDate is null || p.EndDate > end)))
                {
                    var ended = Since(post, byId, v => v.EndDate);
                    changes.Add(new PostChange(coach.Key, ChangeKind.Leaver, end, "leaves", ended.Id, Known(ended)));
                }

                // What was entered before may have been entered wrongly: every later version that says the terms otherwise.
                for (var version = post; version.ReplacesId is { } id && byId.TryGetValue(id, out var older); version = older)
                {
                    var put = Corrections(older, version);
                    if (put.Count > 0 && Known(version) is { } on)
                        changes.Add(new PostChange(coach.Key, ChangeKind.PutRight, on, $"put right here: {string.Join(", ", put)}", version.Id, on));
                }
            }

            // A post that was taken back whole: it never was, and the return may have it.
            foreach (var gone in coach.Where(v => v.VoidedOn is not null && !coach.Any(o => o.ReplacesId == v.Id)))
                changes.Add(new PostChange(coach.Key, ChangeKind.PutRight, gone.VoidedOn!.Value, $"taken back here: the post from {Shared.Words.Date(gone.StartDate)}", gone.Id, gone.VoidedOn) { IsTakenBack = true });
        }

        return [.. changes.OrderBy(c => c.On).ThenBy(c => c.Kind)];
    }

    /// <summary>The earliest of the versions in a row that say the same of something as the newest.</summary>
    private static PostVersion Since<T>(PostVersion newest, Dictionary<Guid, PostVersion> byId, Func<PostVersion, T> of)
    {
        while (newest.ReplacesId is { } id && byId.TryGetValue(id, out var older) && EqualityComparer<T>.Default.Equals(of(older), of(newest)))
            newest = older;
        return newest;
    }

    /// <summary>"30 hours a week, band 5".</summary>
    public static string Terms(decimal hours, int band) => $"{Shared.Words.Hours(hours)} a week, band {band.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The day on which a version was recorded; an import that does not say it was made when it was stored, but for what was always known.</summary>
    private static DateOnly? Known(PostVersion version) => version.RecordedOn ?? (version.ReplacesId is null ? null : DateOnly.FromDateTime(Infrastructure.UkClock.ToLondon(version.RecordedUtc)));

    private static string Difference(PostVersion before, PostVersion after) => string.Join(", ", Corrections(before, after, dates: false));

    private static List<string> Corrections(PostVersion before, PostVersion after, bool dates = true)
    {
        var said = new List<string>();
        if (dates && before.StartDate != after.StartDate)
            said.Add($"first day {Shared.Words.Date(before.StartDate)}, now {Shared.Words.Date(after.StartDate)}");
        // An end that comes to be is a leaver; one that moves has been entered already.
        if (dates && before.EndDate is { } end && before.EndDate != after.EndDate)
            said.Add($"last day {Shared.Words.Date(end)}, now {Shared.Words.Date(after.EndDate, "none")}");
        if (before.HoursPerWeek != after.HoursPerWeek)
            said.Add($"{Shared.Words.Hours(before.HoursPerWeek)} a week, now {Shared.Words.Hours(after.HoursPerWeek)}");
        if (before.AfcBand != after.AfcBand)
            said.Add($"band {before.AfcBand.ToString(CultureInfo.InvariantCulture)}, now {after.AfcBand.ToString(CultureInfo.InvariantCulture)}");
        if (!string.Equals(before.Employer, after.Employer, StringComparison.Ordinal))
            said.Add($"employer {before.Employer ?? "the PCN"}, now {after.Employer ?? "the PCN"}");
        if (before.ArrsFunded != after.ArrsFunded)
            said.Add(after.ArrsFunded ? "funded by the scheme now" : "funded by the scheme no longer");
        return said;
    }

    private static bool SameMonth(DateOnly a, DateOnly b) => (a.Year, a.Month) == (b.Year, b.Month);
}

using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.WorkforceReturn;

/// <summary>A change of a post in words.</summary>
internal static class ReturnWords
{
    /// <summary>"starter, 2 November 2026: starts with 30 hours a week, band 5".</summary>
    public static string Of(PostChange change) => $"{Of(change.Kind)}, {Words.Date(change.On)}{(change.Kind == ChangeKind.Leaver ? " (last day)" : $": {change.Words}")}";

    /// <summary>All changes of somebody in a sentence, or that there is none.</summary>
    public static string Of(IReadOnlyList<PostChange> changes, string none)
    {
        var said = changes.Count == 0 ? none : string.Join("; ", changes.Select(Of));
        return $"{char.ToUpperInvariant(said[0])}{said[1..]}";
    }

    private static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Starter => "starter",
        ChangeKind.Leaver => "leaver",
        ChangeKind.Changed => "change",
        _ => "correction",
    };
}

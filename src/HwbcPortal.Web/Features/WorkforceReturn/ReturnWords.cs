using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.WorkforceReturn;

/// <summary>A change of a post in words.</summary>
internal static class ReturnWords
{
    /// <summary>"Starter, 2 November 2026: starts with 30 hours a week, band 5".</summary>
    public static string Of(PostChange change) => $"{Of(change.Kind)}, {Words.Date(change.On)}{(change.Kind == ChangeKind.Leaver ? " (last day)" : $": {char.ToLowerInvariant(change.Words[0])}{change.Words[1..]}")}";

    private static string Of(ChangeKind kind) => kind switch
    {
        ChangeKind.Starter => "starter",
        ChangeKind.Leaver => "leaver",
        ChangeKind.Changed => "change",
        _ => "correction",
    };
}

using System.Globalization;
using System.Text.Json;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>A value that a change set, and what it was before.</summary>
internal sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>Tells what the audit kept of a change in words: what a version says otherwise than the one that it replaces.</summary>
internal static class RecordedChanges
{
    /// <summary>What can be shown, and what it is called. Keys, places and who stored it are no facts; a private reason is none of the reader's, nor what a coach cost.</summary>
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["StartDate"] = "First day in post", ["EndDate"] = "Last day in post", ["HoursPerWeek"] = "Hours a week", ["AfcBand"] = "Band", ["ArrsFunded"] = "Funded by the scheme", ["RecordsFrom"] = "Records kept from", ["Employer"] = "Employer",
        ["EnrolledOn"] = "Booked on", ["BookingReference"] = "Booking reference", ["PlannedStartOn"] = "Planned first day", ["StartedOn"] = "Started on", ["CompletedOn"] = "Completed on",
        ["AssessmentPassedOn"] = "Assessment passed on", ["WithdrawnOn"] = "Withdrew on", ["ExpiresOn"] = "Certificate expires on", ["VerificationOutcome"] = "Check", ["VerifiedOn"] = "Checked on", ["VerificationMethod"] = "How it was checked",
        ["From"] = "From", ["To"] = "To", ["On"] = "Date", ["ValidUntil"] = "Valid until", ["Rule"] = "Rule", ["Date"] = "Date", ["StartsAt"] = "Time", ["Minutes"] = "Minutes", ["Outcome"] = "Outcome", ["Format"] = "Format", ["Kind"] = "Kind", ["CancelledBy"] = "Called off by",
        ["ReviewOn"] = "Review on", ["LiftedOn"] = "Lifted on", ["Decision"] = "Decision", ["DecidedOn"] = "Decided on", ["Conditions"] = "Conditions", ["Days"] = "Days", ["FileName"] = "File", ["Month"] = "Month from", ["Correction"] = "Why it was put right", ["TierBefore"] = "Tier before", ["TierAfter"] = "Tier",
    };

    /// <summary>What a stored change says.</summary>
    /// <param name="after">The content of the new row's entry.</param>
    /// <param name="before">The content of the entry that stored the version before; null for a first version.</param>
    public static IReadOnlyList<FieldChange> Of(string after, string? before)
    {
        var (now, then) = (Facts(after), before is null ? [] : Facts(before));
        return Labels.Where(l => (now.ContainsKey(l.Key) || then.ContainsKey(l.Key)) && now.GetValueOrDefault(l.Key) != then.GetValueOrDefault(l.Key))
            .Select(l => new FieldChange(l.Value, then.GetValueOrDefault(l.Key), now.GetValueOrDefault(l.Key))).ToList();
    }

    /// <summary>The key of the version that a stored row replaces; null for a first version.</summary>
    public static string? Replaced(string content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.TryGetProperty("after", out var after) && after.TryGetProperty("ReplacesId", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
    }

    /// <summary>Why it was done, where a reason was asked for.</summary>
    public static string? Reason(string content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
    }

    private static Dictionary<string, string> Facts(string content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.TryGetProperty("after", out var after)
            ? after.EnumerateObject().Where(p => Labels.ContainsKey(p.Name)).ToDictionary(p => p.Name, p => Words(p.Value), StringComparer.Ordinal)
            : [];
    }

    /// <summary>A stored value as a page says it.</summary>
    public static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "Yes",
        JsonValueKind.False => "No",
        JsonValueKind.String when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => Shared.Words.Date(date),
        JsonValueKind.String when TimeOnly.TryParseExact(value.GetString(), "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => Shared.Words.Time(time),
        JsonValueKind.String => Spaced(value.GetString()!),
        _ => value.ToString(),
    };

    /// <summary>"SawCertificate" is "Saw certificate"; a text with spaces stays as it is.</summary>
    public static string Spaced(string text) => text.Contains(' ', StringComparison.Ordinal) || !text.All(char.IsAsciiLetter) ? text
        : string.Concat(text.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(text[i - 1]) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
}

using System.Globalization;
using System.Text.Json;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>A value that a change set, and what it was before.</summary>
internal sealed record FieldChange(string Field, string? Before, string? After);

/// <summary>A row as a command stored it. <c>Content</c>: null where it was erased.</summary>
internal sealed record StoredRow(string Entity, string Key, string Kind, string? Content);

/// <summary>Tells what the audit kept of a change in words: what a version says otherwise than the one that it replaces.</summary>
internal static class RecordedChanges
{
    /// <summary>What can be shown of a coach's facts, and what it is called. Keys, places and who stored it are no facts; a private reason is none of the reader's, nor what a coach cost.</summary>
    private static readonly Dictionary<string, string> Labels = new(StringComparer.Ordinal)
    {
        ["StartDate"] = "First day in post", ["EndDate"] = "Last day in post", ["HoursPerWeek"] = "Hours a week", ["AfcBand"] = "Band", ["ArrsFunded"] = "Funded by the scheme", ["RecordsFrom"] = "Records kept from", ["Employer"] = "Employer",
        ["EnrolledOn"] = "Booked on", ["BookingReference"] = "Booking reference", ["PlannedStartOn"] = "Planned first day", ["StartedOn"] = "Started on", ["CompletedOn"] = "Completed on",
        ["AssessmentPassedOn"] = "Assessment passed on", ["WithdrawnOn"] = "Withdrew on", ["ExpiresOn"] = "Certificate expires on", ["VerificationOutcome"] = "Check", ["VerifiedOn"] = "Checked on", ["VerificationMethod"] = "How it was checked",
        ["From"] = "From", ["To"] = "To", ["On"] = "Date", ["ValidUntil"] = "Valid until", ["Rule"] = "Rule", ["Date"] = "Date", ["StartsAt"] = "Time", ["Minutes"] = "Minutes", ["Outcome"] = "Outcome", ["Format"] = "Format", ["Kind"] = "Kind", ["CancelledBy"] = "Called off by",
        ["ReviewOn"] = "Review on", ["LiftedOn"] = "Lifted on", ["Decision"] = "Decision", ["DecidedOn"] = "Decided on", ["Conditions"] = "Conditions", ["Days"] = "Days", ["FileName"] = "File", ["Month"] = "Month from", ["Correction"] = "Why it was put right", ["TierBefore"] = "Tier before", ["TierAfter"] = "Tier",
    };

    /// <summary>The same of rows that belong to another record than a coach's: that record's history tells them, and no coach's.</summary>
    private static readonly Dictionary<string, Dictionary<string, string>> OfOthers = new(StringComparer.Ordinal)
    {
        [nameof(Pcn)] = new() { ["Code"] = "ODS code", ["Name"] = "Name", ["CapArea"] = "Area for reimbursement", ["ConcernContact"] = "Whom coaches call with a concern", ["CpdHoursAYear"] = "Hours of development a year" },
        [nameof(PcnOrganisation)] = new() { ["From"] = "First day", ["To"] = "Last day", ["TakenBackUtc"] = "Taken back at" },
        [nameof(Organisation)] = new() { ["Name"] = "Name" },
        [nameof(LocalPolicyVersion)] = new() { ["From"] = "Holds from", ["To"] = "Holds until" },
        [nameof(ProgrammeVersion)] = new()
        {
            ["Title"] = "Title", ["ProviderId"] = "Provider", ["Kind"] = "Kind", ["Days"] = "Length in days", ["Hours"] = "Taught hours", ["HasAssessment"] = "Ends with an assessment",
            ["ValidityMonths"] = "Months for which a certificate holds", ["IsSample"] = "Sample", ["RetiredOn"] = "Not offered since",
        },
        [nameof(AccreditationVersion)] = new() { ["From"] = "Accredited from", ["To"] = "Accredited until", ["LookedUpOn"] = "Looked up on", ["LookedUpAt"] = "Looked up at" },
        [nameof(SupervisorVersion)] = new() { ["Name"] = "Name", ["Profession"] = "Profession", ["Organisation"] = "Organisation", ["CapacityCoaches"] = "Has time for coaches", ["CapacityHours"] = "Hours a month" },
        [nameof(EligibilityVersion)] = new() { ["From"] = "May supervise from", ["To"] = "May supervise until", ["Tier"] = "Tier", ["Basis"] = "Grounds", ["Evidence"] = "What shows it" },
        [nameof(SupervisorAbsence)] = new() { ["From"] = "First day away", ["To"] = "Last day away", ["TakenBackUtc"] = "Taken back at" },
        [nameof(Person)] = new() { ["Name"] = "Name" },
        [nameof(PortalUser)] = new() { ["Email"] = "Email address", ["DeactivatedUtc"] = "Deactivated at" },
        [nameof(Membership)] = new() { ["From"] = "First day", ["To"] = "Last day" },
        [nameof(FactorReset)] = [],
        [nameof(RetentionPeriod)] = new() { ["Months"] = "Months", ["Source"] = "Where that stands" },
        [nameof(ReimbursementCap)] = new() { ["From"] = "First day", ["To"] = "Last day", ["Annual"] = "Pounds a year", ["Status"] = "How sure it is", ["Source"] = "Source", ["VoidedOn"] = "Taken back on" },
        [nameof(RuleReference)] = new() { ["Paragraph"] = "Paragraph", ["ReplacedUtc"] = "Taken out at" },
        [nameof(Declaration)] = new() { ["Reference"] = "Reference", ["SignedName"] = "Signed by", ["SignedRole"] = "As", ["VoidedUtc"] = "Voided at" },
        [nameof(OutboxMail)] = [],
    };

    /// <summary>The kinds of rows that no coach's history tells.</summary>
    public static IReadOnlyList<string> OtherRecords { get; } = [.. OfOthers.Keys];

    /// <summary>What a stored row says otherwise than before.</summary>
    /// <param name="row">The row; not erased.</param>
    /// <param name="before">The content of the entry that stored the version before, or that which is taken back; null without one.</param>
    /// <param name="named">What keys are called: of the row, and of what it refers to.</param>
    public static IReadOnlyList<FieldChange> Of(StoredRow row, string? before, IReadOnlyDictionary<string, string> named)
    {
        var labels = OfOthers.GetValueOrDefault(row.Entity, Labels);
        var (then, now) = row.Kind switch
        {
            "Added" => (Facts(before, "after"), Facts(row.Content, "after")),
            "Changed" when IsTakenBack(row) => (Facts(before, "after"), []),
            _ => (Facts(row.Content, "before"), Facts(row.Content, "after")),
        };
        var title = named.GetValueOrDefault(row.Key);
        return labels.Where(l => then.GetValueOrDefault(l.Key) != now.GetValueOrDefault(l.Key))
            .Select(l => new FieldChange(title is null ? l.Value : $"{title}, {Wording.Inside(l.Value)}", then.GetValueOrDefault(l.Key), now.GetValueOrDefault(l.Key))).ToList();

        Dictionary<string, string> Facts(string? content, string side)
        {
            if (content is null)
                return [];
            using var json = JsonDocument.Parse(content);
            return json.RootElement.TryGetProperty(side, out var values)
                ? values.EnumerateObject().Where(p => labels.ContainsKey(p.Name) && (!p.Name.EndsWith("Id", StringComparison.Ordinal) || named.ContainsKey(p.Value.ToString())))
                    .ToDictionary(p => p.Name, p => named.GetValueOrDefault(p.Value.ToString()) ?? Words(p.Value), StringComparer.Ordinal)
                : [];
        }
    }

    /// <summary>The key of the version that a stored row replaces; null for a first version.</summary>
    public static string? Replaced(StoredRow row) => row.Kind == "Added" ? Text(row.Content, "after", "ReplacesId") : null;

    /// <summary>Whether the row is a version that counts no longer; where no other of the command replaces it, it was taken back.</summary>
    public static bool IsTakenBack(StoredRow row) => row.Kind == "Changed" && row.Entity.EndsWith("Version", StringComparison.Ordinal) && Text(row.Content, "after", nameof(FactVersion.VoidedOn)) is not null;

    /// <summary>A text that a stored row said before or after; null where it said none.</summary>
    public static string? Text(string? content, string side, string name)
    {
        if (content is null)
            return null;
        using var json = JsonDocument.Parse(content);
        return json.RootElement.TryGetProperty(side, out var values) && values.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }

    /// <summary>Why it was done, where a reason was asked for.</summary>
    public static string? Reason(string content)
    {
        using var json = JsonDocument.Parse(content);
        return json.RootElement.TryGetProperty("reason", out var reason) ? reason.GetString() : null;
    }

    /// <summary>A stored value as a page says it.</summary>
    public static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "Yes",
        JsonValueKind.False => "No",
        JsonValueKind.Number when value.TryGetDecimal(out var number) => number.ToString("0.##########", CultureInfo.InvariantCulture),
        JsonValueKind.String when DateOnly.TryParseExact(value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) => Shared.Words.Date(date),
        JsonValueKind.String when TimeOnly.TryParseExact(value.GetString(), "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => Shared.Words.Time(time),
        JsonValueKind.String when value.GetString()!.EndsWith('Z') && value.TryGetDateTime(out var instant) => Shared.Words.Instant(instant),
        JsonValueKind.String => Spaced(value.GetString()!),
        _ => value.ToString(),
    };

    /// <summary>"SawCertificate" is "Saw certificate"; a text with spaces stays as it is.</summary>
    public static string Spaced(string text) => text.Contains(' ', StringComparison.Ordinal) || !text.All(char.IsAsciiLetter) ? text
        : string.Concat(text.Select((c, i) => i > 0 && char.IsUpper(c) && char.IsLower(text[i - 1]) ? $" {char.ToLowerInvariant(c)}" : c.ToString()));
}

namespace HwbcPortal.Web.Tests.Browser;

/// <summary>What the pages say of a coach on a day, read off them as people do.</summary>
internal sealed record PagesSay
{
    private static readonly Dictionary<string, string> Referrals = new() { ["Cleared"] = "Cleared to take referrals", ["NotCleared"] = "Not cleared yet", ["ProvisionallyCleared"] = "Cleared for now, on conditions", ["Suspended"] = "Referrals paused" };
    private static readonly Dictionary<string, string> ToTheCoach = new() { ["Cleared"] = "You are cleared to take referrals at", ["NotCleared"] = "You are not cleared to take referrals at", ["ProvisionallyCleared"] = "You are cleared for now at", ["Suspended"] = "Your referrals are paused at" };
    private static readonly Dictionary<string, string> Arrs = new() { ["Ready"] = "ready", ["Query"] = "to look at", ["NotReady"] = "not ready", ["NotApplicable"] = "does not apply" };
    private static readonly Dictionary<string, string> Standing = new() { ["Good"] = "up to date", ["DueSoon"] = "due soon", ["Lapsed"] = "overdue", ["NotApplicable"] = "does not apply" };
    private static readonly Dictionary<string, string[]> Answers = new() { ["Met"] = ["Met"], ["DueSoon"] = ["Due soon"], ["Excused"] = ["Excused"], ["NotApplicable"] = ["Does not apply"], ["NotMet"] = ["Open", "Not recorded", "To do after starting", "In the way of referrals"] };

    /// <summary>What the ledger calls the month of the day.</summary>
    private static readonly Dictionary<string, string[]> Months = new()
    {
        ["UpToDate"] = ["Done"], ["Booked"] = ["Booked"], ["DueThisMonth"] = ["Due by the end of the month"], ["Absent"] = ["Excused: away"], ["OnTrack"] = ["To come", "Under way", "Excused: first month"],
        ["LateEntryOpen"] = ["To come", "Under way"], ["MonthMissed"] = ["To come", "Under way", "Excused: away"], ["SupervisionLapsed"] = ["To come", "Under way"],
    };

    /// <summary>The statuses at the head of the coach's page.</summary>
    public required IReadOnlyList<string> Statuses { get; init; }

    /// <summary>Every rule on it: name, answer, why.</summary>
    public required string[][] Rules { get; init; }

    /// <summary>The coach's row of the readiness page.</summary>
    public required string[] Readiness { get; init; }

    /// <summary>The coach's ledger, the newest month first: month, minutes, how it stands.</summary>
    public required string[][] Ledger { get; init; }

    /// <summary>The month's cell on the PCN's ledger.</summary>
    public required string Cell { get; init; }

    /// <summary>The coach's own page.</summary>
    public required string Own { get; init; }

    /// <summary>The coach's row of the supervisor's page, with the heading above it.</summary>
    public required string Supervisor { get; init; }

    /// <summary>Where the pages say something else than the executable does; empty is good.</summary>
    public IReadOnlyList<string> Against(FileAnswer file)
    {
        var wrong = new List<string>();
        void Says(string where, string said, string expected)
        {
            if (!said.Contains(expected, StringComparison.OrdinalIgnoreCase))
                wrong.Add($"{where} says \"{said}\", not \"{expected}\"");
        }

        string[] statuses = [Referrals[file.Referrals], $"Role requirements: {Arrs[file.Arrs]}", $"Coach's part: {Standing[file.Standing]}", $"PCN's part: {Standing[file.PcnStanding]}", .. file.Away ? ["Away"] : Array.Empty<string>()];
        if (!statuses.SequenceEqual(Statuses))
            wrong.Add($"The head says {string.Join(", ", Statuses)}, not {string.Join(", ", statuses)}");
        if (Rules.Length != file.Findings.Count)
            wrong.Add($"{Rules.Length} rules, not {file.Findings.Count}");
        foreach (var finding in file.Findings)
        {
            if (Array.Find(Rules, r => r[0].Contains(finding.Rule, StringComparison.Ordinal)) is not { } rule || !Answers[finding.Outcome].Contains(rule[1]) || !rule[2].StartsWith(finding.Reason, StringComparison.Ordinal))
                wrong.Add($"{finding.Rule} is not {finding.Outcome}: {finding.Reason}");
        }

        Says("The readiness page", Readiness[1], Referrals[file.Referrals]);
        Says("The readiness page", Readiness[2], Arrs[file.Arrs]);
        Says("The readiness page", Readiness[3], Standing[file.Standing]);
        Says("The coach's page", Own, ToTheCoach[file.Referrals]);
        if (Readiness[1].Contains("Away", StringComparison.Ordinal) != file.Away)
            wrong.Add($"Away is {file.Away}, the readiness page says \"{Readiness[1]}\"");
        var open = file.Supervision.Outcome is "DueSoon" or "NotMet";
        if (Own.Contains(file.Supervision.Reason, StringComparison.Ordinal) != open)
            wrong.Add($"The coach's page {(open ? "does not say" : "says")} {file.Supervision.Reason}");
        if (file.Minutes is { } minutes)
        {
            Says("The readiness page", Readiness[3], minutes);
            Says("The supervisor's page", Supervisor, minutes);
            if (!Ledger[0][2].StartsWith("Excused", StringComparison.Ordinal))
                Says("The PCN's ledger", Cell, file.Supervision.Code == "UpToDate" ? $"{minutes.Split(' ')[0]} done" : minutes[..^" minutes".Length]);
        }

        Says("The supervisor's page", Supervisor, file.Supervision.Code == "UpToDate" || file.Away ? "Nothing to do this month" : "Hour still to come this month");
        wrong.AddRange(Against(Ledger[0], file));
        if (file.Supervision.Code == "LateEntryOpen" && Ledger[1][2] != "Open for late entry")
            wrong.Add($"The ledger says \"{Ledger[1][2]}\" of the month before, and it can still be completed");
        // Of the months that are over, the newest that counts and is closed.
        var missed = Array.Find(Ledger[1..], m => m[2] != "Open for late entry" && !m[2].StartsWith("Excused", StringComparison.Ordinal)) is [_, _, "No session" or "Not a full hour"];
        if (file.Supervision.Code is not ("UpToDate" or "Absent") && missed != (file.Supervision.Code is "MonthMissed" or "SupervisionLapsed"))
            wrong.Add($"The ledger {(missed ? "has" : "has not")} a month that was missed, and the answer is {file.Supervision.Code}");
        return wrong;
    }

    /// <summary>Where a month of the ledger says something else than the executable does of a day in it.</summary>
    public static IReadOnlyList<string> Against(string[] month, FileAnswer file) => Against(month, file, Months[file.Supervision.Code]);

    /// <summary>The same of a month that is over and closed, and of its last day.</summary>
    public static IReadOnlyList<string> AgainstClosed(string[] month, FileAnswer file) => Against(month, file, file.Supervision.Code switch
    {
        "UpToDate" => ["Done"],
        "Absent" => ["Excused: away"],
        "OnTrack" => ["Excused: first month"],
        _ => ["No session", "Not a full hour"],
    });

    private static List<string> Against(string[] month, FileAnswer file, string[] expected)
    {
        var wrong = new List<string>();
        if (file.Minutes is { } minutes && $"{month[1]} minutes" != minutes)
            wrong.Add($"The ledger says {month[1]} minutes in {month[0]}, not {minutes}");
        if (!expected.Contains(month[2]))
            wrong.Add($"The ledger says \"{month[2]}\" of {month[0]}, and the answer is {file.Supervision.Code}");
        return wrong;
    }
}

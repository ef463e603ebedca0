using System.Globalization;
using System.Text.Json;

namespace HwbcPortal.Domain.Compliance;

/// <summary>Writes answers as the command line gives them: one object a line (section 8 of the rules).</summary>
public static class DecisionJson
{
    /// <summary>Writes a decision.</summary>
    public static void Write(Utf8JsonWriter json, int line, Decision decision)
    {
        json.WriteStartObject();
        json.WriteNumber("line"u8, line);
        json.WriteString("reference"u8, decision.Reference);
        json.WriteString("pcn"u8, decision.Pcn);
        Day(json, "asOf"u8, decision.AsOf);
        Day(json, "knownAt"u8, decision.KnownAt);
        json.WriteString("rulePack"u8, decision.RulePack);
        Answers(json, decision.Referrals, decision.Arrs, decision.Standing, decision.PcnStanding);
        json.WriteBoolean("away"u8, decision.Away);
        Day(json, "validThrough"u8, decision.ValidThrough);
        json.WriteStartArray("findings"u8);
        foreach (var finding in decision.Findings)
            Write(json, finding);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes a timeline.</summary>
    public static void Write(Utf8JsonWriter json, int line, string reference, string pcn, DateOnly? knownAt, IReadOnlyList<TimelineSegment> segments)
    {
        json.WriteStartObject();
        json.WriteNumber("line"u8, line);
        json.WriteString("reference"u8, reference);
        json.WriteString("pcn"u8, pcn);
        Day(json, "knownAt"u8, knownAt);
        json.WriteStartArray("segments"u8);
        foreach (var segment in segments)
        {
            json.WriteStartObject();
            Day(json, "from"u8, segment.From);
            Day(json, "to"u8, segment.To);
            Answers(json, segment.Referrals, segment.Arrs, segment.Standing, segment.PcnStanding);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>Writes why a file was refused.</summary>
    public static void Write(Utf8JsonWriter json, int line, CoachFileRefusal refusal)
    {
        json.WriteStartObject();
        json.WriteNumber("line"u8, line);
        json.WriteStartObject("error"u8);
        json.WriteString("code"u8, refusal.Code);
        json.WriteString("path"u8, refusal.Path);
        json.WriteString("message"u8, refusal.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("rule"u8, finding.Rule);
        json.WriteString("outcome"u8, finding.Outcome.ToString());
        json.WriteString("code"u8, finding.Code);
        json.WriteStartArray("effects"u8);
        foreach (var effect in finding.Effects)
            json.WriteStringValue(effect.ToString());
        json.WriteEndArray();
        json.WriteString("subject"u8, finding.Subject.ToString());
        json.WriteString("owner"u8, finding.Owner.ToString());
        json.WriteString("basis"u8, finding.Basis.ToString());
        json.WriteStartArray("evidence"u8);
        foreach (var id in finding.Evidence)
            json.WriteStringValue(id);
        json.WriteEndArray();
        Day(json, "holdsThrough"u8, finding.HoldsThrough);
        Day(json, "notMetFrom"u8, finding.NotMetFrom);
        if (finding.Underlying is { } under)
        {
            json.WriteStartObject("underlying"u8);
            json.WriteString("outcome"u8, under.Outcome.ToString());
            json.WriteString("code"u8, under.Code);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("underlying"u8);
        }

        json.WriteString("reason"u8, finding.Reason);
        json.WriteEndObject();
    }

    private static void Answers(Utf8JsonWriter json, Referrals referrals, Arrs arrs, Standing standing, Standing pcnStanding)
    {
        json.WriteString("referrals"u8, referrals.ToString());
        json.WriteString("arrs"u8, arrs.ToString());
        json.WriteString("standing"u8, standing.ToString());
        json.WriteString("pcnStanding"u8, pcnStanding.ToString());
    }

    private static void Day(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateOnly? day)
    {
        if (day is { } value)
            json.WriteString(name, value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        else
            json.WriteNull(name);
    }
}

using System.Text;
using System.Text.Json;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Domain.Tests.Compliance;

/// <summary>Compares a decision with what a worked case expects: everything that the case names, reasons aside.</summary>
internal static class DecisionComparison
{
    public static string Differences(JsonElement expected, Decision decision)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
            DecisionJson.Write(json, 0, decision);
        using var actual = JsonDocument.Parse(written.ToArray());
        var text = new StringBuilder();
        foreach (var member in new[] { "rulePack", "referrals", "arrs", "standing", "pcnStanding", "away", "validThrough" })
            Compare(text, member, expected.GetProperty(member), actual.RootElement.GetProperty(member));

        var findings = actual.RootElement.GetProperty("findings").EnumerateArray().ToList();
        var wanted = expected.GetProperty("findings").EnumerateArray().ToList();
        var order = string.Join(' ', findings.Select(f => f.GetProperty("rule").GetString()));
        var wantedOrder = string.Join(' ', wanted.Select(f => f.GetProperty("rule").GetString()));
        if (order != wantedOrder)
            return text.AppendLine($"rules: {order} instead of {wantedOrder}").ToString();
        foreach (var (want, have) in wanted.Zip(findings))
        {
            foreach (var member in want.EnumerateObject())
                Compare(text, $"{want.GetProperty("rule").GetString()}.{member.Name}", member.Value, have.GetProperty(member.Name));
        }

        return text.ToString();
    }

    private static void Compare(StringBuilder text, string what, JsonElement expected, JsonElement actual)
    {
        if (!JsonElement.DeepEquals(expected, actual))
            text.AppendLine($"{what}: {actual.GetRawText()} instead of {expected.GetRawText()}");
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Compliance;

/// <summary>What a local policy says, as it is kept in one column: effects, parameters and rules in the names of the coach file.</summary>
internal sealed record LocalPolicyContent(
    IReadOnlyDictionary<string, IReadOnlyList<Effect>>? Effects,
    PolicyParameters? Parameters,
    IReadOnlyList<LocalRule>? Rules)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    public static string Write(LocalPolicy policy) => JsonSerializer.Serialize(
        new LocalPolicyContent(
            policy.Effects.Count == 0 ? null : Sorted(policy.Effects),
            policy.Parameters is { } p ? p with { StartDays = Sorted(p.StartDays), CheckValidityMonths = Sorted(p.CheckValidityMonths) } : null,
            policy.Rules.Count == 0 ? null : policy.Rules), Json);

    // Two files that say the same in another order are the same content.
    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(values))]
    private static SortedDictionary<string, T>? Sorted<T>(IReadOnlyDictionary<string, T>? values) =>
        values is null ? null : new SortedDictionary<string, T>(values.ToDictionary(), StringComparer.Ordinal);

    public static LocalPolicyContent Read(string json) => JsonSerializer.Deserialize<LocalPolicyContent>(json, Json)!;
}

using System.Text.Json;
using System.Text.Json.Serialization;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Compliance;

/// <summary>What a local policy says, as it is kept in one column: effects, parameters and rules in the names of the coach file.</summary>
/// <param name="Effects">The effects of rules, where it gives them anew.</param>
/// <param name="Parameters">The values that it sets.</param>
/// <param name="Rules">The PCN's own rules.</param>
public sealed record LocalPolicyContent(
    IReadOnlyDictionary<string, IReadOnlyList<Effect>>? Effects = null,
    PolicyParameters? Parameters = null,
    IReadOnlyList<LocalRule>? Rules = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The content of a coach file's policy.</summary>
    public static LocalPolicyContent Of(LocalPolicy policy) => new(policy.Effects, policy.Parameters, policy.Rules);

    /// <summary>As it was kept.</summary>
    public static LocalPolicyContent Read(string json) => JsonSerializer.Deserialize<LocalPolicyContent>(json, Json)!;

    /// <summary>As it is kept: two that say the same in another order are the same text.</summary>
    public string Write() => JsonSerializer.Serialize(
        new LocalPolicyContent(
            Effects is { Count: > 0 } ? Sorted(Effects) : null,
            Parameters is { } p ? p with { StartDays = Sorted(p.StartDays), CheckValidityMonths = Sorted(p.CheckValidityMonths) } : null,
            Rules is { Count: > 0 } ? Rules : null), Json);

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(values))]
    private static SortedDictionary<string, T>? Sorted<T>(IReadOnlyDictionary<string, T>? values) =>
        values is null ? null : new SortedDictionary<string, T>(values.ToDictionary(), StringComparer.Ordinal);
}

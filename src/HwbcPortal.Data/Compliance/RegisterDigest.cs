using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Data.Compliance;

/// <summary>
/// What an import compares to find a programme or supervisor in the register: everything but the ids, through all versions and
/// windows. A file that says anything else of a programme makes another entry, so one coach's file cannot change another's answer.
/// </summary>
internal static class RegisterDigest
{
    public static string Of(IReadOnlyList<Programme> versions) => Hash(versions.Select(p =>
        Line(p, p.Kind, p.Title, p.Provider, p.Days, p.HasAssessment) + string.Concat(InOrder(p.Accreditations, a => Line(a, a.From, a.To)))));

    public static string Of(IReadOnlyList<Supervisor> versions) => Hash(versions.Select(s =>
        Line(s, s.Person, s.Name, s.Profession) + string.Concat(InOrder(s.Eligibility, e => Line(e, e.From, e.To, e.Tier, e.Basis)))));

    /// <summary>Windows or periods in an order that ids do not decide, a version after the one that it replaces.</summary>
    public static IEnumerable<T> Ordered<T>(IReadOnlyList<T> items, Func<T, string> line) where T : Fact =>
        items.OrderBy(i => Chain(items, i, line), StringComparer.Ordinal);

    public static string Line(Accreditation a) => Line(a, a.From, a.To);

    public static string Line(Eligibility e) => Line(e, e.From, e.To, e.Tier, e.Basis);

    private static IEnumerable<string> InOrder<T>(IReadOnlyList<T> items, Func<T, string> line) where T : Fact =>
        items.Select(i => Chain(items, i, line)).Order(StringComparer.Ordinal);

    private static string Chain<T>(IReadOnlyList<T> items, T item, Func<T, string> line) where T : Fact =>
        (item.Replaces is { } before ? Chain(items, items.First(i => i.Id == before), line) : "") + line(item);

    private static string Line(Fact fact, params object?[] values) => string.Join('\u001f', values.Append(fact.RecordedOn).Append(fact.VoidedOn).Select(v => v switch
    {
        DateOnly d => d.ToString("O", CultureInfo.InvariantCulture),
        decimal d => d.ToString("0.##", CultureInfo.InvariantCulture),
        _ => v?.ToString(),
    })) + '\u001e';

    private static string Hash(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001d', lines))));
}

namespace HwbcPortal.Domain.Compliance;

/// <summary>The codes of section 5 of the rules, in its order.</summary>
public static class RuleCodes
{
    /// <summary>Every national rule.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        "POST-01", "FTP-01", "TRN-01", "TRN-02", "TRN-03", "SUP-01", "SUP-02", "SUP-03", "SUP-04", "SUP-05", "ARR-01", "ARR-02", "ARR-03",
        "PCN-01", "PCN-02", "ROL-01", "EMP-01", "EMP-02", "EMP-03", "EMP-04", "EMP-05", "TIER-01",
    ];

    /// <summary>The rules that ask for a dated check.</summary>
    public static IReadOnlyList<string> Checks { get; } =
        ["TRN-03", "PCN-01", "PCN-02", "ROL-01", "EMP-01", "EMP-02", "EMP-03", "EMP-04", "EMP-05"];

    /// <summary>The rules that a local policy may not name in its effects.</summary>
    public static IReadOnlyList<string> Untouchable { get; } = ["POST-01", "FTP-01", "TRN-01", "TRN-02", "ARR-01"];

    /// <summary>The rules from which nobody can be exempted.</summary>
    public static IReadOnlyList<string> NotExemptible => Untouchable;

    /// <summary>The title of a national rule; null for another code.</summary>
    public static string? TitleOf(string code) => Rules.AllRules.InOrder.FirstOrDefault(r => r.Id == code)?.Title;

    /// <summary>Whether a code is LOC-01 to LOC-99.</summary>
    public static bool IsLocal(string code) => code.Length == 6 && code.StartsWith("LOC-", StringComparison.Ordinal) && char.IsAsciiDigit(code[4]) && char.IsAsciiDigit(code[5]) && code != "LOC-00";

    /// <summary>The first code of a PCN's own rules that was not given yet; null: all were.</summary>
    /// <param name="given">The codes that were given: none is given twice, since checks stay with it.</param>
    public static string? FirstFreeLocal(IReadOnlyCollection<string> given) => Enumerable.Range(1, 99).Select(n => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"LOC-{n:00}")).FirstOrDefault(c => !given.Contains(c));

    /// <summary>Whether a check may name the code.</summary>
    public static bool IsCheckable(string code) => Checks.Contains(code) || code is "ARR-02" or "ARR-03" || IsLocal(code);

    /// <summary>Whether a PCN's code is U and five digits.</summary>
    public static bool IsPcn(string code) => code.Length == 6 && code[0] == 'U' && code.AsSpan(1).IndexOfAnyExceptInRange('0', '9') < 0;
}

using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Cpd;

/// <summary>A year of the log: from 1 April, as the contract's years run.</summary>
internal readonly record struct CpdYear(int Year)
{
    public DateOnly From => new(Year, 4, 1);

    public DateOnly To => new(Year + 1, 3, 31);

    public string Name => $"{Words.Month(From)} to {Words.Month(To)}";

    public static CpdYear Of(DateOnly day) => new(ContractYears.Of(day));
}

/// <summary>The hours of a year against what a PCN hopes for.</summary>
/// <param name="Hours">Logged.</param>
/// <param name="Target">Hoped for; null: no figure.</param>
/// <param name="Pcn">The PCN that hopes for it.</param>
internal sealed record CpdBar(decimal Hours, decimal? Target, string? Pcn)
{
    public string Sentence => Target is not { } target ? $"{Words.Hours(Hours)} logged"
        : Hours >= target ? $"{Words.Hours(Hours)} logged: all of the {Words.Hours(target)} that {Pcn} hopes for"
        : $"{Words.Hours(Hours)} of the {Words.Hours(target)} that {Pcn} hopes for";
}

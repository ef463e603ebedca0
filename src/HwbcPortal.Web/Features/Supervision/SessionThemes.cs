namespace HwbcPortal.Web.Features.Supervision;

/// <summary>What can be talked about, coded so that themes can be found again. Read by the two who met alone.</summary>
internal static class SessionThemes
{
    public static IReadOnlyList<(string Code, string Words)> All { get; } =
    [
        ("Caseload", "Caseload"), ("Skills", "Coaching skills"), ("Boundaries", "Boundaries and scope"), ("Safeguarding", "Safeguarding"), ("Wellbeing", "The coach's wellbeing"), ("Competence", "Competence"),
        ("Development", "Training and development"), ("Service", "The service and its organisation"),
    ];

    public static string Of(string codes) => string.Join(", ", codes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(c => All.FirstOrDefault(k => k.Code == c).Words ?? c));
}

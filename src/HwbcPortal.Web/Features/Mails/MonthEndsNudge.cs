using System.Globalization;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>
/// In the last days of a month, to a supervisor and to whoever covers that day: whose hour is still to come and not booked. One mail a
/// month. Who is covered for is told too: they stay named, cover can end before the month does, and the mail says who covers.
/// </summary>
internal sealed class MonthEndsNudge(SupervisedCoaches coaches, PortalSettings settings) : INudge
{
    private const int DaysBefore = 7;

    public MailKind Kind => MailKind.MonthEnds;

    public async Task<IReadOnlyList<PlannedMail>> PlanAsync(DateOnly today, CancellationToken cancellation) =>
        (await DueAsync(today, null, cancellation)).Select(d => d.UserId).Distinct().Select(u => new PlannedMail(u, FactOf(today, u))).ToList();

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        if (fact != FactOf(today, to.UserId))
            return null;
        var due = await DueAsync(today, to.UserId, cancellation);
        if (due.Count == 0)
            return null;
        var last = Last(today);
        return new MailText($"Supervision to come by {Words.DayMonth(last)}", $"""
            {Words.Month(today)} ends on {Words.DayMonth(last)}. This supervision is still to come:

            {string.Join('\n', due.Select(d => d.Line))}

            Log a session: {settings.Mail.PublicUrl}/supervision
            """);
    }

    private async Task<IReadOnlyList<SupervisionLine>> DueAsync(DateOnly today, Guid? userId, CancellationToken cancellation) => today < Last(today).AddDays(-DaysBefore)
        ? []
        : SupervisionLine.Of(await coaches.ReadAsync(Kind, today, today, userId, cancellation), c => Due(c, today));

    private static SupervisionMonth? Due(SupervisedCoach coach, DateOnly today)
    {
        if (ComplianceEvaluator.Default.Evaluate(coach.File, coach.Pcn.Code, today) is { Referrals: Referrals.NotInPost } or { Away: true })
            return null;
        var first = new DateOnly(today.Year, today.Month, 1);
        return SupervisionLedger.Months(coach.File, coach.Pcn.Code, today).FirstOrDefault(m => m.Month == first && m.State is SupervisionState.ToCome or SupervisionState.Part or SupervisionState.Due);
    }

    private static DateOnly Last(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    private static string FactOf(DateOnly day, Guid userId) => $"month-ends:{day.ToString("yyyy-MM", CultureInfo.InvariantCulture)}:{userId}";
}

/// <summary>A line of a mail to a supervisor: a coach, who covers, and the minutes. Nothing else of them.</summary>
internal sealed record SupervisionLine(Guid UserId, SupervisedCoach Coach, SupervisionMonth Month)
{
    public string Line => $"- {Coach.File.Coach.Name}, {Coach.Pcn.Name}{(Coach.Cover.Count > 0 ? $" (cover: {string.Join(", ", Coach.Cover)})" : "")}: {Month.Minutes} of {Month.Required} minutes{(Month.Booked > 0 ? $", {Month.Booked} booked" : "")}";

    /// <summary>The coaches of whom a month is to be told, by name.</summary>
    public static IReadOnlyList<SupervisionLine> Of(IEnumerable<SupervisedCoach> coaches, Func<SupervisedCoach, SupervisionMonth?> month) =>
        coaches.Select(c => (Coach: c, Month: month(c))).Where(c => c.Month is not null).Select(c => new SupervisionLine(c.Coach.UserId, c.Coach, c.Month!)).OrderBy(l => l.Coach.File.Coach.Name, StringComparer.OrdinalIgnoreCase).ThenBy(l => l.Coach.Pcn.Name, StringComparer.Ordinal).ToList();
}

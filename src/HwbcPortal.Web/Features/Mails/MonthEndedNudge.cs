using System.Globalization;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Supervision;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>After a month's end, to whoever was the supervisor or covered on its last day: whose hour was not reached, while what was held can still be entered. One mail a month.</summary>
internal sealed class MonthEndedNudge(SupervisedCoaches coaches, PortalSettings settings) : INudge
{
    public MailKind Kind => MailKind.MonthEnded;

    public async Task<IReadOnlyList<PlannedMail>> PlanAsync(DateOnly today, CancellationToken cancellation) =>
        (await OpenAsync(today, null, cancellation)).Select(d => d.UserId).Distinct().Select(u => new PlannedMail(u, FactOf(today, u))).ToList();

    public async Task<MailText?> WriteAsync(string fact, Recipient to, DateOnly today, CancellationToken cancellation)
    {
        if (fact != FactOf(today, to.UserId))
            return null;
        var open = await OpenAsync(today, to.UserId, cancellation);
        if (open.Count == 0)
            return null;
        var month = Words.Month(Before(today));
        return new MailText($"Supervision in {month}: enter what was held", $"""
            {month} is over. Less than the hour is logged for:

            {string.Join('\n', open.Select(o => $"{o.Line}, open until {Words.DayMonth(LastOpen(o.Coach, today))}"))}

            If a session was held, log it while the month is open: {settings.Mail.PublicUrl}/supervision
            """);
    }

    private async Task<IReadOnlyList<SupervisionLine>> OpenAsync(DateOnly today, Guid? userId, CancellationToken cancellation)
    {
        var month = Before(today);
        return SupervisionLine.Of(await coaches.ReadAsync(Kind, today, month.AddMonths(1).AddDays(-1), userId, cancellation), c => Open(c, month, today));
    }

    private static SupervisionMonth? Open(SupervisedCoach coach, DateOnly month, DateOnly day) =>
        SupervisionLedger.Months(coach.File, coach.Pcn.Code, day).FirstOrDefault(m => m.Month == month && m.State == SupervisionState.OpenForLateEntry);

    private static DateOnly LastOpen(SupervisedCoach coach, DateOnly today)
    {
        var day = today;
        while (Open(coach, Before(today), day.AddDays(1)) is not null)
            day = day.AddDays(1);
        return day;
    }

    private static DateOnly Before(DateOnly day) => new DateOnly(day.Year, day.Month, 1).AddMonths(-1);

    private static string FactOf(DateOnly day, Guid userId) => $"month-ended:{Before(day).ToString("yyyy-MM", CultureInfo.InvariantCulture)}:{userId}";
}

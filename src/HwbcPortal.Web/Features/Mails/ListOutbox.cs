using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Mails;

/// <summary>What the outbox is asked for; all of it in the address.</summary>
internal sealed record OutboxQuery
{
    public const int PageSize = 25;

    /// <summary>Only mails that stand so.</summary>
    public MailState? State { get; init; }

    public int Page { get; init; } = 1;

    public string Url()
    {
        var query = new QueryBuilder();
        if (State is { } state)
            query.Add("state", state.ToString());
        if (Page > 1)
            query.Add("page", Page.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return "/outbox" + query.ToQueryString();
    }
}

/// <summary>A mail as the outbox shows it: to whom by name, never what it said.</summary>
internal sealed record OutboxRow(string Name, MailKind Kind, DateTime PlannedUtc, MailState State, DateTime? ClosedUtc, DateTime NextTryUtc, int Tries, string? Fault);

internal sealed record OutboxPage(OutboxQuery Query, IReadOnlyList<OutboxRow> Rows, int Total, JobRun? Planned, JobRun? Delivered, string Where)
{
    public int Pages => Math.Max(1, (Total + OutboxQuery.PageSize - 1) / OutboxQuery.PageSize);
}

/// <summary>The mails that were planned and what became of each, the newest first, and when both jobs ran last.</summary>
internal sealed class ListOutbox(HwbcDbContext db, PortalSettings settings) : IUseCase
{
    public async Task<Result<OutboxPage>> HandleAsync(OutboxQuery query, CancellationToken cancellation)
    {
        var mails = db.Outbox.AsNoTracking();
        if (query.State is { } state)
            mails = mails.Where(m => m.State == state);
        var total = await mails.CountAsync(cancellation);
        var page = query.Page < 1 || (query.Page - 1L) * OutboxQuery.PageSize >= total ? 1 : query.Page;
        var rows = await mails.OrderByDescending(m => m.PlannedUtc).ThenByDescending(m => m.Id).Skip((page - 1) * OutboxQuery.PageSize).Take(OutboxQuery.PageSize)
            .Select(m => new OutboxRow(db.Users.Where(u => u.Id == m.UserId).Select(u => u.Person!.Name).First(), m.Kind, m.PlannedUtc, m.State, m.ClosedUtc, m.NextTryUtc, m.Tries, m.Fault)).ToListAsync(cancellation);
        var runs = await db.JobRuns.AsNoTracking().Where(r => r.Name == MailJobs.Plan || r.Name == MailJobs.Delivery).ToListAsync(cancellation);
        return new OutboxPage(query with { Page = page }, rows, total, runs.Find(r => r.Name == MailJobs.Plan), runs.Find(r => r.Name == MailJobs.Delivery),
            settings.Mail.SmtpHost is null ? "the outbox folder beside the database" : $"the mail server {settings.Mail.SmtpHost}");
    }
}

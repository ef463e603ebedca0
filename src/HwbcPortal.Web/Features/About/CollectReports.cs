using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.About;

/// <summary>
/// Counts what browsers report that the content security policy blocked. Anybody can send such a report, so that what is kept of
/// one is little: no query, nothing in a path that could be an id or a secret, and no more than so many rows.
/// </summary>
internal sealed partial class CollectReports(HwbcDbContext db, UkClock clock) : IUseCase
{
    public const int MostBytes = 16 * 1024;
    public const int MostRows = 500;
    private const int MostAtOnce = 20;

    /// <summary>Counts the reports of one body, in either of the two forms; what is neither is passed over.</summary>
    public async Task CountAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        foreach (var (directive, blocked, page) in Read(body).Take(MostAtOnce))
            await CountAsync(directive, blocked, page, cancellation);
    }

    private async Task CountAsync(string directive, string blocked, string page, CancellationToken cancellation)
    {
        var now = clock.UtcNow;
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{directive}\n{blocked}\n{page}")));
        Task<int> Again() => db.PolicyReports.Where(r => r.Digest == digest).ExecuteUpdateAsync(u => u.SetProperty(r => r.Count, r => r.Count + 1).SetProperty(r => r.LastUtc, now), cancellation);
        if (await Again() > 0 || await db.PolicyReports.CountAsync(cancellation) >= MostRows)
            return;
        db.PolicyReports.Add(new PolicyReport { Directive = directive, Blocked = blocked, Page = page, Digest = digest, Count = 1, FirstUtc = now, LastUtc = now });
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateException fault) when (UniqueViolation.Is(fault))
        {
            // Another browser reported the same at the same moment.
            db.ChangeTracker.Clear();
            await Again();
        }
    }

    private static List<(string Directive, string Blocked, string Page)> Read(ReadOnlyMemory<byte> body)
    {
        var reports = new List<(string, string, string)>();
        try
        {
            using var json = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 8 });
            var entries = json.RootElement.ValueKind == JsonValueKind.Array ? json.RootElement.EnumerateArray().ToList() : [json.RootElement];
            foreach (var entry in entries)
            {
                var told = Member(entry, "csp-report") is { } older
                    ? (Text(older, "effective-directive") ?? Text(older, "violated-directive"), Text(older, "blocked-uri"), Text(older, "document-uri"))
                    : Member(entry, "body") is { } newer && Text(entry, "type") == "csp-violation" ? (Text(newer, "effectiveDirective"), Text(newer, "blockedURL"), Text(newer, "documentURL")) : (null, null, null);
                if (told.Item1?.Split(' ')[0] is { Length: <= 100 } directive && Word().IsMatch(directive) && PageOf(told.Item3) is { } page)
                    reports.Add((directive, BlockedOf(told.Item2), page));
            }
        }
        catch (JsonException)
        {
            // Not a report.
        }

        return reports;
    }

    private static JsonElement? Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? PageOf(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? Path(uri) : null;

    /// <summary>An address without its query and ids, the scheme of what is no web address, or the browser's word such as "inline".</summary>
    private static string BlockedOf(string? blocked) => blocked switch
    {
        null or "" => "nothing named",
        _ when Word().IsMatch(blocked) && blocked.Length <= 40 => blocked,
        _ when Uri.TryCreate(blocked, UriKind.Absolute, out var uri) => uri.Scheme is "http" or "https" or "ws" or "wss" ? Cut($"{uri.Scheme}://{uri.Authority}{Path(uri)}") : $"{uri.Scheme}:",
        _ => "something else",
    };

    /// <summary>What a word of the portal's own addresses looks like is kept; anything else in a path may be an id, a name or a secret.</summary>
    private static string Path(Uri uri) => Cut(string.Join('/', uri.AbsolutePath.Split('/').Select(s => s.Length == 0 || PathWord().IsMatch(s) ? s : "{id}")));

    private static string Cut(string text) => text.Length <= 500 ? text : text[..500];

    [GeneratedRegex("^[a-z-]+$")]
    private static partial Regex Word();

    [GeneratedRegex(@"^[a-z]{1,20}(-[a-z]{1,20}){0,3}(\.(css|js|svg))?$")]
    private static partial Regex PathWord();
}

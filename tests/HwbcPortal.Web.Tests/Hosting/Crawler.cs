using System.Net;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>Follows every link from a start page, as somebody who opens everything.</summary>
internal static class Crawler
{
    private const int VariantsOfAPage = 4;

    /// <summary>An address without what differs from person to person and from record to record.</summary>
    public static string Shape(string path) => System.Text.RegularExpressions.Regex.Replace(path, "[0-9a-f]{8}-[0-9a-f-]{27}|(?:HWBC|P)-[0-9]{6}|[A-Z]{3,4}-[0-9]{2}", "*");

    /// <summary>One page of each shape that links lead to.</summary>
    public static async Task<IReadOnlyList<Page>> OneOfEachAsync(Visitor visitor) => (await VisitAsync(visitor, "/"))
        .Where(p => p.Status == HttpStatusCode.OK && p.Response.Content.Headers.ContentType?.MediaType == "text/html").GroupBy(p => Shape(p.Address.AbsolutePath)).Select(g => g.First()).ToList();

    /// <summary>The pages that links lead to, each address once and a few variants of a list's filters.</summary>
    public static async Task<IReadOnlyList<Page>> VisitAsync(Visitor visitor, params string[] starts)
    {
        var pages = new List<Page>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var variants = new Dictionary<string, int>(StringComparer.Ordinal);
        var waiting = new Queue<string>(starts);
        while (waiting.TryDequeue(out var path))
        {
            path = path.Split('#')[0];
            if (!seen.Add(path))
                continue;
            var bare = path.Split('?')[0];
            variants[bare] = variants.GetValueOrDefault(bare) + 1;
            if (variants[bare] > VariantsOfAPage)
                continue;
            var page = await visitor.GetAsync(path);
            if (page.Response.Headers.Location is { } next)
                waiting.Enqueue(next.ToString());
            pages.Add(page);
            if (page.Status != HttpStatusCode.OK)
                continue;
            foreach (var link in page.Document.QuerySelectorAll("a[href]").Select(a => a.GetAttribute("href")!).Where(h => h.StartsWith('/')))
                waiting.Enqueue(link);
        }

        return pages;
    }
}

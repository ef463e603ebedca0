using System.Text;
using System.Text.RegularExpressions;

namespace HwbcPortal.Benchmarks;

/// <summary>Certificates sent to the training records of a PCN's coaches in turn, each another file.</summary>
internal sealed class Uploads
{
    private const int Bytes = 200 * 1024;
    private readonly List<(string Path, string Token)> _records = [];

    /// <summary>Finds the records of the first PCN's coaches, and a form token for each.</summary>
    public static async Task<Uploads> PrepareAsync(HttpClient manager)
    {
        var uploads = new Uploads();
        var list = await manager.GetStringAsync(new Uri("/readiness", UriKind.Relative));
        foreach (var reference in Regex.Matches(list, "href=\"/coaches/(HWBC-[0-9]{6})\\?").Select(m => m.Groups[1].Value).Distinct())
        {
            var training = await manager.GetStringAsync(new Uri($"/coaches/{reference}/training", UriKind.Relative));
            if (Regex.Match(training, $"/coaches/{reference}/training/[0-9a-f-]+/evidence") is not { Success: true } path)
                continue;
            uploads._records.Add((path.Value, PagesBenchmark.TokenIn(await manager.GetStringAsync(new Uri(path.Value, UriKind.Relative)))));
        }

        return uploads._records.Count > 0 ? uploads : throw new InvalidOperationException("No training record was found to send certificates to");
    }

    /// <summary>The request of a number.</summary>
    public HttpRequestMessage Next(int number)
    {
        var (path, token) = _records[number % _records.Count];
        return new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = new MultipartFormDataContent
            {
                { new StringContent(token), "RequestToken" }, { new StringContent(Guid.NewGuid().ToString()), "Form.Key" }, { new ByteArrayContent(Pdf($"{Guid.NewGuid()}")), "Form.Files", "certificate.pdf" },
            },
        };
    }

    private static byte[] Pdf(string text) => Encoding.Latin1.GetBytes("%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 >>\nendobj\n"
        + $"3 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>\nendobj\n4 0 obj\n({text} {new string('x', Bytes)})\nendobj\ntrailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n0\n%%EOF\n");
}

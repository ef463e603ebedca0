using System.Globalization;
using System.Text.Json;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Domain.People;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Cli;

/// <summary>`import`: stores coach files, one transaction a coach, and reports refused ones by line.</summary>
internal static class ImportCommand
{
    public static Task<int> RunAsync(FileInfo file, string? pcn, TextWriter output, TextWriter error, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        if (!file.Exists)
        {
            await error.WriteLineAsync($"There is no file {file.FullName}.");
            return CommandLine.BadArguments;
        }

        await using var app = PortalHost.Build([]);
        await DatabaseStart.MigrateAsync(app.Services, cancellation);
        await using var stream = file.OpenRead();
        return await RunAsync(app.Services, stream, pcn, output, error, cancellation);
    });

    /// <summary>Imports into the host's database.</summary>
    internal static async Task<int> RunAsync(IServiceProvider services, Stream input, string? pcn, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var today = services.GetRequiredService<UkClock>().Today;
        int line = 0, changed = 0, unchanged = 0, passed = 0, refused = 0;
        await foreach (var bytes in LineReader.ReadAsync(input, cancellation))
        {
            line++;
            if (LineReader.IsBlank(bytes.Span))
                continue;
            var read = CoachFileJson.Read(bytes.Span);
            var refusal = read.Refusal;
            if (read.File is { } coachFile)
            {
                if (pcn is not null && !coachFile.Posts.Any(p => p.Pcn == pcn))
                {
                    passed++;
                    continue;
                }

                refusal = PatientIn(bytes);
                if (refusal is null)
                {
                    await using var scope = services.CreateAsyncScope();
                    scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("import");
                    var outcome = await scope.ServiceProvider.GetRequiredService<CoachFileImport>().ImportAsync(coachFile, today, cancellation);
                    refusal = outcome.Refusal;
                    if (refusal is null && outcome.Added > 0)
                        changed++;
                    else if (refusal is null)
                        unchanged++;
                }
            }

            if (refusal is not null)
            {
                refused++;
                await error.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"line {line}: {refusal.Code} at {refusal.Path}: {refusal.Message}"));
            }
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{changed} stored, {unchanged} unchanged, {refused} refused{(pcn is null ? "" : $", {passed} without a post at {pcn} passed over")}."));
        return refused > 0 ? CommandLine.SomeRefused : CommandLine.Ok;
    }

    /// <summary>A text that holds what looks like an NHS number, as in a form; the number itself is not said again, since what is said here is kept in logs.</summary>
    private static CoachFileRefusal? PatientIn(ReadOnlyMemory<byte> line)
    {
        using var document = JsonDocument.Parse(line);
        return TextsOf(document.RootElement, "$").Where(t => NhsNumber.In(t.Text) is not null).Select(t => new CoachFileRefusal("NhsNumber", t.Path, "It holds what looks like an NHS number. Take it out: nothing about patients belongs here.")).FirstOrDefault();
    }

    private static IEnumerable<(string Path, string? Text)> TextsOf(JsonElement element, string path) => element.ValueKind switch
    {
        JsonValueKind.String => [(path, element.GetString())],
        JsonValueKind.Object => element.EnumerateObject().SelectMany(m => TextsOf(m.Value, $"{path}.{m.Name}")),
        JsonValueKind.Array => element.EnumerateArray().SelectMany((item, n) => TextsOf(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{n}]"))),
        _ => [],
    };
}

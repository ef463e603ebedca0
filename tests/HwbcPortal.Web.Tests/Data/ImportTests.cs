using System.Text;
using System.Text.Json;
using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Data;

/// <summary>Coach files into the database and out again.</summary>
public sealed class ImportTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private static readonly DateOnly Today = new(2026, 11, 24);
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Scenarios");

    [Fact]
    public async Task Every_worked_case_is_read_back_as_the_same_file()
    {
        var number = 500_000;
        foreach (var path in Directory.GetFiles(Folder, "??-*.json").Order(StringComparer.Ordinal))
        {
            // Each case gets a coach and a PCN of its own: the PCN's facts are shared by its coaches.
            number++;
            using var scenario = JsonDocument.Parse(await File.ReadAllBytesAsync(path));
            var text = scenario.RootElement.GetProperty("file").GetRawText().Replace("HWBC-000001", $"HWBC-{number}", StringComparison.Ordinal).Replace("U12345", $"U{number % 100_000 + 20_000}", StringComparison.Ordinal);
            var file = CoachFileJson.Read(Encoding.UTF8.GetBytes(text)).File!;
            var first = await ImportAsync(file);
            Assert.Null(first.Refusal);
            Assert.True(first.Added > 0);
            var stored = await ReadAsync(file.Coach.Reference);
            Assert.Equal(Written(file), Written(stored));
            Assert.Equal(new ImportOutcome(0, null), await ImportAsync(file));
        }
    }

    [Fact]
    public async Task The_bulk_files_decide_the_same_from_the_database()
    {
        var stored = 0;
        var number = 600_000;
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Folder, "bulk-files.jsonl")))
        {
            number++;
            var text = line;
            // Codes of their own, so that one file's local policy does not meet another's.
            foreach (var code in new[] { "U10001", "U10002", "U10003" })
                text = text.Replace(code, $"U{(number % 1000 * 10) + code[5] - '0':00000}", StringComparison.Ordinal);
            var file = CoachFileJson.Read(Encoding.UTF8.GetBytes(text)).File!;
            file = file with { Coach = file.Coach with { Reference = $"HWBC-{number}" } };
            var outcome = await ImportAsync(file);
            Assert.Null(outcome.Refusal);
            var read = await ReadAsync(file.Coach.Reference);
            foreach (var pcn in file.Posts.Select(p => p.Pcn).Distinct())
                Assert.Equal(Decided(file, pcn), Decided(read, pcn));
            stored++;
        }

        Assert.Equal(160, stored);

        static string Decided(CoachFile file, string pcn)
        {
            using var written = new MemoryStream();
            using (var json = new Utf8JsonWriter(written))
                DecisionJson.Write(json, 0, ComplianceEvaluator.Default.Evaluate(file, pcn, new DateOnly(2026, 11, 22)));
            return Encoding.UTF8.GetString(written.ToArray());
        }
    }

    [Fact]
    public async Task A_known_item_with_other_content_is_refused_and_nothing_of_the_file_is_stored()
    {
        var file = FileOf("HWBC-700001", "U70001");
        Assert.Null((await ImportAsync(file)).Refusal);
        var changed = file with { Posts = [file.Posts[0] with { HoursPerWeek = 20 }], Absences = [new Absence { Id = "new", From = Today, Reason = AbsenceReason.Leave }] };
        var refused = await ImportAsync(changed);
        Assert.Equal(("Conflict", "$.posts[0]"), (refused.Refusal!.Code, refused.Refusal.Path));
        Assert.Equal(Written(file), Written(await ReadAsync("HWBC-700001")));
    }

    /// <summary>T70: a file is one command.</summary>
    [Fact]
    public async Task A_file_is_one_entry_of_the_audit_with_all_its_rows_and_the_same_file_again_is_none()
    {
        var file = FileOf("HWBC-700009", "U70009");
        Task<List<int>> Rows() => portal.DbAsync(db => db.AuditEntries.Where(e => e.Command == "import" && db.People.Any(p => p.Id == e.CoachId && p.Reference == "HWBC-700009")).Select(e => e.Changes.Count).ToListAsync());
        Assert.Null((await ImportAsync(file)).Refusal);
        Assert.True(Assert.Single(await Rows()) > 5);
        Assert.Equal(new ImportOutcome(0, null), await ImportAsync(file));
        Assert.Single(await Rows());
    }

    [Fact]
    public async Task What_a_later_file_leaves_out_stays_and_what_it_voided_since_is_taken_over()
    {
        var file = FileOf("HWBC-700002", "U70002");
        Assert.Null((await ImportAsync(file)).Refusal);
        var later = file with
        {
            Training = [],
            Posts = [file.Posts[0] with { VoidedOn = Today }, file.Posts[0] with { Id = "post-2", EndDate = Today, RecordedOn = Today, Replaces = file.Posts[0].Id }],
        };
        Assert.Null((await ImportAsync(later)).Refusal);
        var stored = await ReadAsync("HWBC-700002");
        Assert.Single(stored.Training);
        Assert.Equal([Today, null], stored.Posts.Select(p => p.VoidedOn));
        // The older file again takes nothing back.
        Assert.Equal(0, (await ImportAsync(file)).Added);
    }

    [Fact]
    public async Task Two_coaches_share_a_programme_that_their_files_say_the_same_of_and_one_that_differs_is_another()
    {
        var before = await portal.DbAsync(db => db.Programmes.CountAsync());
        Assert.Null((await ImportAsync(FileOf("HWBC-700003", "U70003"))).Refusal);
        var other = FileOf("HWBC-700004", "U70003");
        Assert.Null((await ImportAsync(other with { Programmes = [other.Programmes[0] with { Id = "renamed" }], Training = [other.Training[0] with { Programme = "renamed" }] })).Refusal);
        Assert.Equal(before + 1, await portal.DbAsync(db => db.Programmes.CountAsync()));
        var different = FileOf("HWBC-700005", "U70003");
        different = different with { Programmes = [different.Programmes[0] with { Accreditations = [] }] };
        Assert.Null((await ImportAsync(different)).Refusal);
        Assert.Equal(before + 2, await portal.DbAsync(db => db.Programmes.CountAsync()));
        Assert.Equal("renamed", (await ReadAsync("HWBC-700004")).Programmes[0].Id);
    }

    [Fact]
    public async Task A_policy_that_overlaps_one_of_the_PCN_is_refused_by_the_code_of_the_files()
    {
        var policy = new LocalPolicy { Id = "lp1", Pcn = "U70006", From = new DateOnly(2026, 1, 1), Parameters = new PolicyParameters { DueSoonDays = 20 } };
        Assert.Null((await ImportAsync(FileOf("HWBC-700006", "U70006") with { LocalPolicies = [policy] })).Refusal);
        var refused = await ImportAsync(FileOf("HWBC-700007", "U70006") with { LocalPolicies = [policy with { Id = "other", From = new DateOnly(2026, 6, 1) }] });
        Assert.Equal("Overlap", refused.Refusal!.Code);
        Assert.Equal(0, await portal.DbAsync(db => db.People.CountAsync(p => p.Reference == "HWBC-700007")));
    }

    [Fact]
    public async Task The_command_reports_refused_lines_and_passes_over_other_PCNs()
    {
        var lines = string.Join('\n', Written(FileOf("HWBC-700008", "U70008")), "", "{", Written(FileOf("HWBC-700009", "U70009")));
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(lines));
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(CommandLine.SomeRefused, await ImportCommand.RunAsync(portal.Services, input, "U70008", output, error, CancellationToken.None));
        Assert.StartsWith("line 3: Unreadable at $:", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("1 stored, 0 unchanged, 1 refused, 1 without a post at U70008 passed over.", output.ToString(), StringComparison.Ordinal);
    }

    /// <summary>As in a form: nothing about patients is stored, and the number is not said again.</summary>
    [Fact]
    public async Task The_command_stores_no_file_that_holds_what_looks_like_an_NHS_number()
    {
        var file = FileOf("HWBC-700010", "U70010");
        var text = Written(file with { Programmes = [file.Programmes[0] with { Title = "Talked about 943 476 5919" }] });
        using var input = new MemoryStream(Encoding.UTF8.GetBytes(text));
        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(CommandLine.SomeRefused, await ImportCommand.RunAsync(portal.Services, input, null, output, error, CancellationToken.None));
        Assert.StartsWith("line 1: NhsNumber at $.programmes[0].title: It holds what looks like an NHS number.", error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("943", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await portal.DbAsync(db => db.People.CountAsync(p => p.Reference == "HWBC-700010")));
    }

    private static CoachFile FileOf(string reference, string pcn) => new()
    {
        Coach = new Coach { Reference = reference, Name = $"Coach {reference}" },
        Posts = [new Post { Id = "post-1", Pcn = pcn, StartDate = new DateOnly(2026, 1, 5), HoursPerWeek = 30, AfcBand = 5, ArrsFunded = true }],
        Programmes = [new Programme { Id = "four", Kind = ProgrammeKind.HealthCoaching, Title = $"Four days, {pcn}", Provider = "Somebody", Days = 4, HasAssessment = false, Accreditations = [new Accreditation { Id = "window", From = new DateOnly(2022, 1, 1) }] }],
        Training = [new Training { Id = "training-1", Programme = "four", EnrolledOn = new DateOnly(2026, 1, 6) }],
    };

    private Task<ImportOutcome> ImportAsync(CoachFile file) => portal.SystemAsync(s => s.GetRequiredService<CoachFileImport>().ImportAsync(file, Today));

    private Task<CoachFile> ReadAsync(string reference) => portal.SystemAsync(async s =>
    {
        var id = await s.GetRequiredService<HwbcDbContext>().Coaches.Where(c => c.Person!.Reference == reference).Select(c => c.Id).SingleAsync();
        return (await s.GetRequiredService<CoachFileReader>().ReadAsync(id))!;
    });

    private static string Written(CoachFile file)
    {
        using var stream = new MemoryStream();
        CoachFileJson.Write(stream, file);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}

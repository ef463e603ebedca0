using System.Net;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Tests.Hosting;
using HwbcPortal.Web.Tests.Mails;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace HwbcPortal.Web.Tests.Journeys;

/// <summary>A new installation: the console's token, the first administrator, a PCN, an account.</summary>
public sealed class FirstRunTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hwbc-first-").FullName;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _app = PortalHost.Build([], b => b.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["urls"] = "http://127.0.0.1:0", ["Data:Folder"] = _folder, ["Database:Provider"] = "Sqlite", ["ConnectionStrings:Hwbc"] = null, ["Serilog:MinimumLevel:Default"] = "Error" }));
        await DatabaseStart.MigrateAsync(_app.Services, CancellationToken.None);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, true);
    }

    [Fact]
    public async Task The_token_of_the_console_makes_one_administrator_who_makes_the_rest()
    {
        using var console = new StringWriter();
        await FirstRun.AnnounceAsync(_app.Services, console, CancellationToken.None);
        var token = console.ToString().Split('\n').Select(l => l.Trim()).Single(l => l.Length == 32);
        using var visitor = new Visitor(new Uri(_app.Urls.First()));
        var page = await visitor.FollowAsync("/");
        Assert.Equal("/first-run", page.Address.AbsolutePath);
        (string, string?)[] form = [("Form.Name", "Ada First"), ("Form.Email", "ada@example.nhs.uk"), ("Form.Password", "kettle-marble-orchid-98")];
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(page, [("Form.Token", "guess"), .. form])).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(page, [("Form.Token", token), .. form])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await visitor.PostAsync(page, [("Form.Token", token), .. form])).Status);
        // One entry for the samples that the register begins with, and one for the account (T70).
        await using (var scope = _app.Services.CreateAsyncScope())
            Assert.Equal(["account.first", "programme.samples"], await scope.ServiceProvider.GetRequiredService<HwbcDbContext>().AuditEntries.Select(e => e.Command).OrderBy(c => c).ToListAsync());
        // The first account sets its second factor up as every other one does: no installation does without.
        await visitor.SetUpAppAsync("ada@example.nhs.uk", "kettle-marble-orchid-98", DateTime.UtcNow);
        // Then what is held about them; once.
        var notice = await visitor.FollowAsync("/");
        Assert.Contains("What we hold about you", notice.Title, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(notice)).Status);
        Assert.Contains("No coach is in post at all PCNs yet.", (await visitor.FollowAsync("/")).Text, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await visitor.PostAsync(await visitor.GetAsync("/pcns/new"), ("Form.Code", "12345"), ("Form.Name", "Riverside PCN"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(await visitor.GetAsync("/pcns/new"), ("Form.Code", "u12345"), ("Form.Name", "Riverside PCN"), ("Form.CapArea", "England"))).Status);
        var made = await visitor.PostAsync(await visitor.GetAsync("/people/new"), ("Form.Role", "Manager"), ("Form.Pcn", "U12345"), ("Form.Name", "Mo Manager"), ("Form.Email", "mo@example.nhs.uk"));
        Assert.Equal(HttpStatusCode.SeeOther, made.Status);
        Assert.Contains("Manager of Riverside PCN", (await visitor.GetAsync("/people")).Text, StringComparison.Ordinal);
        await _app.Services.AccountMailsAsync();
        using var invited = new Visitor(visitor.Client.BaseAddress!);
        Assert.Equal(HttpStatusCode.SeeOther, (await invited.PostAsync(await invited.GetAsync(Assert.Single(Told.Files(_folder)).PasswordLink()), ("Form.Password", "velvet-harbour-otter-17"))).Status);
        await invited.SetUpAppAsync("mo@example.nhs.uk", "velvet-harbour-otter-17", DateTime.UtcNow);

        // The register begins with samples that say so and clear nobody; one becomes real with the title and provider of a real programme.
        var register = await visitor.GetAsync("/programmes");
        Assert.Equal(4, register.Rows.Count);
        Assert.All(register.Rows, r => Assert.Contains("Sample", r.TextContent, StringComparison.Ordinal));
        var sample = register.Rows.Single(r => r.TextContent.Contains("four-day", StringComparison.Ordinal)).QuerySelector("a")!.GetAttribute("href")!;
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.GetAsync($"{sample}/accreditations/new")).Status);
        Assert.DoesNotContain("Add a window", (await visitor.GetAsync(sample)).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.PostAsync(await visitor.GetAsync($"{sample}/edit"), ("Form.Title", "Four days of coaching"), ("Form.Provider", "A real provider"), ("Form.Reason", "The real one"))).Status);
        var real = await visitor.GetAsync(sample);
        Assert.DoesNotContain("This is a sample", real.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await visitor.GetAsync($"{sample}/accreditations/new")).Status);
    }
}

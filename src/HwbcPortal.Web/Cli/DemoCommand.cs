using System.Security.Cryptography;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Cli;

/// <summary>`demo`: fictional PCNs and coaches in every state, on this machine only, with four sign-ins.</summary>
internal static class DemoCommand
{
    public static Task<int> RunAsync(string urls, DirectoryInfo? data, string? password, CancellationToken cancellation) => PortalHost.GuardedAsync(async () =>
    {
        var folder = data?.FullName ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "hwbc-portal-demo");
        if (password is { Length: < 12 })
        {
            await Console.Error.WriteLineAsync("--password must be 12 characters or longer.");
            return CommandLine.BadArguments;
        }

        password ??= $"{RandomNumberGenerator.GetHexString(4, true)}-{RandomNumberGenerator.GetHexString(4, true)}-{RandomNumberGenerator.GetHexString(4, true)}";
        await using var app = PortalHost.Build([], builder => Configure(builder, urls, folder), isDemo: true);
        await DatabaseStart.MigrateAsync(app.Services, cancellation);
        await using (var scope = app.Services.CreateAsyncScope())
        {
            scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("demo");
            await scope.ServiceProvider.GetRequiredService<DemoData>().EnsureAsync(password, cancellation);
        }

        await app.StartAsync(cancellation);
        await Console.Out.WriteLineAsync($"""
            The demo is at {app.Urls.First()} (stop it with Ctrl+C). Everybody in it is fictional.
            Sign in with one of these and the password {password}

                {string.Join("\n    ", DemoData.SignIns)}

            """);
        await app.WaitForShutdownAsync(cancellation);
        return CommandLine.Ok;
    });

    /// <summary>The demo's settings: a folder of its own, no other database, whatever the machine is set to.</summary>
    internal static void Configure(WebApplicationBuilder builder, string urls, string folder)
    {
        builder.Services.AddSingleton(new SecondFactorPolicy(IsAsked: false));
        builder.Services.AddSingleton(new NoticePolicy(IsAsked: false));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = urls,
            ["Data:Folder"] = folder,
            ["Database:Provider"] = "Sqlite",
            ["ConnectionStrings:Hwbc"] = null,
            // A machine on which the portal is tried out has no scanner; the page says that files are taken unscanned.
            ["Evidence:Unscanned"] = "accept",
            ["Evidence:Scanner"] = null,
            // Nobody fictional is written to: mails of the demo are files, with links to the demo.
            ["Mail:Smtp"] = null,
            ["Mail:PublicUrl"] = null,
            ["AllowedHosts"] = null,
            ["Proxies"] = null,
        });
    }
}

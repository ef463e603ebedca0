using HwbcPortal.Data;
using HwbcPortal.Web.Cli;
using HwbcPortal.Web.Features.Audit;
using HwbcPortal.Web.Features.Privacy;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Mail;
using HwbcPortal.Web.Infrastructure.Pages;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Serilog;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Builds and runs the portal. The one way to start it: from the command line, the demo, the tests and the benchmarks.</summary>
internal static class PortalHost
{
    /// <summary>Serves until stopped. The exit code is 0 after an orderly stop.</summary>
    public static Task<int> ServeAsync(string[] args, CancellationToken cancellation) => GuardedAsync(async () =>
    {
        await using var app = Build(args);
        var settings = app.Services.GetRequiredService<PortalSettings>();
        StartChecks.Require(settings, app.Configuration);
        await (settings.Migrates ? DatabaseStart.MigrateAsync(app.Services, cancellation) : DatabaseStart.RequireMigratedAsync(app.Services, cancellation));
        await StartChecks.RequireNoDemoAsync(app.Services, cancellation);
        await FirstRun.AnnounceAsync(app.Services, Console.Out, cancellation);
        await app.RunAsync(cancellation);
        return CommandLine.Ok;
    });

    /// <summary>Runs something that needs the host; a failure that people can mend is a sentence and an exit code.</summary>
    public static async Task<int> GuardedAsync(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (StartRefusedException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return CommandLine.Failed;
        }
        catch (IOException fault) when (fault.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{fault.Message} Stop what uses the address, or choose another with --urls.");
            return CommandLine.Failed;
        }
        finally
        {
            await Log.CloseAndFlushAsync();
        }
    }

    /// <summary>Builds the host with its services and pipeline, not yet started.</summary>
    /// <param name="args">Settings in the host's own form, such as --urls.</param>
    /// <param name="configure">What a demo or a test changes before services are made.</param>
    /// <param name="isDemo">Whether it is the demo.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? configure = null, bool isDemo = false)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ApplicationName = "HwbcPortal.Web", ContentRootPath = AppContext.BaseDirectory });
        // Without this a build that was not published serves static files only in Development.
        builder.WebHost.UseStaticWebAssets();
        // The compressed files of the build are served, not such as are made anew, uncompressed, at each request for a developer.
        builder.Configuration["ReloadStaticAssetsAtRuntime"] = "false";
        if (string.IsNullOrEmpty(builder.Configuration["urls"]))
            builder.Configuration["urls"] = "http://localhost:5080";
        configure?.Invoke(builder);
        // This switch of the framework believes everybody who says for whom they ask; Proxies says whom the portal believes.
        builder.Configuration["ForwardedHeaders_Enabled"] = "false";
        builder.AddPortalLogging();
        var settings = PortalSettings.From(builder.Configuration) with { IsDemo = isDemo };
        Directory.CreateDirectory(settings.DataFolder);
        builder.WebHost.ConfigureKestrel(RequestLimits.Set);
        builder.Services.AddSingleton(settings);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<UkClock>();
        // First among what is started: nothing is written into a folder that is being restored.
        builder.Services.AddHostedService<DataInUse>();
        builder.Services.AddHwbcData(settings.Database);
        builder.Services.AddPortalSecurity(settings);
        builder.Services.AddRateLimits(settings.Limits);
        builder.Services.AddRequestLimits();
        builder.Services.Configure<ForwardedHeadersOptions>(settings.Proxies.Set);
        // The framework's own answers come before the security headers; HttpsOrLoopback knows the names.
        builder.Services.PostConfigure<HostFilteringOptions>(hosts => hosts.AllowedHosts = ["*"]);
        builder.Services.AddEvidenceFiles(settings.Evidence);
        builder.Services.AddMails(settings.Mail);
        builder.Services.AddPrivacy(builder.Configuration);
        builder.Services.AddPortalPages();
        builder.Services.AddFeatures();
        builder.Services.AddHostedService<NightlyStandings>();
        builder.Services.AddHostedService<NightlyVerifying>();

        var app = builder.Build();
        app.UsePortal();
        return app;
    }
}

using System.Data.Common;
using HwbcPortal.Data;
using HwbcPortal.Data.Tenancy;
using HwbcPortal.Web.Cli;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>What the portal does not start with, in any environment. Each refusal is a sentence that says what to do.</summary>
internal static class StartChecks
{
    private static readonly HashSet<string> Guessed = new(["", "password", "passw0rd", "p@ssw0rd", "p@ssword", "changeme", "change-me", "change me", "secret", "admin", "sa", "test", "hwbc", "yourstrong!passw0rd", "yourstrong@passw0rd", "<yourstrong@passw0rd>"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Looks at the settings.</summary>
    public static void Require(PortalSettings settings, IConfiguration configuration)
    {
        if (settings.Hosts.Served.FirstOrDefault(s => s.Scheme == Uri.UriSchemeHttp && !HostSettings.IsThisMachine(s.Host)) is { } open && !settings.Proxies.Any)
            throw new StartRefusedException($"{open} would serve plain http to others: serve https there, or set Proxies to the address of the proxy that does.");
        if (settings.Hosts.HasNoName)
            throw new StartRefusedException("The portal would answer to any name: set Mail:PublicUrl to the address under which people open it, or AllowedHosts to its names.");
        if (Guessed.Contains(settings.Mail.Password ?? "-"))
            throw new StartRefusedException("Mail:Password is one that anybody would guess: give the mail server another, and set it here.");
        if (settings.Database.Provider == DatabaseProvider.SqlServer && Sign(settings.Database.ConnectionString) is { } password && Guessed.Contains(password))
            throw new StartRefusedException("The password in ConnectionStrings:Hwbc is missing or one that anybody would guess: give the database's sign-in another, and set it here.");
        if (configuration.GetSection("Kestrel").AsEnumerable().FirstOrDefault(s => s.Key.EndsWith(":AllowInvalid", StringComparison.OrdinalIgnoreCase) && bool.TryParse(s.Value, out var on) && on).Key is { } invalid)
            throw new StartRefusedException($"{invalid} would take a certificate that browsers refuse: take it out, and use one that they accept.");
    }

    /// <summary>Looks at the record: fictional people with one password and no second factor are for the demo.</summary>
    public static async Task RequireNoDemoAsync(IServiceProvider services, CancellationToken cancellation)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().BecomeSystem("start");
        var first = DemoData.SignIns.First();
        if (await scope.ServiceProvider.GetRequiredService<HwbcDbContext>().Users.AnyAsync(u => u.Email == first, cancellation))
            throw new StartRefusedException("The database is the demo's, whose accounts share one password: start it with the command demo, or set Data:Folder to another folder.");
    }

    /// <summary>The password of a sign-in of the database's own; null where the machine's account signs in.</summary>
    private static string? Sign(string connection)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = connection;
        }
        catch (ArgumentException)
        {
            throw new StartRefusedException("ConnectionStrings:Hwbc cannot be read: it is a list like Server=…;Database=…;User Id=…;Password=….");
        }

        string? Part(params string[] names) => names.Select(n => parts.TryGetValue(n, out var value) ? value.ToString() : null).FirstOrDefault(v => v is not null);
        return Part("User ID", "UID", "User") is null ? null : Part("Password", "PWD") ?? "";
    }
}

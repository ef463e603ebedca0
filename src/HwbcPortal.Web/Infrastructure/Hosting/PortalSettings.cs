using System.Globalization;
using System.Text.RegularExpressions;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>Where the portal keeps things. Read from configuration; what is not set has a default that works on one machine.</summary>
internal sealed record PortalSettings(DatabaseSettings Database, string DataFolder, EvidenceSettings Evidence, MailSettings Mail, LimitSettings Limits, ProxySettings Proxies, HostSettings Hosts, KeySettings Keys)
{
    /// <summary>Whether everybody in it is fictional: the command demo says so, and no setting can.</summary>
    public bool IsDemo { get; init; }

    /// <summary>Whether the portal brings its database up to date when it starts.</summary>
    public bool Migrates { get; init; } = true;

    /// <summary>The settings that configuration gives.</summary>
    public static PortalSettings From(IConfiguration configuration)
    {
        var folder = configuration["Data:Folder"] is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "hwbc-portal");
        var provider = configuration["Database:Provider"] is { Length: > 0 } name
            ? Enum.TryParse<DatabaseProvider>(name, ignoreCase: true, out var known) && Enum.IsDefined(known)
                ? known
                : throw new StartRefusedException($"Database:Provider is \"{name}\". It can be Sqlite or SqlServer.")
            : DatabaseProvider.Sqlite;
        // Everybody is fictional there, and one password does: no setting can say that of a record.
        if (configuration["Demo"] is { Length: > 0 })
            throw new StartRefusedException("Demo is set, and no setting makes a demo: take it out, and use the command demo.");
        var connection = configuration.GetConnectionString("Hwbc");
        if (string.IsNullOrWhiteSpace(connection))
        {
            connection = provider == DatabaseProvider.Sqlite
                ? $"Data Source={Path.Combine(folder, "hwbc.db")}"
                : throw new StartRefusedException("Database:Provider is SqlServer, and ConnectionStrings:Hwbc is not set. Set it to the database's connection string.");
        }

        return new PortalSettings(new DatabaseSettings(provider, connection), folder, EvidenceSettings.From(configuration), MailSettings.From(configuration), LimitSettings.From(configuration), ProxySettings.From(configuration), HostSettings.From(configuration), KeySettings.From(configuration))
        {
            Migrates = configuration["Database:Migrate"] switch
            {
                null or "" or "true" => true,
                "false" => false,
                var other => throw new StartRefusedException($"Database:Migrate is \"{other}\". It can be true or false."),
            },
        };
    }

    /// <summary>A host and a port, like localhost:3310.</summary>
    internal static (string Host, int Port) Address(string name, string value, int example)
    {
        var colon = value.LastIndexOf(':');
        return colon > 0 && int.TryParse(value[(colon + 1)..], out var port) && port is > 0 and < 65536
            ? (value[..colon], port)
            : throw new StartRefusedException($"{name} is \"{value}\". It is a host and a port, like localhost:{example}.");
    }
}

/// <summary>How files of evidence are taken.</summary>
/// <param name="ScannerHost">Where ClamAV's daemon is; null when there is none.</param>
/// <param name="ScannerPort">Its port.</param>
/// <param name="AcceptsUnscanned">Whether a file counts though it was not scanned; else it is kept apart until it is.</param>
/// <param name="QuotaBytes">The most that is kept of one coach.</param>
internal sealed record EvidenceSettings(string? ScannerHost, int ScannerPort, bool AcceptsUnscanned, long QuotaBytes)
{
    public static EvidenceSettings From(IConfiguration configuration)
    {
        var unscanned = configuration["Evidence:Unscanned"];
        if (unscanned is not (null or "" or "quarantine" or "accept"))
            throw new StartRefusedException($"Evidence:Unscanned is \"{unscanned}\". It can be quarantine or accept.");
        var quota = 100;
        if (configuration["Evidence:QuotaMegabytes"] is { Length: > 0 } given && !(int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out quota) && quota > 0))
            throw new StartRefusedException($"Evidence:QuotaMegabytes is \"{given}\". It is the most that is kept of one coach, like 100.");
        var scanner = configuration["Evidence:Scanner"];
        if (string.IsNullOrWhiteSpace(scanner))
            return new EvidenceSettings(null, 0, unscanned == "accept", quota * 1024L * 1024);
        var (host, port) = PortalSettings.Address("Evidence:Scanner", scanner, 3310);
        return new EvidenceSettings(host, port, unscanned == "accept", quota * 1024L * 1024);
    }
}

/// <summary>How mails are sent.</summary>
/// <param name="SmtpHost">The mail server; null: mails are files in the outbox folder.</param>
/// <param name="SmtpPort">Its port.</param>
/// <param name="Tls">Whether the connection is encrypted, by STARTTLS.</param>
/// <param name="Sender">The address that mails come from.</param>
/// <param name="User">Who signs in to the mail server; null: nobody has to.</param>
/// <param name="Password">The password for it.</param>
/// <param name="PublicUrl">What links in mails begin with, without a slash at the end; never what a request says of itself.</param>
/// <param name="SendsNudges">Whether this server plans and sends mails about what is due.</param>
internal sealed partial record MailSettings(string? SmtpHost, int SmtpPort, bool Tls, string Sender, string? User, string? Password, string PublicUrl, bool SendsNudges)
{
    public static MailSettings From(IConfiguration configuration)
    {
        var nudges = Switch(configuration, "Mail:Nudges");
        var sender = configuration["Mail:From"];
        if (!string.IsNullOrWhiteSpace(sender) && !System.Net.Mail.MailAddress.TryCreate(sender, out _))
            throw new StartRefusedException($"Mail:From is \"{sender}\". It is an email address, like portal@example.nhs.uk.");
        var link = configuration["Mail:PublicUrl"];
        if (!string.IsNullOrWhiteSpace(link) && !(Uri.TryCreate(link, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
            throw new StartRefusedException($"Mail:PublicUrl is \"{link}\". It is the address under which people open the portal, like https://portal.example.nhs.uk.");
        var smtp = configuration["Mail:Smtp"];
        if (string.IsNullOrWhiteSpace(smtp))
            return new MailSettings(null, 0, false, Given(sender) ?? "portal@localhost", null, null, (Given(link) ?? Served(configuration)).TrimEnd('/'), nudges);
        var (host, port) = PortalSettings.Address("Mail:Smtp", smtp, 25);
        if (Given(sender) is null)
            throw new StartRefusedException("Mail:Smtp is set, and Mail:From is not. Set it to the address that mails come from.");
        if (Given(link) is null)
            throw new StartRefusedException("Mail:Smtp is set, and Mail:PublicUrl is not. Set it to the address under which people open the portal: links in mails begin with it.");
        var (user, password, tls) = (Given(configuration["Mail:User"]), Given(configuration["Mail:Password"]), Switch(configuration, "Mail:Tls"));
        if (user is null != password is null)
            throw new StartRefusedException("Mail:User and Mail:Password belong together. Set both, or neither.");
        if (user is not null && !tls)
            throw new StartRefusedException("Mail:Password would travel where it can be read, since Mail:Tls is false. Set Mail:Tls to true.");
        return new MailSettings(host, port, tls, sender!, user, password, link!.TrimEnd('/'), nudges);
    }

    /// <summary>Without the password, wherever settings are written.</summary>
    public override string ToString() => $"{nameof(MailSettings)} {{ {(SmtpHost is null ? "folder" : $"{SmtpHost}:{SmtpPort}")} }}";

    /// <summary>The first address that is served, as this machine reaches it: what is set may say "on every network".</summary>
    private static string Served(IConfiguration configuration) => EveryNetwork().Replace((Given(configuration["urls"]) ?? "http://localhost:5080").Split(';')[0], "://localhost");

    [GeneratedRegex(@"://(\*|\+|0\.0\.0\.0|\[::\])(?=[:/]|$)")]
    private static partial Regex EveryNetwork();

    private static string? Given(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static bool Switch(IConfiguration configuration, string name) => Given(configuration[name]) is not { } value || (bool.TryParse(value, out var on)
        ? on
        : throw new StartRefusedException($"{name} is \"{value}\". It can be true or false."));
}

/// <summary>The portal does not start. The message says why and what to do; it is shown without a stack trace.</summary>
internal sealed class StartRefusedException(string message) : Exception(message);

using System.Net;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>The names under which the portal is reached; a request for another name is not answered, so that no name of somebody else's choice gets anywhere.</summary>
/// <param name="Names">The names; empty: this machine's own alone.</param>
/// <param name="Any">Whether any name is taken: somebody has said so.</param>
/// <param name="Served">Where the portal listens.</param>
internal sealed record HostSettings(IReadOnlySet<string> Names, bool Any, IReadOnlyList<BindingAddress> Served)
{
    public static HostSettings From(IConfiguration configuration)
    {
        var served = (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Concat(configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()).Select(Address).ToList();
        var said = (configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var names = said.Length > 0 ? said : [.. served.Select(s => s.Host).Where(h => !IsEveryNetwork(h)), .. Uri.TryCreate(configuration["Mail:PublicUrl"], UriKind.Absolute, out var link) ? (string[])[link.Host] : []];
        return new HostSettings(names.ToHashSet(StringComparer.OrdinalIgnoreCase), said.Contains("*"), served);
    }

    /// <summary>Whether this is a name of the portal's.</summary>
    public bool Knows(HostString host) => Any || IsThisMachine(host.Host) || Names.Contains(host.Host);

    /// <summary>Whether a name leads to this machine and nowhere else.</summary>
    public static bool IsThisMachine(string host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Whether it listens on every network, and nothing says under which name people come.</summary>
    public bool HasNoName => !Any && Names.Count == 0 && Served.Any(s => IsEveryNetwork(s.Host));

    private static bool IsEveryNetwork(string host) => host is "*" or "+" or "0.0.0.0" or "[::]";

    private static BindingAddress Address(string url)
    {
        try
        {
            return BindingAddress.Parse(url);
        }
        catch (FormatException)
        {
            throw new StartRefusedException($"\"{url}\" is no address to serve at. It is one like https://portal.example.nhs.uk:443, in urls.");
        }
    }
}

using System.Net;
using Microsoft.AspNetCore.HttpOverrides;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>The proxies that may say for whom, and over which scheme, they ask. Nobody else is believed, and without a setting nobody is.</summary>
/// <param name="Networks">Their addresses.</param>
internal sealed record ProxySettings(IReadOnlyList<System.Net.IPNetwork> Networks)
{
    public static ProxySettings From(IConfiguration configuration) => new([.. (configuration["Proxies"] ?? "")
        .Split([',', ';', ' '], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Network)]);

    public bool Any => Networks.Count > 0;

    public void Set(ForwardedHeadersOptions forwarded)
    {
        forwarded.ForwardedHeaders = Any ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto : ForwardedHeaders.None;
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        foreach (var network in Networks)
            forwarded.KnownIPNetworks.Add(network);
        // As many as stand one behind the other, as long as each of them is known.
        forwarded.ForwardLimit = null;
    }

    private static System.Net.IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new System.Net.IPNetwork(address, address.GetAddressBytes().Length * 8);
        return System.Net.IPNetwork.TryParse(text, out var network) && network.PrefixLength > 0 ? network
            : throw new StartRefusedException($"Proxies has \"{text}\". It lists the addresses or networks of your proxies, like 10.0.0.5, 10.1.0.0/16.");
    }
}

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>What a browser says of itself, in the words in which people know it. A guess that helps to tell one's own devices apart; nothing rests on it.</summary>
internal static class DeviceWords
{
    // Most browsers name those before them too: the first that fits is it.
    private static readonly (string Sign, string Word)[] Browsers = [("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")];

    private static readonly (string Sign, string Word)[] Systems = [("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"), ("Mac OS X", "a Mac"), ("Linux", "Linux")];

    public static string Of(string? userAgent)
    {
        var (browser, system) = (First(Browsers, userAgent), First(Systems, userAgent));
        return (browser, system) switch { (null, null) => "An unknown browser", (null, _) => $"A browser on {system}", (_, null) => browser, _ => $"{browser} on {system}" };
    }

    private static string? First((string Sign, string Word)[] signs, string? text) => text is null ? null : signs.FirstOrDefault(s => text.Contains(s.Sign, StringComparison.Ordinal)).Word;
}

using System.Globalization;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>What the deploying organisation says of itself in the privacy notice.</summary>
/// <param name="Controllers">Who decides why and how the data is used; null while it is not settled.</param>
/// <param name="Contact">Whom people write to; null while it is not settled.</param>
/// <param name="Officer">The data protection officer; null where none is named.</param>
/// <param name="Version">The notice's version. Whoever accepted another one is asked again.</param>
/// <param name="Since">The day from which it holds.</param>
internal sealed record PrivacySettings(string? Controllers, string? Contact, string? Officer, string Version, DateOnly Since)
{
    // The portal's own text. Another text there is another version here.
    private const string OwnVersion = "1";
    private const int MostOfVersion = 20;
    private static readonly DateOnly OwnFrom = new(2026, 11, 1);

    public static PrivacySettings From(IConfiguration configuration)
    {
        string? Given(string name) => string.IsNullOrWhiteSpace(configuration[name]) ? null : configuration[name]!.Trim();
        var (version, from) = (Given("Privacy:Version"), Given("Privacy:From"));
        if (version is null != from is null)
            throw new StartRefusedException("Privacy:Version and Privacy:From belong together. Set both, or neither.");
        var day = OwnFrom;
        if (from is not null && !DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
            throw new StartRefusedException($"Privacy:From is \"{from}\". It is a date, like 2027-01-15.");
        var whole = version is null ? OwnVersion : $"{OwnVersion}-{version}";
        if (whole.Length > MostOfVersion)
            throw new StartRefusedException($"Privacy:Version is \"{version}\". It has at most {MostOfVersion - OwnVersion.Length - 1} characters.");
        return new PrivacySettings(Given("Privacy:Controllers"), Given("Privacy:Contact"), Given("Privacy:Officer"), whole, day);
    }
}

/// <summary>Whether people are asked to read the privacy notice; the demo does without, since nobody in it is real.</summary>
internal sealed record NoticePolicy(bool IsAsked);

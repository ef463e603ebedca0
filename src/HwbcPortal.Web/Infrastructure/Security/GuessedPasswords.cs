using System.Collections.Frozen;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Infrastructure.Security;

/// <summary>
/// Refuses a password that others would try: the 3,000 most common ones that are long enough, what is made of common ones and of words,
/// by lists which are part of the program, and of the words of this place and this person.
/// </summary>
internal sealed class GuessedPasswords(HwbcDbContext db) : IPasswordValidator<PortalUser>
{
    /// <summary>What is said of such a password.</summary>
    public const string Sentence = "This password is easy to guess. Choose a longer one, or a few words that do not belong together";

    // Of 0 to 4: safe against somebody who has the stored password and a fast machine for a while.
    private const int LeastScore = 3;
    // What comes after makes no password weaker, and the search for patterns slow.
    private const int LooksAt = 64;
    private static readonly Lazy<FrozenSet<string>> Common = new(() => ReadCommon().ToFrozenSet(StringComparer.OrdinalIgnoreCase));
    private static readonly char[] Between = [' ', '.', '-', '_', '@', ',', '\''];
    private static readonly string[] OfThisPlace = ["hwbc", "hwbcportal", "portal", "coach", "coaches", "coaching", "health", "wellbeing", "healthandwellbeing", "supervisor", "supervision", "referral", "referrals", "primary", "care", "network", "pcn", "nhs", "practice", "readiness"];

    public async Task<IdentityResult> ValidateAsync(UserManager<PortalUser> manager, PortalUser user, string? password)
    {
        if (string.IsNullOrEmpty(password))
            return IdentityResult.Success;
        if (Common.Value.Contains(password))
            return Guessed;
        var name = await db.People.Where(p => p.Id == user.PersonId).Select(p => p.Name).SingleOrDefaultAsync();
        var places = await db.Pcns.Select(p => p.Name).ToListAsync();
        var words = OfThisPlace.Concat($"{user.Email} {name} {string.Join(' ', places)}".Split(Between, StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.OrdinalIgnoreCase);
        return Zxcvbn.Zxcvbn.MatchPassword(password[..Math.Min(password.Length, LooksAt)], words).Score >= LeastScore
            ? IdentityResult.Success
            : Guessed;
    }

    private static IdentityResult Guessed => IdentityResult.Failed(new IdentityError { Code = nameof(GuessedPasswords), Description = Sentence });

    private static IEnumerable<string> ReadCommon()
    {
        using var reader = new StreamReader(typeof(GuessedPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        while (reader.ReadLine() is { } password)
            yield return password;
    }
}

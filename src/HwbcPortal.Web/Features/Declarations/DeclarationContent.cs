using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;

namespace HwbcPortal.Web.Features.Declarations;

/// <summary>A requirement as it stood.</summary>
internal sealed record DeclaredFinding(string Rule, string Title, Outcome Outcome, string Code, IReadOnlyList<Effect> Effects, string Reason)
{
    public bool IsOpen => Outcome is Outcome.NotMet or Outcome.DueSoon;
}

/// <summary>A coach as they stood.</summary>
/// <param name="Reference">The coach.</param>
/// <param name="Name">The coach.</param>
/// <param name="HoursPerWeek">Of the post.</param>
/// <param name="AfcBand">Of the post.</param>
/// <param name="Arrs">Whether the post met the role requirements.</param>
/// <param name="IsDeclared">Whether the declaration is about them: not while a requirement of the scheme is not met, and not for whoever signs.</param>
/// <param name="Findings">Every rule's answer but the declaration's own.</param>
internal sealed record DeclaredCoach(string Reference, string Name, decimal HoursPerWeek, int AfcBand, Arrs Arrs, bool IsDeclared, IReadOnlyList<DeclaredFinding> Findings)
{
    /// <summary>What is open of the coach's own part and the employer's; the PCN's duties stand once for all.</summary>
    public IEnumerable<DeclaredFinding> Open => Findings.Where(f => f.IsOpen && !f.Effects.All(e => e == Effect.Informs));
}

/// <summary>What a declaration says, frozen: the coaches, the PCN's duties, the rule pack, the local policy and the ICB as they stood on the day.</summary>
internal sealed record DeclarationContent(DateOnly On, string RulePack, LocalPolicyContent? Policy, IReadOnlyList<DeclaredFinding> Duties, IReadOnlyList<DeclaredCoach> Coaches, string? Icb = null)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { IgnoreReadOnlyProperties = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter() } };

    public static DeclarationContent Read(string json) => JsonSerializer.Deserialize<DeclarationContent>(json, Json)!;

    public string Write() => JsonSerializer.Serialize(this, Json);

    /// <summary>By which what was looked at is told from what would be signed.</summary>
    public string Digest => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Write())));
}

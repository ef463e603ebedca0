namespace HwbcPortal.Domain.Compliance;

/// <summary>One requirement. It answers for a day and says on which days its answer can change; it sees no clock and no database.</summary>
internal interface IRule
{
    /// <summary>The code, such as SUP-02.</summary>
    string Id { get; }

    string Title { get; }

    Subject Subject { get; }

    Owner Owner { get; }

    Basis Basis { get; }

    /// <summary>Where the requirement comes from.</summary>
    Source Source { get; }

    /// <summary>Whether a Met becomes DueSoon when the rule will not be met within the look-ahead.</summary>
    bool LooksAhead => true;

    /// <summary>The answer on a day on which the coach is in post (POST-01: on any day).</summary>
    Answer Check(EvaluationContext context, DateOnly day);

    /// <summary>
    /// Days on which the answer can change, beyond those on which posts, packs and policies do. Too many do no harm; one too few does.
    /// </summary>
    IEnumerable<DateOnly> Turns(EvaluationContext context, DateOnly from, DateOnly to);

    /// <summary>The answer in a sentence for people.</summary>
    string Reason(EvaluationContext context, DateOnly day, Answer answer);
}

/// <summary>Where a requirement comes from.</summary>
/// <param name="Document">The document.</param>
/// <param name="Paragraph">Where in it, as far as it is known.</param>
/// <param name="Link">Where to read it; null where there is no public page.</param>
public sealed record Source(string Document, string? Paragraph, string? Link)
{
    internal static readonly Source Choice = new("A choice of good practice, not a national requirement", null, null);

    internal static readonly Source Local = new("A choice of the employer or PCN, not a national requirement", null, null);

    internal static Source Guide(string paragraph) => new("Role guidance: Health and Wellbeing Coach", paragraph, null);

    internal static Source Contract(string paragraph) => new("Network Contract DES, Annex B: Minimum Role Requirements", paragraph, "https://www.england.nhs.uk/gp/investment/gp-contract/");
}

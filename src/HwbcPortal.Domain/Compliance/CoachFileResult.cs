namespace HwbcPortal.Domain.Compliance;

/// <summary>Why a coach file is refused, whole.</summary>
/// <param name="Code">One of the codes of section 3 of the rules, such as DateOrder.</param>
/// <param name="Path">Where the first fault is, such as $.training[0].completedOn.</param>
/// <param name="Message">How to put it right, for people.</param>
public sealed record CoachFileRefusal(string Code, string Path, string Message);

/// <summary>A coach file, or why there is none.</summary>
/// <param name="File">The file; null when it was refused.</param>
/// <param name="Refusal">Why it was refused; null when it was not.</param>
public sealed record CoachFileResult(CoachFile? File, CoachFileRefusal? Refusal);

using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Subjects;

/// <summary>How a coach stands with a subject, in words.</summary>
internal static class SubjectWords
{
    public static StatusTag Of(TrainingSubject subject) => (subject.Outcome, subject.Code) switch
    {
        (Outcome.Met, _) => new("Up to date", "green"),
        (Outcome.DueSoon, _) => new("Due soon", "yellow"),
        (Outcome.Exempt, _) => new("Exempt", "purple"),
        (Outcome.Excused or Outcome.NotApplicable, _) => new("Does not apply", "grey"),
        (_, "Expired") => new("Ended", Colour(subject)),
        (_, "DueAfterStart") => new("To do", "yellow"),
        _ => new("Not recorded here yet", Colour(subject)),
    };

    /// <summary>The date beside it: until when, since when, by when; null: there is none.</summary>
    public static string? When(TrainingSubject subject) => (subject.Outcome, subject.Code) switch
    {
        (Outcome.Met or Outcome.DueSoon, _) => subject.LastDay is { } last ? $"until {Words.Date(last)}" : "no end",
        (Outcome.NotMet, "Expired") => subject.LastDay is { } ended ? $"on {Words.Date(ended)}" : null,
        (Outcome.NotMet, "DueAfterStart") => subject.DueBy is { } by ? $"by {Words.Date(by)}" : null,
        _ => null,
    };

    public static bool IsOpen(TrainingSubject subject) => subject.Outcome is Outcome.NotMet or Outcome.DueSoon;

    private static string Colour(TrainingSubject subject) => subject.Blocks ? "red" : subject.Informs ? "grey" : "orange";
}

/// <summary>A subject of one coach with the check behind it.</summary>
/// <param name="Subject">How it stands.</param>
/// <param name="CheckRecordId">The check that it rests on.</param>
/// <param name="By">Who recorded that check.</param>
/// <param name="Files">What shows it.</param>
internal sealed record SubjectRow(TrainingSubject Subject, Guid? CheckRecordId, string? By, IReadOnlyList<EvidenceRow> Files);

/// <summary>Mandatory and local training on a coach's page, and on their own.</summary>
/// <param name="Rows">The subjects.</param>
/// <param name="Reference">The coach.</param>
/// <param name="Pcn">The PCN whose list it is.</param>
/// <param name="IsOwn">Whether the coach is the one who looks.</param>
/// <param name="MayRecord">Whether the reader records checks.</param>
/// <param name="Sent">The subjects whose certificate the coach has sent and nobody has answered.</param>
internal sealed record SubjectsPanel(IReadOnlyList<SubjectRow> Rows, string Reference, PcnName Pcn, bool IsOwn, bool MayRecord, IReadOnlySet<string> Sent);

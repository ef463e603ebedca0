using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Coaches;

/// <summary>What the facts behind a finding are, in words. Of another PCN's evidence it is said only that it is there.</summary>
internal sealed class EvidenceWords
{
    private readonly Dictionary<string, string> _words = new(StringComparer.Ordinal);

    public EvidenceWords(CoachFile file, string pcn)
    {
        var programmes = file.Programmes.ToDictionary(p => p.Id, StringComparer.Ordinal);
        var supervisors = file.Supervisors.ToDictionary(s => s.Id, StringComparer.Ordinal);
        foreach (var post in file.Posts)
            _words[post.Id] = post.Pcn == pcn ? $"Post from {Words.Date(post.StartDate)}" : "Recorded at another PCN";
        foreach (var training in file.Training)
            _words[training.Id] = Training(training, programmes[training.Programme]);
        foreach (var decision in file.PriorExperience)
            _words[decision.Id] = $"Previous experience {(decision.Decision == PriorExperienceDecision.Accepted ? "accepted" : "not accepted")} on {Words.Date(decision.DecidedOn)}";
        foreach (var assignment in file.Assignments)
            _words[assignment.Id] = assignment.Pcn == pcn ? $"{supervisors[assignment.Supervisor].Name}, from {Words.Date(assignment.From)}" : "Recorded at another PCN";
        foreach (var supervisor in file.Supervisors)
            _words[supervisor.Id] = supervisor.Name;
        foreach (var period in file.Supervisors.SelectMany(s => s.Eligibility))
            _words[period.Id] = $"Eligible from {Words.Date(period.From)}";
        foreach (var session in file.Sessions)
            _words[session.Id] = $"{session.Minutes} minutes on {Words.Date(session.Date)}";
        foreach (var check in file.Checks)
            _words[check.Id] = check.Pcn == pcn ? $"Recorded on {Words.Date(check.On)}{(check.ValidUntil is { } end ? $", until {Words.Date(end)}" : "")}" : "Recorded at another PCN";
        foreach (var pause in file.Suspensions)
            _words[pause.Id] = $"Paused from {Words.Date(pause.From)}";
        foreach (var absence in file.Absences)
            _words[absence.Id] = $"Away from {Words.Date(absence.From)}{(absence.To is { } end ? $" to {Words.Date(end)}" : "")}";
        foreach (var exemption in file.Exemptions)
            _words[exemption.Id] = exemption.Pcn == pcn ? $"Exempt from {Words.Date(exemption.From)}: {exemption.Reason}" : "Recorded at another PCN";
    }

    public IReadOnlyList<string> Of(IReadOnlyList<string> ids) => ids.Where(_words.ContainsKey).Select(id => _words[id]).Distinct().ToList();

    private static string Training(Domain.Compliance.Training training, Programme programme)
    {
        var verified = training.Verification is { Outcome: VerificationOutcome.Verified } v ? $", checked on {Words.Date(v.On)}" : "";
        return training.CompletedOn is { } on ? $"{programme.Title}, completed on {Words.Date(on)}{verified}" : programme.Title;
    }
}

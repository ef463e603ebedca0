using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>The page that puts a finding right, for somebody who may use it.</summary>
internal sealed record FixLink(string Text, string Url)
{
    /// <summary>The link for a finding that is open; null when there is nothing to do, or not for this person.</summary>
    public static FixLink? For(Finding finding, SeenCoach coach, SignedInPerson person)
    {
        if (finding.Outcome is not (Outcome.NotMet or Outcome.DueSoon))
            return null;
        var home = $"/coaches/{coach.Reference}";
        var pcn = $"pcn={coach.Pcn.Code}";
        return (finding.Rule, finding.Code) switch
        {
            ("TRN-01" or "TRN-02", "AwaitingVerification") when May(Operation.VerifyTraining) => new("Check the certificate", $"{home}/training?{pcn}"),
            ("TRN-01" or "TRN-02", "NoTraining" or "NotEnrolled") when May(Operation.RecordTraining) => new("Record training", $"{home}/training/new?{pcn}"),
            ("TRN-01" or "TRN-02", _) when May(Operation.RecordTraining) => new("Update the training record", $"{home}/training?{pcn}"),
            ("SUP-01", _) when May(Operation.NamePeople) => new("Name a supervisor", $"{home}/people/new?kind={AssignmentKind.HealthCoaching}&{pcn}"),
            ("SUP-03", _) when May(Operation.NamePeople) => new("Name a clinician", $"{home}/people/new?kind={AssignmentKind.ClinicalProfessional}&{pcn}"),
            ("SUP-04", _) when May(Operation.NamePeople) => new("Name a line manager", $"{home}/people/new?kind={AssignmentKind.LineManagement}&{pcn}"),
            ("SUP-02" or "SUP-05", _) when May(Operation.LogSupervision) => new("Log supervision", $"/supervision/log?coach={coach.Reference}"),
            ("SUP-02" or "SUP-05", _) when May(Operation.ReadCoach) => new("See the months", $"{home}/supervision?{pcn}"),
            ("TIER-01", _) when May(Operation.ReviewTier) => new("Record the review", $"{home}/tier?{pcn}"),
            ("FTP-01", _) when May(Operation.ReadCoach) => new("See the pause", $"{home}?{pcn}#pause"),
            ("ARR-02", _) when May(Operation.Declare) => new("Sign the declaration", $"/requirements/declaration?{pcn}"),
            ("ARR-03", _) when May(Operation.RecordCheck) => new("Confirm the return", $"/requirements/return?{pcn}"),
            ("TRN-03" or "PCN-01" or "PCN-02" or "ROL-01", _) when May(Operation.RecordCheck) => Check(),
            ("EMP-01", _) when May(Operation.RecordCheck) => new("Record the decision", $"{home}/checks/dbs?{pcn}"),
            _ when (finding.Rule.StartsWith("EMP-", StringComparison.Ordinal) || finding.Rule.StartsWith("LOC-", StringComparison.Ordinal)) && May(Operation.RecordCheck) => Check(),
            _ => null,
        };

        bool May(Operation operation) => person.CanDo(operation, coach.Id, coach.Pcn.Id);

        FixLink Check() => new("Record it", $"{home}/checks/new?rule={finding.Rule}&{pcn}");
    }
}

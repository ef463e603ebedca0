using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Infrastructure.Pages;

/// <summary>What the layout shows around every page.</summary>
internal sealed class SignedInHeader(SignedIn signedIn, ChosenPcn chosen, PortalSettings settings, IHttpContextAccessor http)
{
    public bool IsSignedIn => signedIn.IsSomebody;

    public string Name => signedIn.Person.Name;

    public bool IsDemo => settings.IsDemo;

    /// <summary>The PCN that is worked in now.</summary>
    public PcnName? Pcn => chosen.Pcn;

    /// <summary>The PCNs that can be chosen.</summary>
    public IReadOnlyList<PcnName> Pcns => signedIn.Person.Pcns;

    /// <summary>The main pages, as the person may use them.</summary>
    public IEnumerable<(string Name, string Url, bool IsCurrent)> Pages()
    {
        var person = signedIn.Person;
        var path = http.HttpContext!.Request.Path;
        foreach (var (operation, name, url) in new[]
        {
            (Operation.ReadReadiness, "Readiness", "/readiness"), (Operation.VerifyTraining, "Certificates", "/training/queue"), (Operation.LogSupervision, "Supervision", "/supervision"), (Operation.ReadOwnStatus, "My status", "/me"),
            (Operation.ReadCoach, "Ledger", "/supervision/ledger"), (Operation.ReadCoach, "Supervisors", "/supervisors"), (Operation.ReadTraining, "Mandatory training", "/training/matrix"), (Operation.EnterCohorts, "Cohorts", "/training/cohorts"), (Operation.ReadProgrammes, "Programmes", "/programmes"), (Operation.KeepPcns, "PCNs", "/pcns"), (Operation.KeepPeople, "People", "/people"), (Operation.UsePortal, "Rules", "/rules"),
        })
        {
            if (person.MayAnywhere(operation))
                // The ledger stands under the supervisor's home in the address, and is a page of its own in the menu.
                yield return (name, url, !(url == "/supervision" && path.StartsWithSegments("/supervision/ledger", StringComparison.Ordinal)) && (path.StartsWithSegments(url, StringComparison.Ordinal) || (url == "/readiness" && path.StartsWithSegments("/coaches", StringComparison.Ordinal))));
        }
    }
}

using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.AspNetCore.Authentication;

namespace HwbcPortal.Web.Infrastructure.Pages;

/// <summary>What the layout shows around every page.</summary>
internal sealed class SignedInHeader(SignedIn signedIn, ChosenPcn chosen, PortalSettings settings, UkClock clock, IHttpContextAccessor http)
{
    public bool IsSignedIn => signedIn.IsSomebody;

    public string Name => signedIn.Person.Name;

    public bool IsDemo => settings.IsDemo;

    public bool MayReadPolicyReports => signedIn.Person.MayAnywhere(Operation.ReadPolicyReports);

    public bool MayKeepRetention => signedIn.Person.MayAnywhere(Operation.KeepRetention);

    /// <summary>How long the session lasts from now, however busy, in seconds.</summary>
    public int SessionLeftSeconds => http.HttpContext!.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties?.GetParameter<DateTime>(SignInSessions.LastParameter) is { } last && last > clock.UtcNow ? (int)(last - clock.UtcNow).TotalSeconds : 0;

    /// <summary>The PCN that is worked in now.</summary>
    public PcnName? Pcn => chosen.Pcn;

    /// <summary>The PCNs that can be chosen.</summary>
    public IReadOnlyList<PcnName> Pcns => signedIn.Person.Pcns;

    /// <summary>The main pages, as the person may use them.</summary>
    public IEnumerable<(string Name, string Url, bool IsCurrent)> Pages()
    {
        var person = signedIn.Person;
        var path = http.HttpContext!.Request.Path;
        var pages = All.Where(p => person.MayAnywhere(p.Operation)).ToList();
        // A page whose address begins with another page's is itself: the longest that fits is where one is. Coaches belong to the list of them.
        var current = path.StartsWithSegments("/coaches", StringComparison.Ordinal) || path.StartsWithSegments("/referrals", StringComparison.Ordinal) ? "/readiness" : path.StartsWithSegments("/exceptions", StringComparison.Ordinal) || path.StartsWithSegments("/policies", StringComparison.Ordinal) ? "/requirements" : pages.Select(p => p.Url).Where(u => path.StartsWithSegments(u, StringComparison.Ordinal)).MaxBy(u => u.Length);
        return pages.Select(p => (p.Name, p.Url, p.Url == current));
    }

    private static readonly (Operation Operation, string Name, string Url)[] All =
    [
        (Operation.ReadReadiness, "Readiness", "/readiness"), (Operation.VerifyTraining, "Certificates", "/training/queue"), (Operation.LogSupervision, "Supervision", "/supervision"), (Operation.ReadOwnStatus, "My status", "/me"),
        (Operation.ReadCoach, "Ledger", "/supervision/ledger"), (Operation.ReadCoach, "Supervisors", "/supervisors"), (Operation.ReadCoach, "Requirements", "/requirements"), (Operation.ReadTraining, "Mandatory training", "/training/matrix"), (Operation.EnterCohorts, "Cohorts", "/training/cohorts"),
        (Operation.ReadProgrammes, "Programmes", "/programmes"), (Operation.KeepPcns, "PCNs", "/pcns"), (Operation.KeepPeople, "People", "/people"), (Operation.ReadOutbox, "Mail", "/outbox"), (Operation.ReadAudit, "Audit", "/audit"), (Operation.UsePortal, "Rules", "/rules"),
    ];
}

using System.Collections.Frozen;
using HwbcPortal.Data;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Infrastructure;
using HwbcPortal.Web.Infrastructure.Security;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>A coach whom the person may see for an operation, and the PCN that is looked at.</summary>
/// <param name="Id">The coach.</param>
/// <param name="Reference">The public reference.</param>
/// <param name="Name">The name.</param>
/// <param name="WorkEmail">Where the coach is written to about work.</param>
/// <param name="Pcn">The PCN that is looked at.</param>
/// <param name="Pcns">The coach's PCNs for which the person has the operation.</param>
/// <param name="Posts">The coach's posts that the person sees, the latest first.</param>
/// <param name="Until">The day up to which the person sees what happened, where the coach has left all of their PCNs; null: no such day.</param>
/// <param name="HasLeft">Whether no post at the PCN that is looked at goes on or is to come.</param>
internal sealed record SeenCoach(Guid Id, string Reference, string Name, string? WorkEmail, PcnName Pcn, IReadOnlyList<PcnName> Pcns, IReadOnlyList<SeenPost> Posts, DateOnly? Until, bool HasLeft)
{
    /// <summary>The coach's file as far as the person sees it. What is decided is decided on the whole.</summary>
    public CoachFile SeenOf(CoachFile file) => Until is { } last ? file.Until(last) : file;
}

/// <summary>A post that the person sees.</summary>
internal sealed record SeenPost(Guid RecordId, PcnName Pcn, DateOnly StartDate, DateOnly? EndDate, decimal HoursPerWeek, int AfcBand, bool ArrsFunded, string? Employer);

/// <summary>The access check of every page about a coach: not there and not yours are the same 404, not allowed is 403.</summary>
internal sealed class CoachAccess(HwbcDbContext db, SignedIn signedIn, ChosenPcn chosen) : IUseCase
{
    // What clears, pauses or supervises a coach is for the PCNs where they work or will: one that they have left decides nothing any more.
    private static readonly FrozenSet<Operation> WhileThere = [Operation.RecordTraining, Operation.VerifyTraining, Operation.PauseReferrals, Operation.ReviewTier, Operation.NamePeople];

    /// <summary>Finds a coach for an operation.</summary>
    /// <param name="reference">From the route.</param>
    /// <param name="operation">What is to be done.</param>
    /// <param name="pcnCode">The PCN from the query; null for the one chosen in the header.</param>
    /// <param name="cancellation">Stops the queries.</param>
    /// <param name="endsWhatWasBegun">Whether it ends what the PCN itself has begun: that can be done after the coach has left it, too.</param>
    public async Task<Result<SeenCoach>> FindAsync(string reference, Operation operation, string? pcnCode, CancellationToken cancellation, bool endsWhatWasBegun = false)
    {
        // The tenancy filter leaves the posts at PCNs that the person sees, or all of a coach whom the person supports or is.
        var coach = await db.Coaches.Where(c => c.Person!.Reference == reference)
            .Select(c => new
            {
                c.Id, c.Person!.Reference, c.Person.Name, c.WorkEmail,
                Posts = c.Posts.Where(p => p.VoidedOn == null).OrderByDescending(p => p.StartDate).ThenBy(p => p.Id)
                    .Select(p => new SeenPost(p.RecordId, new PcnName(p.PcnId, p.Pcn!.Code, p.Pcn.Name), p.StartDate, p.EndDate, p.HoursPerWeek, p.AfcBand, p.ArrsFunded, p.Employer)).ToList(),
            }).SingleOrDefaultAsync(cancellation);
        if (coach is null)
            return new NotFoundError();

        var seen = coach.Posts.Select(p => p.Pcn).Distinct().ToList();
        var person = signedIn.Person;
        var here = seen.Where(p => coach.Posts.Exists(s => s.Pcn == p && !(s.EndDate < person.Today))).ToList();
        var allowed = seen.Where(p => person.MayFor(operation, coach.Id, []) || (person.MayAt(operation, p.Id) && (endsWhatWasBegun || person.IsAdministrator || here.Contains(p) || !WhileThere.Contains(operation)))).ToList();
        if (pcnCode is not null && seen.All(p => p.Code != pcnCode))
            return new NotFoundError();
        if (allowed.Count == 0 || (pcnCode is not null && allowed.All(p => p.Code != pcnCode)))
            return seen.Count == 0 ? new NotFoundError() : new ForbiddenError(seen.Exists(p => person.MayAt(operation, p.Id)) ? $"{coach.Name} has left this PCN: it is done where they work now." : Sentence(operation));

        var pcn = allowed.Find(p => p.Code == pcnCode) ?? allowed.Find(p => p.Id == chosen.Pcn?.Id) ?? allowed[0];
        return new SeenCoach(coach.Id, coach.Reference, coach.Name, coach.WorkEmail, pcn, allowed, coach.Posts, db.SeesAll || db.CoachIds.Contains(coach.Id) ? null : db.LastSeen(coach.Posts.ConvertAll(p => p.EndDate)), !here.Contains(pcn));
    }

    private static string Sentence(Operation operation) => operation switch
    {
        Operation.VerifyTraining => "Certificates are checked by a manager of the coach's PCN. Ask one of them to check it.",
        Operation.CorrectSessions => "A session is put right by who logged it, or by a manager of the coach's PCN.",
        Operation.LogSupervision => "Supervision is logged by the people named for the coach. Ask the coach's manager to name you.",
        Operation.SetGoals => "Goals are set by the coach and the people who support them.",
        Operation.ReviewTier => "A tier is reviewed by the coach's supervisor or by a manager of their PCN.",
        Operation.PauseReferrals => "Referrals are paused and taken up again by a manager of the coach's PCN.",
        Operation.ReadCoach or Operation.ReadTraining => "This page is for the managers of the coach's PCN.",
        _ => "This is done by a manager of the coach's PCN. Ask one of them.",
    };
}

/// <summary>The PCN that the person works in now: the one chosen in the header, else the first by name.</summary>
internal sealed class ChosenPcn(SignedIn signedIn, IHttpContextAccessor http) : IUseCase
{
    /// <summary>The cookie that keeps the choice.</summary>
    public const string Cookie = "hwbc-pcn";

    /// <summary>The PCN; null when the person has none (or, an administrator, all).</summary>
    public PcnName? Pcn
    {
        get
        {
            var pcns = signedIn.Person.Pcns;
            var code = http.HttpContext?.Request.Cookies[Cookie];
            return pcns.FirstOrDefault(p => p.Code == code) ?? (pcns.Count > 0 ? pcns[0] : null);
        }
    }
}

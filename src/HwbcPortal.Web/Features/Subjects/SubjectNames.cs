using HwbcPortal.Data;
using HwbcPortal.Data.Compliance;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Subjects;

/// <summary>What the rule of a check is called at a PCN.</summary>
internal sealed class SubjectNames(HwbcDbContext db) : IUseCase
{
    public async Task<string> OfAsync(Guid pcnId, string rule, CancellationToken cancellation)
    {
        if ((TrainingSubjects.TitleOf(rule) ?? RuleCodes.TitleOf(rule)) is { } national)
            return national;
        // The newest policy that has it: a subject that is no longer asked for keeps its name.
        return (await db.LocalPolicies.Where(p => p.PcnId == pcnId && p.VoidedOn == null).OrderByDescending(p => p.From).Select(p => p.ContentJson).ToListAsync(cancellation))
            .SelectMany(j => LocalPolicyContent.Read(j).Rules ?? []).FirstOrDefault(r => r.Rule == rule)?.Title is { } own ? Words.Title(rule, own) : rule;
    }
}

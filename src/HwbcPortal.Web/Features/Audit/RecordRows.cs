using HwbcPortal.Data;

namespace HwbcPortal.Web.Features.Audit;

/// <summary>The rows of a record that a register keeps in versions, its parts with it, of every time.</summary>
internal static class RecordRows
{
    public static IQueryable<Guid> OfProgramme(HwbcDbContext db, Guid recordId)
    {
        var versions = db.Programmes.Where(p => p.RecordId == recordId).Select(p => p.Id);
        return versions.Concat(db.Accreditations.Where(a => versions.Contains(a.ProgrammeVersionId)).Select(a => a.Id));
    }

    public static IQueryable<Guid> OfSupervisor(HwbcDbContext db, Guid recordId)
    {
        var versions = db.Supervisors.Where(s => s.RecordId == recordId).Select(s => s.Id);
        return versions.Concat(db.Eligibility.Where(e => versions.Contains(e.SupervisorVersionId)).Select(e => e.Id));
    }
}

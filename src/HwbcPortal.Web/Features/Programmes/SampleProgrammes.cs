using HwbcPortal.Data;
using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using HwbcPortal.Web.Features.Shared;
using HwbcPortal.Web.Infrastructure;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Programmes;

/// <summary>
/// The samples that a new installation begins with, so that nobody starts at an empty register. They have no accreditation and
/// get none while they are samples: a sample clears nobody.
/// </summary>
internal sealed class SampleProgrammes(HwbcDbContext db, FactChange change) : IUseCase
{
    private static readonly (string Title, ProgrammeKind Kind, decimal Days, bool HasAssessment, int? ValidityMonths)[] Samples =
    [
        ("Sample: four-day health coaching course", ProgrammeKind.HealthCoaching, 4, true, null),
        ("Sample: two-day health coaching skills", ProgrammeKind.HealthCoaching, 2, false, null),
        ("Sample: health coaching refresher", ProgrammeKind.Refresher, 1, false, 12),
        ("Sample: patient activation", ProgrammeKind.PatientActivation, 0.5m, false, null),
    ];

    /// <summary>Adds them to a register in which nothing is yet.</summary>
    public async Task AddAsync(CancellationToken cancellation)
    {
        if (await db.Programmes.AnyAsync(cancellation))
            return;
        db.Command = new AuditCommand("programme.samples");
        var provider = new Provider { Name = "Sample provider" };
        db.Add(provider);
        foreach (var (title, kind, days, hasAssessment, validity) in Samples)
        {
            db.Add(change.First(new ProgrammeVersion
            {
                ItemId = FactChange.NewItemId("programme"), Title = title, ProviderId = provider.Id, Kind = kind, Days = days, HasAssessment = hasAssessment, ValidityMonths = validity, IsSample = true,
            }));
        }

        await db.SaveChangesAsync(cancellation);
    }
}

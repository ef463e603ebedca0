using HwbcPortal.Data.Auditing;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Compliance;

/// <summary>How the import of one coach file ended.</summary>
/// <param name="Added">How many rows were stored; 0 when everything was known.</param>
/// <param name="Refusal">Why nothing was stored; null when it was.</param>
public sealed record ImportOutcome(int Added, CoachFileRefusal? Refusal);

/// <summary>
/// Stores coach files, one transaction a coach. Coaches are matched by reference, the person's items by reference and id,
/// register and PCN facts by their content. The same file again changes nothing; what a later file leaves out stays; an item
/// with a known id and other content is refused. Only that a version was voided since is taken over from a later file.
/// </summary>
public sealed class CoachFileImport(HwbcDbContext db, CoachFileReader reader, StandingWriter standings)
{
    /// <summary>The code of an item that is known with other content.</summary>
    public const string Conflict = "Conflict";

    /// <summary>Stores one file.</summary>
    /// <param name="file">A file that the strict reader accepted.</param>
    /// <param name="today">The day from which standings are written.</param>
    /// <param name="cancellation">Stops the commands; nothing is stored then.</param>
    public async Task<ImportOutcome> ImportAsync(CoachFile file, DateOnly today, CancellationToken cancellation = default)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        db.ChangeTracker.Clear();
        var stores = new ImportStores(db, file);
        await stores.LoadAsync(cancellation);
        await stores.StoreAsync(cancellation);
        if (stores.Refusal is not null)
            return new ImportOutcome(0, stores.Refusal);

        var added = db.ChangeTracker.Entries().Count(e => e.State is EntityState.Added or EntityState.Modified);
        if (added == 0)
            return new ImportOutcome(0, null);

        var coachId = stores.CoachId;
        db.Command = new AuditCommand("import", coachId);
        await db.SaveChangesAsync(cancellation);
        foreach (var id in await stores.AffectedAsync(cancellation))
        {
            var stored = await reader.ReadAsync(id, cancellation) ?? throw new InvalidOperationException($"No coach {id}.");
            if (id == coachId && CoachFileValidator.Validate(stored) is { } refusal)
                return new ImportOutcome(0, InTermsOf(file, stored, refusal));
            await standings.WriteAsync(id, stored, today, cancellation);
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(cancellation);
        return new ImportOutcome(added, null);
    }

    /// <summary>A fault of the merged file, with the path that the same item has in the file that came in.</summary>
    private static CoachFileRefusal InTermsOf(CoachFile file, CoachFile stored, CoachFileRefusal refusal)
    {
        foreach (var (list, incoming, merged) in Lists(file, stored))
        {
            var start = $"$.{list}[";
            if (!refusal.Path.StartsWith(start, StringComparison.Ordinal))
                continue;
            var end = refusal.Path.IndexOf(']', StringComparison.Ordinal);
            var item = merged[int.Parse(refusal.Path.AsSpan(start.Length, end - start.Length), System.Globalization.CultureInfo.InvariantCulture)];
            for (var i = 0; i < incoming.Count; i++)
            {
                if (incoming[i].Id == item.Id)
                    return refusal with { Path = $"{start}{i}{refusal.Path[end..]}" };
            }

            return refusal with { Path = $"$.{list}" };
        }

        return refusal;
    }

    private static (string, IReadOnlyList<Fact>, IReadOnlyList<Fact>)[] Lists(CoachFile a, CoachFile b) =>
    [
        ("posts", a.Posts, b.Posts), ("absences", a.Absences, b.Absences), ("programmes", a.Programmes, b.Programmes), ("training", a.Training, b.Training),
        ("priorExperience", a.PriorExperience, b.PriorExperience), ("supervisors", a.Supervisors, b.Supervisors), ("assignments", a.Assignments, b.Assignments),
        ("sessions", a.Sessions, b.Sessions), ("checks", a.Checks, b.Checks), ("suspensions", a.Suspensions, b.Suspensions),
        ("provisionals", a.Provisionals, b.Provisionals), ("exemptions", a.Exemptions, b.Exemptions), ("localPolicies", a.LocalPolicies, b.LocalPolicies),
    ];
}

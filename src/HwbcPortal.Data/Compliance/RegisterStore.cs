using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Compliance;

/// <summary>How a register's entries look in a file and in the database.</summary>
internal sealed record RegisterShape<TFact, TRow, TChild, TChildRow>(
    Func<TFact, IReadOnlyList<TChild>> Children,
    Func<IReadOnlyList<TFact>, string> Digest,
    Func<TChild, string> ChildLine,
    Func<TRow, List<TChildRow>> ChildRows,
    Func<TFact, TRow> Row,
    Func<TChild, TChildRow> ChildRow);

/// <summary>
/// Stores the register entries that one coach file names. An entry is all versions of one thing. One that this coach's file
/// named before is compared item by item and may grow; any other is found by the digest of all that it says, or made.
/// </summary>
internal sealed class RegisterStore<TFact, TRow, TChild, TChildRow>(HwbcDbContext db, ImportStores import, RegisterShape<TFact, TRow, TChild, TChildRow> shape)
    where TFact : Fact where TRow : FactVersion, IRegisterVersion where TChild : Fact where TChildRow : FactVersion
{
    private readonly Dictionary<string, Guid> _versions = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _taken = [];
    private int _childPosition;

    /// <summary>The version that each id of the file means.</summary>
    public async Task<Dictionary<string, Guid>> StoreAsync(IReadOnlyList<TFact> facts, string list, string children, CancellationToken cancellation)
    {
        var places = facts.Select((f, i) => (f.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);
        foreach (var entry in Entries(facts))
        {
            var known = entry.Select(f => import.Named(f.Id)).FirstOrDefault(id => id is not null);
            if (known is { } version)
                await GrowAsync(entry, version, places, list, children, cancellation);
            else if (await FindAsync(entry, cancellation) is { } stored)
                Take(entry, stored, places);
            else
                Make(entry, places);
        }

        return _versions;
    }

    private static IEnumerable<List<TFact>> Entries(IReadOnlyList<TFact> facts)
    {
        var byId = facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
        return ImportStores.InOrderOfVersions(facts).GroupBy(Root).Select(g => g.ToList());

        string Root(TFact fact) => fact.Replaces is { } before ? Root(byId[before]) : fact.Id;
    }

    private async Task<List<TRow>?> FindAsync(List<TFact> entry, CancellationToken cancellation)
    {
        var digest = shape.Digest(entry);
        foreach (var root in await db.Set<TRow>().Where(r => r.ContentDigest == digest).Select(r => r.RecordId).ToListAsync(cancellation))
        {
            if (_taken.Add(root))
                return await LoadAsync(root, cancellation);
        }

        return null;
    }

    private async Task<List<TRow>> LoadAsync(Guid recordId, CancellationToken cancellation)
    {
        var rows = await db.Set<TRow>().Where(r => r.RecordId == recordId).ToListAsync(cancellation);
        var ids = rows.ConvertAll(r => r.Id);
        var key = typeof(TRow) == typeof(ProgrammeVersion) ? nameof(AccreditationVersion.ProgrammeVersionId) : nameof(EligibilityVersion.SupervisorVersionId);
        // Loading the children fills the rows' lists: the context ties them together.
        await db.Set<TChildRow>().Where(c => ids.Contains(EF.Property<Guid>(c, key))).LoadAsync(cancellation);
        var inOrder = new List<TRow>();
        for (var next = rows.Find(r => r.ReplacesId is null); next is not null; next = rows.Find(r => r.ReplacesId == inOrder[^1].Id))
            inOrder.Add(next);
        return inOrder;
    }

    private void Take(List<TFact> entry, List<TRow> stored, Dictionary<string, int> places)
    {
        foreach (var (fact, row) in entry.Zip(stored))
        {
            Name(fact, row, places);
            var facts = RegisterDigest.Ordered(shape.Children(fact), shape.ChildLine);
            foreach (var (child, childRow) in facts.Zip(InOrder(shape.ChildRows(row))))
                import.Name(child.Id, childRow, _childPosition++);
        }
    }

    /// <summary>Stored windows in the order that the digest takes theirs in; both follow content, so equal entries pair up.</summary>
    private IEnumerable<TChildRow> InOrder(List<TChildRow> rows)
    {
        var facts = rows.ConvertAll(r => (Row: r, Fact: Described(r)));
        var ordered = RegisterDigest.Ordered(facts.ConvertAll(f => f.Fact), shape.ChildLine).ToList();
        return ordered.Select(o => facts.First(f => ReferenceEquals(f.Fact, o)).Row);
    }

    private static TChild Described(TChildRow row) => (TChild)(Fact)(row switch
    {
        AccreditationVersion a => new Accreditation { Id = a.Id.ToString(), Replaces = a.ReplacesId?.ToString(), RecordedOn = a.RecordedOn, VoidedOn = a.VoidedOn, From = a.From, To = a.To },
        EligibilityVersion e => new Eligibility { Id = e.Id.ToString(), Replaces = e.ReplacesId?.ToString(), RecordedOn = e.RecordedOn, VoidedOn = e.VoidedOn, From = e.From, To = e.To, Tier = e.Tier, Basis = e.Basis },
        _ => throw new ArgumentException(row.GetType().Name),
    });

    private void Make(List<TFact> entry, Dictionary<string, int> places)
    {
        TRow? before = null;
        foreach (var fact in entry)
        {
            var row = FactRows.Filled(shape.Row(fact), fact, 0);
            row.ReplacesId = before?.Id;
            row.RecordId = before?.RecordId ?? row.Id;
            row.ContentDigest = before is null ? shape.Digest(entry) : null;
            db.Add(row);
            Name(fact, row, places);
            AddChildren(row, shape.Children(fact), new Dictionary<string, TChildRow>(StringComparer.Ordinal));
            before = row;
        }

        _taken.Add(before!.RecordId);
    }

    private void AddChildren(TRow row, IEnumerable<TChild> children, Dictionary<string, TChildRow> known)
    {
        foreach (var child in ImportStores.InOrderOfVersions(children.ToList()))
        {
            var childRow = FactRows.Filled(shape.ChildRow(child), child, 0);
            childRow.ReplacesId = child.Replaces is { } before ? known[before].Id : null;
            childRow.RecordId = child.Replaces is { } first ? known[first].RecordId : childRow.Id;
            known[child.Id] = childRow;
            shape.ChildRows(row).Add(childRow);
            db.Add(childRow);
            import.Name(child.Id, childRow, _childPosition++);
        }
    }

    private async Task GrowAsync(List<TFact> entry, Guid version, Dictionary<string, int> places, string list, string children, CancellationToken cancellation)
    {
        var recordId = await db.Set<TRow>().Where(r => r.Id == version).Select(r => r.RecordId).SingleAsync(cancellation);
        var rows = await LoadAsync(recordId, cancellation);
        _taken.Add(recordId);
        var grew = false;
        foreach (var fact in entry)
        {
            var path = $"$.{list}[{places[fact.Id]}]";
            var row = import.Named(fact.Id) is { } id ? rows.Find(r => r.Id == id) : null;
            if (row is null)
            {
                row = FactRows.Filled(shape.Row(fact), fact, 0);
                row.ReplacesId = fact.Replaces is { } before ? _versions[before] : null;
                row.RecordId = recordId;
                db.Add(row);
                rows.Add(row);
                grew = true;
            }
            else
            {
                grew |= Compared(row, FactRows.Filled(shape.Row(fact), fact, 0), fact, path);
            }

            Name(fact, row, places);
            grew |= GrowChildren(row, shape.Children(fact), $"{path}.{children}");
        }

        // The digest is known again when the file holds all that is stored; else the entry is not found by content until one does.
        if (grew)
        {
            var whole = entry.Count == rows.Count && entry.Sum(f => shape.Children(f).Count) == rows.Sum(r => shape.ChildRows(r).Count);
            rows[0].ContentDigest = whole ? shape.Digest(entry) : null;
            import.Grew(recordId);
        }
    }

    private bool GrowChildren(TRow row, IReadOnlyList<TChild> children, string path)
    {
        var known = new Dictionary<string, TChildRow>(StringComparer.Ordinal);
        var added = new List<TChild>();
        var grew = false;
        for (var i = 0; i < children.Count; i++)
        {
            var child = children[i];
            var stored = import.Named(child.Id) is { } id ? shape.ChildRows(row).Find(c => c.Id == id) : null;
            if (stored is null)
            {
                added.Add(child);
                continue;
            }

            known[child.Id] = stored;
            grew |= Compared(stored, FactRows.Filled(shape.ChildRow(child), child, 0), child, $"{path}[{i}]");
        }

        AddChildren(row, added, known);
        return grew || added.Count > 0;
    }

    private bool Compared(FactVersion stored, FactVersion incoming, Fact fact, string path)
    {
        if (!RowContent.Same(stored, incoming) || (stored.VoidedOn is not null && fact.VoidedOn is not null && stored.VoidedOn != fact.VoidedOn))
            import.Refuse(path, fact.Id);
        if (stored.VoidedOn is not null || fact.VoidedOn is null)
            return false;
        stored.VoidedOn = fact.VoidedOn;
        return true;
    }

    private void Name(TFact fact, TRow row, Dictionary<string, int> places)
    {
        _versions[fact.Id] = row.Id;
        import.Name(fact.Id, row, places[fact.Id]);
    }
}

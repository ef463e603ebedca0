using System.Globalization;
using HwbcPortal.Data.Entities;
using HwbcPortal.Domain.Compliance;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Data.Compliance;

/// <summary>One import at work: what the file names is found or made, list by list.</summary>
internal sealed class ImportStores(HwbcDbContext db, CoachFile file)
{
    private readonly Dictionary<string, Person> _people = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pcn> _pcns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Guid> _sharedByName = new(StringComparer.Ordinal);
    private readonly HashSet<Guid> _grownRecords = [];
    private List<SharedItemName> _names = [];
    private CoachRecord _coach = null!;
    private bool _isNew;
    private bool _pcnFactsGrew;

    public CoachFileRefusal? Refusal { get; private set; }

    public Guid CoachId => _coach.Id;

    public async Task LoadAsync(CancellationToken cancellation)
    {
        var references = file.Training.Select(t => t.Verification?.By).Concat(file.PriorExperience.Select(x => x.DecidedBy))
            .Concat(file.Supervisors.Select(s => s.Person)).Concat(file.Checks.Select(c => c.By)).Concat(file.Suspensions.Select(s => s.By))
            .Concat(file.Provisionals.Select(p => p.ApprovedBy)).Concat(file.Exemptions.Select(e => e.ApprovedBy)).Append(file.Coach.Reference)
            .OfType<string>().Distinct().ToList();
        foreach (var person in await db.People.Where(p => references.Contains(p.Reference)).ToListAsync(cancellation))
            _people[person.Reference] = person;
        foreach (var reference in references.Where(r => !_people.ContainsKey(r)))
            db.People.Add(_people[reference] = new Person { Reference = reference, Name = reference });
        foreach (var supervisor in file.Supervisors.Where(s => _people[s.Person].Name == s.Person))
            _people[supervisor.Person].Name = supervisor.Name;

        var codes = file.Posts.Select(p => p.Pcn).Concat(file.Assignments.Select(a => a.Pcn)).Concat(file.Checks.Select(c => c.Pcn))
            .Concat(file.Provisionals.Select(p => p.Pcn)).Concat(file.Exemptions.Select(e => e.Pcn)).Concat(file.LocalPolicies.Select(p => p.Pcn)).Distinct().ToList();
        foreach (var pcn in await db.Pcns.Where(p => codes.Contains(p.Code)).ToListAsync(cancellation))
            _pcns[pcn.Code] = pcn;
        foreach (var code in codes.Where(c => !_pcns.ContainsKey(c)))
            db.Pcns.Add(_pcns[code] = new Pcn { Code = code, Name = $"PCN {code}" });

        var self = _people[file.Coach.Reference];
        var known = await db.Coaches.SingleOrDefaultAsync(c => c.Id == self.Id, cancellation);
        _isNew = known is null;
        _coach = known ?? new CoachRecord { Id = self.Id };
        if (_isNew)
            db.Coaches.Add(_coach);
        self.Name = file.Coach.Name;
        _coach.Tier = file.Coach.Tier;
        _coach.TierReviewedOn = file.Coach.TierReviewedOn;
        _names = _isNew ? [] : await db.SharedItemNames.Where(n => n.CoachId == CoachId).ToListAsync(cancellation);
        foreach (var name in _names)
            _sharedByName[name.ItemId] = name.VersionId;
        await CountReferencesAsync(references, cancellation);
    }

    public async Task StoreAsync(CancellationToken cancellation)
    {
        var providers = await ProvidersAsync(cancellation);
        var programmes = await new RegisterStore<Programme, ProgrammeVersion, Accreditation, AccreditationVersion>(db, this, new(
            p => p.Accreditations, RegisterDigest.Of, RegisterDigest.Line, r => r.Accreditations,
            p => new ProgrammeVersion { ItemId = NewItemId("programme"), Kind = p.Kind, Title = p.Title, ProviderId = providers[p.Provider].Id, Days = p.Days, HasAssessment = p.HasAssessment },
            a => new AccreditationVersion { ItemId = NewItemId("accreditation"), From = a.From, To = a.To })).StoreAsync(file.Programmes, "programmes", "accreditations", cancellation);
        var supervisors = await new RegisterStore<Supervisor, SupervisorVersion, Eligibility, EligibilityVersion>(db, this, new(
            s => s.Eligibility, RegisterDigest.Of, RegisterDigest.Line, r => r.Eligibility,
            s => new SupervisorVersion { ItemId = NewItemId("supervisor"), PersonId = _people[s.Person].Id, Name = s.Name, Profession = s.Profession },
            e => new EligibilityVersion { ItemId = NewItemId("eligibility"), From = e.From, To = e.To, Tier = e.Tier, Basis = e.Basis })).StoreAsync(file.Supervisors, "supervisors", "eligibility", cancellation);
        if (Refusal is not null)
            return;

        await OwnAsync(file.Posts, "posts", f => FactRows.Row(f, PcnId(f.Pcn)), cancellation);
        await OwnAsync(file.Absences, "absences", FactRows.Row, cancellation);
        await OwnAsync(file.Training, "training", f => FactRows.Row(f, programmes[f.Programme], PersonId(f.Verification?.By)), cancellation);
        await OwnAsync(file.PriorExperience, "priorExperience", f => FactRows.Row(f, PersonId(f.DecidedBy)!.Value), cancellation);
        await OwnAsync(file.Assignments, "assignments", f => FactRows.Row(f, PcnId(f.Pcn), supervisors[f.Supervisor]), cancellation);
        await OwnAsync(file.Sessions, "sessions", f => FactRows.Row(f, supervisors[f.Supervisor]), cancellation);
        await OwnAsync(file.Suspensions, "suspensions", f => FactRows.Row(f, PersonId(f.By)!.Value), cancellation);
        await OwnAsync(file.Provisionals, "provisionals", f => FactRows.Row(f, PcnId(f.Pcn), PersonId(f.ApprovedBy)!.Value), cancellation);
        await OwnAsync(file.Exemptions, "exemptions", f => FactRows.Row(f, PcnId(f.Pcn), PersonId(f.ApprovedBy)!.Value), cancellation);
        await OwnChecksAsync(cancellation);
        await PcnFactsAsync(cancellation);
    }

    /// <summary>Every coach whose answers the import can have changed.</summary>
    public async Task<IReadOnlyList<Guid>> AffectedAsync(CancellationToken cancellation)
    {
        var affected = new HashSet<Guid> { CoachId };
        if (_grownRecords.Count > 0)
        {
            affected.UnionWith(await db.Training.Where(t => _grownRecords.Contains(t.ProgrammeVersion!.RecordId)).Select(t => t.CoachId).ToListAsync(cancellation));
            affected.UnionWith(await db.Assignments.Where(a => _grownRecords.Contains(a.SupervisorVersion!.RecordId)).Select(a => a.CoachId).ToListAsync(cancellation));
            affected.UnionWith(await db.Sessions.Where(s => _grownRecords.Contains(s.SupervisorVersion!.RecordId)).Select(s => s.CoachId).ToListAsync(cancellation));
        }

        if (_pcnFactsGrew)
        {
            var pcnIds = _pcns.Values.Select(p => p.Id).ToList();
            affected.UnionWith(await db.Posts.Where(p => pcnIds.Contains(p.PcnId)).Select(p => p.CoachId).Distinct().ToListAsync(cancellation));
        }

        return [CoachId, .. affected.Where(id => id != CoachId)];
    }

    internal Guid? Named(string itemId) => _sharedByName.TryGetValue(itemId, out var id) ? id : null;

    internal void Name(string itemId, FactVersion version, int position)
    {
        if (_sharedByName.TryAdd(itemId, version.Id))
            db.SharedItemNames.Add(new SharedItemName { CoachId = CoachId, ItemId = itemId, RecordId = version.RecordId, VersionId = version.Id, Position = position });
    }

    internal void Grew(Guid recordId) => _grownRecords.Add(recordId);

    internal void Refuse(string path, string id) => Refusal ??= new CoachFileRefusal(CoachFileImport.Conflict, path,
        $"\"{id}\" is stored with other content. Record the change as a new version that replaces it.");

    private async Task<Dictionary<string, Provider>> ProvidersAsync(CancellationToken cancellation)
    {
        var names = file.Programmes.Select(p => p.Provider).Distinct().ToList();
        var providers = await db.Providers.Where(p => names.Contains(p.Name)).ToDictionaryAsync(p => p.Name, StringComparer.Ordinal, cancellation);
        foreach (var name in names.Where(n => !providers.ContainsKey(n)))
            db.Providers.Add(providers[name] = new Provider { Name = name });
        return providers;
    }

    private Guid PcnId(string code) => _pcns[code].Id;

    private Guid? PersonId(string? reference) => reference is null ? null : _people[reference].Id;

    private async Task OwnAsync<TFact, TRow>(IReadOnlyList<TFact> facts, string list, Func<TFact, TRow> row, CancellationToken cancellation)
        where TFact : Fact where TRow : CoachFactVersion
    {
        if (facts.Count == 0)
            return;
        var rows = _isNew ? [] : await db.Set<TRow>().Where(r => r.CoachId == CoachId).ToDictionaryAsync(r => r.ItemId, StringComparer.Ordinal, cancellation);
        Merge(facts, list, rows, fact =>
        {
            var made = row(fact);
            made.CoachId = CoachId;
            return made;
        });
    }

    private async Task OwnChecksAsync(CancellationToken cancellation)
    {
        var own = file.Checks.Where(c => !IsOfPcn(c)).ToList();
        var rows = _isNew ? [] : await db.Checks.Where(r => r.CoachId == CoachId).ToDictionaryAsync(r => r.ItemId, StringComparer.Ordinal, cancellation);
        Merge(own, "checks", rows, f => FactRows.Row(f, CoachId, PcnId(f.Pcn), PersonId(f.By), f.Id));
    }

    private void Merge<TFact, TRow>(IReadOnlyList<TFact> facts, string list, Dictionary<string, TRow> rows, Func<TFact, TRow> row) where TFact : Fact where TRow : FactVersion
    {
        var position = rows.Count == 0 ? 0 : rows.Values.Max(r => r.Position) + 1;
        var added = new List<(TFact, TRow)>();
        foreach (var fact in facts)
        {
            var incoming = FactRows.Filled(row(fact), fact, 0);
            if (!rows.TryGetValue(fact.Id, out var stored))
            {
                // The place in the file, so that own checks and those of the PCN keep their common order.
                incoming.Position = position + IndexIn(fact, list, facts);
                added.Add((fact, incoming));
                rows[fact.Id] = incoming;
                continue;
            }

            var before = stored.ReplacesId is { } id ? rows.Values.First(r => r.Id == id).ItemId : null;
            if (before != fact.Replaces || !RowContent.Same(stored, incoming))
                Refuse($"$.{list}[{IndexIn(fact, list, facts)}]", fact.Id);
            else if (stored.VoidedOn is null && fact.VoidedOn is not null)
                stored.VoidedOn = fact.VoidedOn;
            else if (fact.VoidedOn is not null && stored.VoidedOn != fact.VoidedOn)
                Refuse($"$.{list}[{IndexIn(fact, list, facts)}]", fact.Id);
        }

        Link(added, rows);
    }

    private int IndexIn<TFact>(TFact fact, string list, IReadOnlyList<TFact> facts) where TFact : Fact =>
        list == "checks" ? file.Checks.TakeWhile(c => c.Id != fact.Id).Count() : facts.TakeWhile(f => f.Id != fact.Id).Count();

    /// <summary>Ties new versions to those that they replace, the older ones first.</summary>
    internal void Link<TFact, TRow>(List<(TFact Fact, TRow Row)> added, IReadOnlyDictionary<string, TRow> rows) where TFact : Fact where TRow : FactVersion
    {
        var facts = added.ToDictionary(a => a.Fact.Id, a => a.Fact, StringComparer.Ordinal);
        foreach (var (fact, row) in added)
        {
            row.ReplacesId = fact.Replaces is { } before ? rows[before].Id : null;
            row.RecordId = Root(fact.Id);
            db.Add(row);
        }

        Guid Root(string id) => facts.TryGetValue(id, out var fact) ? (fact.Replaces is { } before ? Root(before) : rows[id].Id) : rows[id].RecordId;
    }

    private static bool IsOfPcn(Check check) => check.Rule is "PCN-01" or "PCN-02";

    private async Task PcnFactsAsync(CancellationToken cancellation)
    {
        var checks = file.Checks.Where(IsOfPcn).ToList();
        if (checks.Count > 0)
        {
            var pcnIds = checks.Select(c => PcnId(c.Pcn)).Distinct().ToList();
            var rows = await db.Checks.Where(c => c.CoachId == null && pcnIds.Contains(c.PcnId)).ToListAsync(cancellation);
            Match(checks, "checks", rows, f => FactRows.Row(f, null, PcnId(f.Pcn), PersonId(f.By), NewItemId("check")));
        }

        if (file.LocalPolicies.Count > 0)
        {
            var pcnIds = file.LocalPolicies.Select(p => PcnId(p.Pcn)).Distinct().ToList();
            var rows = await db.LocalPolicies.Where(p => pcnIds.Contains(p.PcnId)).ToListAsync(cancellation);
            Match(file.LocalPolicies, "localPolicies", rows, f => new LocalPolicyVersion
            {
                ItemId = NewItemId("policy"), PcnId = PcnId(f.Pcn), From = f.From, To = f.To, ContentJson = LocalPolicyContent.Of(f).Write(),
            });
        }
    }

    /// <summary>Finds a PCN's fact by the name that this coach's file gave it, else by its content; each stored row is taken once.</summary>
    private void Match<TFact, TRow>(IReadOnlyList<TFact> facts, string list, List<TRow> rows, Func<TFact, TRow> row) where TFact : Fact where TRow : FactVersion
    {
        var taken = new HashSet<Guid>();
        var byName = new Dictionary<string, TRow>(StringComparer.Ordinal);
        foreach (var fact in InOrderOfVersions(facts))
        {
            var incoming = FactRows.Filled(row(fact), fact, 0);
            incoming.ReplacesId = fact.Replaces is { } before ? byName[before].Id : null;
            incoming.RecordId = fact.Replaces is { } first ? byName[first].RecordId : incoming.Id;
            var index = IndexIn(fact, list, facts);
            var known = Named(fact.Id) is { } id ? rows.FirstOrDefault(r => r.Id == id) : null;
            var stored = known ?? rows.FirstOrDefault(r => !taken.Contains(r.Id) && r.ReplacesId == incoming.ReplacesId && RowContent.Same(r, incoming)
                && (r.VoidedOn == fact.VoidedOn || r.VoidedOn is null || fact.VoidedOn is null));
            if (known is not null && (known.ReplacesId != incoming.ReplacesId || !RowContent.Same(known, incoming) || (known.VoidedOn is not null && fact.VoidedOn is not null && known.VoidedOn != fact.VoidedOn)))
                Refuse($"$.{list}[{index}]", fact.Id);
            if (stored is null)
            {
                db.Add(stored = incoming);
                rows.Add(stored);
                _pcnFactsGrew = true;
            }
            else if (stored.VoidedOn is null && fact.VoidedOn is not null)
            {
                stored.VoidedOn = fact.VoidedOn;
                _pcnFactsGrew = true;
            }

            taken.Add(stored.Id);
            byName[fact.Id] = stored;
            Name(fact.Id, stored, index);
        }
    }

    internal static IEnumerable<T> InOrderOfVersions<T>(IReadOnlyList<T> facts) where T : Fact
    {
        var byId = facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
        return facts.OrderBy(Depth);

        int Depth(T fact) => fact.Replaces is { } before && byId.TryGetValue(before, out var older) ? 1 + Depth(older) : 0;
    }

    internal static string NewItemId(string kind) => $"{kind}-{Guid.CreateVersion7():N}";

    /// <summary>Numbers that files brought are not given again.</summary>
    private async Task CountReferencesAsync(IReadOnlyList<string> references, CancellationToken cancellation)
    {
        foreach (var prefix in new[] { "HWBC", "P" })
        {
            var highest = references.Where(r => r.StartsWith(prefix + "-", StringComparison.Ordinal))
                .Select(r => int.TryParse(r.AsSpan(prefix.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n <= 999_999 ? n : 0).DefaultIfEmpty().Max();
            if (highest > 0)
                await db.ReferenceSeries.Where(s => s.Prefix == prefix && s.Last < highest).ExecuteUpdateAsync(u => u.SetProperty(s => s.Last, highest), cancellation);
        }
    }
}

namespace HwbcPortal.Domain.Compliance;

/// <summary>
/// What of a file counts: of each thing the newest version that is seen (section 2 of the rules). A void fact is not seen, nor one
/// in which the coach vouches for themselves, nor one that refers to something of which nothing is seen.
/// </summary>
public sealed class SeenFacts
{
    private readonly DateOnly? _knownAt;
    private readonly Dictionary<string, Programme> _programmes;
    private readonly Dictionary<string, Supervisor> _supervisors;

    /// <summary>Works out what is seen.</summary>
    /// <param name="file">A file that the validator accepted.</param>
    /// <param name="knownAt">The day whose knowledge is used; null: what is known now.</param>
    public SeenFacts(CoachFile file, DateOnly? knownAt = null)
    {
        _knownAt = knownAt;
        var self = file.Coach.Reference;
        Coach = file.Coach;
        _programmes = ByAnyVersion(file.Programmes, _ => true);
        _supervisors = ByAnyVersion(file.Supervisors, s => s.Person != self);
        Posts = Newest(file.Posts, _ => true);
        Absences = Newest(file.Absences, _ => true);
        Training = Newest(file.Training, t => _programmes.ContainsKey(t.Programme));
        PriorExperience = Newest(file.PriorExperience, _ => true);
        Assignments = Newest(file.Assignments, a => _supervisors.ContainsKey(a.Supervisor));
        Sessions = Newest(file.Sessions, s => _supervisors.ContainsKey(s.Supervisor));
        Checks = Newest(file.Checks, c => c.By != self || c.Rule == "ROL-01");
        Suspensions = Newest(file.Suspensions, _ => true);
        Provisionals = Newest(file.Provisionals, p => p.ApprovedBy != self);
        Exemptions = Newest(file.Exemptions, e => e.ApprovedBy != self);
        LocalPolicies = Newest(file.LocalPolicies, _ => true);
    }

    /// <summary>Who the file is about.</summary>
    public Coach Coach { get; }

    /// <summary>Posts.</summary>
    public IReadOnlyList<Post> Posts { get; }

    /// <summary>Absences.</summary>
    public IReadOnlyList<Absence> Absences { get; }

    /// <summary>Training whose programme is seen.</summary>
    public IReadOnlyList<Training> Training { get; }

    /// <summary>Decisions about previous experience.</summary>
    public IReadOnlyList<PriorExperience> PriorExperience { get; }

    /// <summary>Assignments whose supervisor is seen.</summary>
    public IReadOnlyList<Assignment> Assignments { get; }

    /// <summary>Sessions whose supervisor is seen.</summary>
    public IReadOnlyList<Session> Sessions { get; }

    /// <summary>Checks that the coach did not make themselves, and the coach's own of ROL-01.</summary>
    public IReadOnlyList<Check> Checks { get; }

    /// <summary>Pauses of referrals.</summary>
    public IReadOnlyList<Suspension> Suspensions { get; }

    /// <summary>Provisional clearances that somebody else approved.</summary>
    public IReadOnlyList<Provisional> Provisionals { get; }

    /// <summary>Exemptions that somebody else approved.</summary>
    public IReadOnlyList<Exemption> Exemptions { get; }

    /// <summary>Local policies.</summary>
    public IReadOnlyList<LocalPolicy> LocalPolicies { get; }

    /// <summary>The newest seen version of a programme.</summary>
    /// <param name="id">The id of any version.</param>
    public Programme? Programme(string id) => _programmes.GetValueOrDefault(id);

    /// <summary>The newest seen version of a supervisor.</summary>
    /// <param name="id">The id of any version.</param>
    public Supervisor? Supervisor(string id) => _supervisors.GetValueOrDefault(id);

    /// <summary>The newest seen windows of a programme, or periods of a supervisor.</summary>
    /// <param name="facts">The windows or periods, all versions.</param>
    internal IReadOnlyList<T> NewestOf<T>(IReadOnlyList<T> facts)
        where T : Fact => Newest(facts, _ => true);

    private bool Counts(Fact fact) => _knownAt is not { } day
        ? fact.VoidedOn is null
        : (fact.RecordedOn is null || fact.RecordedOn <= day) && (fact.VoidedOn is null || fact.VoidedOn > day);

    private List<T> Newest<T>(IReadOnlyList<T> facts, Func<T, bool> may)
        where T : Fact
    {
        var seen = new List<T>(facts.Count);
        HashSet<string>? replaced = null;
        var versions = false;
        foreach (var fact in facts)
        {
            versions |= fact.Replaces is not null;
            if (Counts(fact) && may(fact))
                seen.Add(fact);
        }

        if (!versions || seen.Count < 2)
            return seen;

        // A seen version hides all that it replaces, one after the other.
        var byId = facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
        replaced = new HashSet<string>(StringComparer.Ordinal);
        foreach (var fact in seen)
        {
            for (var before = fact.Replaces; before is not null && replaced.Add(before); before = byId[before].Replaces)
            {
            }
        }

        seen.RemoveAll(f => replaced.Contains(f.Id));
        return seen;
    }

    private Dictionary<string, T> ByAnyVersion<T>(IReadOnlyList<T> facts, Func<T, bool> may)
        where T : Fact
    {
        var byId = facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
        var newest = new Dictionary<string, T>(facts.Count, StringComparer.Ordinal);
        var next = facts.Where(f => f.Replaces is not null).ToDictionary(f => f.Replaces!, f => f, StringComparer.Ordinal);
        foreach (var seen in Newest(facts, may))
        {
            // Every version of the thing means this one: those before it and those after it that are not seen.
            for (string? id = seen.Id; id is not null; id = byId[id].Replaces)
                newest[id] = seen;
            for (var id = seen.Id; next.TryGetValue(id, out var later); id = later.Id)
                newest[later.Id] = seen;
        }

        return newest;
    }
}

using System.Globalization;

namespace HwbcPortal.Domain.Compliance;

/// <summary>Faults of ids and of what refers to them.</summary>
internal static class IdentityFaults
{
    public static IEnumerable<CoachFileRefusal> Duplicates(CoachFile file, DocumentOrder? order)
    {
        var lists = Lists(file);
        var ids = lists.SelectMany(l => l.Facts.Select((f, i) => (Path: CoachFileValidator.Path(l.Name, i, "id"), Id: (string?)f.Id)));
        var replaced = lists.SelectMany(l => l.Facts.Select((f, i) => (Path: CoachFileValidator.Path(l.Name, i, "replaces"), Id: f.Replaces)).Where(r => r.Id is not null)
            .Select(r => (r.Path, Id: (string?)$"{l.Name} {r.Id}")));
        var locals = file.LocalPolicies.SelectMany((p, i) => p.Rules.Select((r, j) => (Path: CoachFileValidator.Path($"localPolicies[{i}].rules", j, "rule"), Id: (string?)$"{i} {r.Rule}")));
        return Second(ids, order, "Give each item an id of its own.")
            .Concat(Second(replaced, order, "Two items replace the same one. Only one can be its next version."))
            .Concat(Second(locals, order, "Give each rule of a policy a code of its own."));
    }

    public static IEnumerable<CoachFileRefusal> UnknownReferences(CoachFile file)
    {
        var programmes = file.Programmes.Select(p => p.Id).ToHashSet(StringComparer.Ordinal);
        var supervisors = file.Supervisors.Select(s => s.Id).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < file.Training.Count; i++)
        {
            if (!programmes.Contains(file.Training[i].Programme))
                yield return Unknown(CoachFileValidator.Path("training", i, "programme"), "The file holds no programme with this id.");
        }

        for (var i = 0; i < file.Assignments.Count; i++)
        {
            if (!supervisors.Contains(file.Assignments[i].Supervisor))
                yield return Unknown(CoachFileValidator.Path("assignments", i, "supervisor"), "The file holds no supervisor with this id.");
        }

        for (var i = 0; i < file.Sessions.Count; i++)
        {
            if (!supervisors.Contains(file.Sessions[i].Supervisor))
                yield return Unknown(CoachFileValidator.Path("sessions", i, "supervisor"), "The file holds no supervisor with this id.");
        }

        foreach (var (name, facts) in Lists(file))
        {
            if (facts.All(f => f.Replaces is null))
                continue;
            var byId = facts.ToDictionary(f => f.Id, StringComparer.Ordinal);
            for (var i = 0; i < facts.Count; i++)
            {
                if (facts[i].Replaces is not { } before)
                    continue;
                if (!byId.ContainsKey(before))
                    yield return Unknown(CoachFileValidator.Path(name, i, "replaces"), "The list holds no item with this id.");
                else if (InCircle(facts[i], byId))
                    yield return Unknown(CoachFileValidator.Path(name, i, "replaces"), "Versions replace each other in a circle.");
            }
        }
    }

    /// <summary>Every list whose items have ids, by the path that it stands at; windows and periods by their parent's.</summary>
    private static List<(string Name, IReadOnlyList<Fact> Facts)> Lists(CoachFile file)
    {
        List<(string, IReadOnlyList<Fact>)> lists = [("posts", file.Posts), ("absences", file.Absences), ("programmes", file.Programmes)];
        lists.AddRange(file.Programmes.Select((p, i) => (string.Create(CultureInfo.InvariantCulture, $"programmes[{i}].accreditations"), (IReadOnlyList<Fact>)p.Accreditations)));
        lists.AddRange([("training", file.Training), ("priorExperience", file.PriorExperience), ("supervisors", file.Supervisors)]);
        lists.AddRange(file.Supervisors.Select((s, i) => (string.Create(CultureInfo.InvariantCulture, $"supervisors[{i}].eligibility"), (IReadOnlyList<Fact>)s.Eligibility)));
        lists.AddRange([("assignments", file.Assignments), ("sessions", file.Sessions), ("checks", file.Checks), ("suspensions", file.Suspensions),
            ("provisionals", file.Provisionals), ("exemptions", file.Exemptions), ("localPolicies", file.LocalPolicies)]);
        return lists;
    }

    private static IEnumerable<CoachFileRefusal> Second(IEnumerable<(string Path, string? Id)> given, DocumentOrder? order, string sentence)
    {
        var seen = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var (path, id) in order is null ? given : given.OrderBy(g => order.PlaceOf(g.Path)))
        {
            if (!seen.Add(id))
                yield return new("DuplicateId", path, sentence);
        }
    }

    private static bool InCircle(Fact start, Dictionary<string, Fact> byId)
    {
        var fact = start;
        for (var steps = 0; steps <= byId.Count; steps++)
        {
            if (fact.Replaces is not { } before || !byId.TryGetValue(before, out fact!))
                return false;
            if (fact.Id == start.Id)
                return true;
        }

        return false;
    }

    private static CoachFileRefusal Unknown(string path, string sentence) => new("UnknownReference", path, sentence);
}

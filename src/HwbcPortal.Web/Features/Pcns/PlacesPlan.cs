using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.Shared;

namespace HwbcPortal.Web.Features.Pcns;

/// <summary>What a file of the ODS would do.</summary>
internal enum PlanEffect
{
    NewPcn,
    NewOrganisation,
    Begins,
    Ends,
    Renamed,
}

/// <summary>One change: from which line, in words, and how it is stored.</summary>
internal sealed record PlanStep(int Line, PlanEffect Effect, string Sentence, Action<HwbcDbContext> Store);

/// <summary>What is here, by code. Employers are left out: no file of the ODS is about them.</summary>
internal sealed record KnownPlaces(Dictionary<string, Pcn> Pcns, Dictionary<string, Organisation> Organisations, IReadOnlyList<PcnOrganisation> Places);

/// <summary>
/// What becomes of each line of a file, worked out beside what is here. A line that contradicts what somebody recorded is left out
/// and says so: a file never overwrites a day that was entered here with another one, but for the end of what goes on here.
/// </summary>
internal sealed class PlacesPlan
{
    private readonly KnownPlaces _known;
    private readonly DateOnly _asOf;
    private readonly HashSet<string> _pcnsOfFile;
    private readonly HashSet<string> _named = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _subIcbs = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, Organisation> _byKey;
    private readonly Dictionary<Guid, List<Stay>> _stays;
    private readonly ILookup<Guid, Stay> _locations;
    private readonly List<PlanStep> _steps = [];
    private readonly List<(int Line, string Sentence)> _leftOut = [];

    private PlacesPlan(KnownPlaces known, IReadOnlyList<OdsLine> lines, bool onlyKnown, DateOnly asOf)
    {
        (_known, _asOf) = (known, asOf);
        _pcnsOfFile = lines.Where(l => !l.IsNameOnly).Select(l => l.Pcn).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _stays = known.Places.GroupBy(p => p.OrganisationId).ToDictionary(g => g.Key, g => g.Select(p => new Stay(p.PcnId, p.From, p)).ToList());
        _byKey = known.Organisations.Values.ToDictionary(o => o.Id);
        _locations = _stays.Values.SelectMany(s => s).Where(s => _byKey[s.Place.OrganisationId].Kind == OrganisationKind.SubIcbLocation).OrderBy(s => s.From).ToLookup(s => s.PcnId);
        // A PCN that has closed is not made anew for its past.
        var open = lines.Where(l => l is { Pcn: not null, IsNameOnly: false } && (l.Closed is null || l.Closed >= asOf) && (l.To is null || l.To >= asOf)).Select(l => l.Pcn!).ToHashSet(StringComparer.Ordinal);
        // The earlier stay of a practice ends before its later one begins.
        foreach (var line in lines.OrderBy(l => l.From).ThenBy(l => l.Number))
        {
            if (line.Fault is { } fault)
                LeaveOut(line, fault);
            else if (line.Pcn is null && line.Practice is not null)
                NamePractice(line);
            else if (line.Pcn is null || (!known.Pcns.ContainsKey(line.Pcn) && (onlyKnown || !open.Contains(line.Pcn))))
                PassedOver++;
            else if (line.Closed < asOf)
                LeaveOut(line, $"The file says that {line.Pcn} closed on {Words.Date(line.Closed.Value)}. It is kept here, and stays as it is");
            else
                Take(line);
        }
    }

    public static PlacesPlan Of(KnownPlaces known, IReadOnlyList<OdsLine> lines, bool onlyKnown, DateOnly asOf) => new(known, lines, onlyKnown, asOf);

    /// <summary>The changes, in the order in which they are stored.</summary>
    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>What is to be known of PCNs that are added, in a sentence; null: none is.</summary>
    public string? NewPcns => _steps.Count(s => s.Effect == PlanEffect.NewPcn) is var n and > 0 ? $"{Words.Count(n, "PCN is", "PCNs are")} new. For reimbursement each counts as {Words.Of(default(CapArea))} until its area is set on its own page." : null;

    /// <summary>Lines that are left out, and why.</summary>
    public IReadOnlyList<(int Line, string Sentence)> LeftOut => _leftOut.OrderBy(l => l.Line).ToList();

    /// <summary>Lines that say what is here already.</summary>
    public int Same { get; private set; }

    /// <summary>Lines about PCNs that are not kept here, that have closed, or that are no practice's.</summary>
    public int PassedOver { get; private set; }

    private void Take(OdsLine line)
    {
        var (before, leftOut) = (_steps.Count, _leftOut.Count);
        if (PcnOf(line) is { } pcn)
        {
            TakeSubIcb(line, pcn);
            if (line.Practice is not null)
                TakePractice(line, pcn);
        }

        if (_steps.Count == before && _leftOut.Count == leftOut)
            Same++;
    }

    private Pcn? PcnOf(OdsLine line)
    {
        var code = line.Pcn!;
        if (!OdsCodes.LooksLikePcn(code))
            return LeaveOut<Pcn>(line, $"{code} is not a PCN's code: U and five numbers");
        if (_known.Organisations.TryGetValue(code, out var other))
            return LeaveOut<Pcn>(line, $"{code} is recorded here as {PlaceWords.Article(other.Kind)} {PlaceWords.One(other.Kind)}, and is no PCN");
        if (line.PcnName is { Length: > 200 })
            return LeaveOut<Pcn>(line, "The name has more than 200 characters");
        if (_known.Pcns.TryGetValue(code, out var pcn))
        {
            Rename(line, code, pcn.Name, line.PcnName, name => (pcn.Name, pcn.Version) = (name, Guid.NewGuid()));
            return pcn;
        }

        if (line.PcnName is null)
            return LeaveOut<Pcn>(line, $"{code} is not known here yet, and the line gives no name");
        pcn = new Pcn { Code = code, Name = line.PcnName };
        _known.Pcns.Add(code, pcn);
        _named.Add(code);
        Step(line, PlanEffect.NewPcn, $"Add {pcn.Name} ({code})", db => db.Add(pcn));
        return pcn;
    }

    /// <summary>The file says where the PCN belongs now, and not since when: from the file's day it counts.</summary>
    private void TakeSubIcb(OdsLine line, Pcn pcn)
    {
        if (line.SubIcb is not { } code)
            return;
        if (!_subIcbs.TryAdd(pcn.Code, code))
        {
            if (_subIcbs[pcn.Code] != code)
                LeaveOut(line, $"Another line says that {_subIcbs[pcn.Code]} is the sub-ICB location of {pcn.Code}, and this one {code}");
            return;
        }

        var recorded = _locations[pcn.Id].Where(s => s.To is null || s.To >= _asOf).ToList();
        var isHere = recorded.Exists(s => _byKey[s.Place.OrganisationId].Code == code && s.From <= _asOf);
        if (!isHere && recorded.Find(s => s.From >= _asOf || s.To is not null) is { } other)
        {
            LeaveOut(line, $"Here {_byKey[other.Place.OrganisationId].Name} ({_byKey[other.Place.OrganisationId].Code}) is the sub-ICB location of {pcn.Code} {PlaceWords.Days(other.From, other.To)}");
            return;
        }

        if (OrganisationOf(line, OrganisationKind.SubIcbLocation, code, line.SubIcbName) is not { } location || isHere)
            return;
        foreach (var stay in recorded)
            End(line, stay, pcn, _asOf.AddDays(-1));
        Begin(line, location, pcn, _asOf, null);
    }

    private void TakePractice(OdsLine line, Pcn pcn)
    {
        var (from, to) = (line.From!.Value, line.To);
        if (OrganisationOf(line, OrganisationKind.Practice, line.Practice!, line.PracticeName) is not { } practice)
            return;
        var stays = _stays.GetValueOrDefault(practice.Id) ?? [];
        if (stays.Find(s => s.PcnId == pcn.Id && s.From == from) is { } stay)
        {
            if (stay.To == to)
                return;
            if (stay.To is { } ended)
                LeaveOut(line, $"Here {practice.Code} ended on {Words.Date(ended)} at {pcn.Code}, and the file says that it {(to is { } end ? $"ended on {Words.Date(end)}" : "goes on")}");
            else if (Overlapping(stays, stay, from, to) is { } longer)
                LeaveOut(line, Contradicts(longer, practice));
            else
                End(line, stay, pcn, to!.Value);
            return;
        }

        if (Overlapping(stays, null, from, to) is { } other)
            LeaveOut(line, Contradicts(other, practice));
        else
            Begin(line, practice, pcn, from, to);
    }

    /// <summary>A line about a practice alone: it can only be called otherwise than here.</summary>
    private void NamePractice(OdsLine line)
    {
        if (_known.Organisations.TryGetValue(line.Practice!, out var known) && known.Kind == OrganisationKind.Practice)
            OrganisationOf(line, OrganisationKind.Practice, line.Practice!, line.PracticeName);
        else
            PassedOver++;
    }

    private Organisation? OrganisationOf(OdsLine line, OrganisationKind kind, string code, string? name)
    {
        if (_known.Pcns.ContainsKey(code) || _pcnsOfFile.Contains(code))
            return LeaveOut<Organisation>(line, $"{code} is a PCN, and no {PlaceWords.One(kind)}");
        if (!OdsCodes.Fits(kind, code))
            return LeaveOut<Organisation>(line, $"{code} is not {PlaceWords.Article(kind)} {PlaceWords.One(kind)}'s code: {OdsCodes.Shape(kind)}");
        if (name is { Length: > 200 })
            return LeaveOut<Organisation>(line, "The name has more than 200 characters");
        if (_known.Organisations.TryGetValue(code, out var known))
        {
            Rename(line, code, known.Name, name, to => (known.Name, known.Version) = (to, Guid.NewGuid()));
            return known;
        }

        if (name is null)
            return LeaveOut<Organisation>(line, $"{code} is not known here yet, and the line gives no name");
        var made = new Organisation { Kind = kind, Code = code, Name = name };
        _known.Organisations.Add(code, made);
        _byKey.Add(made.Id, made);
        _named.Add(code);
        Step(line, PlanEffect.NewOrganisation, $"Add the {PlaceWords.One(kind)} {name} ({code})", db => db.Add(made));
        return made;
    }

    private void Rename(OdsLine line, string code, string before, string? name, Action<string> store)
    {
        // The ODS writes in capitals: a name that differs in nothing else is the same. The first line that names it counts.
        if (name is null || !_named.Add(code) || string.Equals(before, name, StringComparison.OrdinalIgnoreCase))
            return;
        Step(line, PlanEffect.Renamed, $"{before} ({code}) is called {name}", _ => store(name));
    }

    private void Begin(OdsLine line, Organisation organisation, Pcn pcn, DateOnly from, DateOnly? to)
    {
        var place = new PcnOrganisation { PcnId = pcn.Id, OrganisationId = organisation.Id, From = from, To = to };
        if (!_stays.TryGetValue(organisation.Id, out var stays))
            _stays.Add(organisation.Id, stays = []);
        stays.Add(new Stay(pcn.Id, from, place) { To = to });
        Step(line, PlanEffect.Begins, $"{organisation.Name} ({organisation.Code}) is {PlaceWords.The(organisation.Kind)} of {pcn.Name} {PlaceWords.Days(from, to)}", db =>
        {
            db.Add(place);
            (pcn.Version, organisation.Version) = (Guid.NewGuid(), Guid.NewGuid());
        });
    }

    private void End(OdsLine line, Stay stay, Pcn pcn, DateOnly last)
    {
        stay.To = last;
        var organisation = _byKey[stay.Place.OrganisationId];
        Step(line, PlanEffect.Ends, $"{organisation.Name} ({organisation.Code}) is {PlaceWords.The(organisation.Kind)} of {pcn.Name} {PlaceWords.Days(stay.From, last)}", _ => (stay.Place.To, pcn.Version) = (last, Guid.NewGuid()));
    }

    private static Stay? Overlapping(List<Stay> stays, Stay? except, DateOnly from, DateOnly? to) => stays.Find(s => s != except && (s.To is null || s.To >= from) && (to is null || s.From <= to));

    private string Contradicts(Stay other, Organisation practice) => $"Here {practice.Name} ({practice.Code}) is a member of {_known.Pcns.Values.First(p => p.Id == other.PcnId).Name} {PlaceWords.Days(other.From, other.To)}. Put it right there first";

    private void Step(OdsLine line, PlanEffect effect, string sentence, Action<HwbcDbContext> store) => _steps.Add(new PlanStep(line.Number, effect, sentence, store));

    private void LeaveOut(OdsLine line, string sentence) => _leftOut.Add((line.Number, sentence));

    private T? LeaveOut<T>(OdsLine line, string sentence) where T : class
    {
        LeaveOut(line, sentence);
        return null;
    }

    /// <summary>An organisation's time at a PCN as it would be.</summary>
    private sealed class Stay(Guid pcnId, DateOnly from, PcnOrganisation place)
    {
        public Guid PcnId { get; } = pcnId;

        public DateOnly From { get; } = from;

        public DateOnly? To { get; set; } = place.To;

        public PcnOrganisation Place { get; } = place;
    }
}

using HwbcPortal.Web.Infrastructure.Security;

namespace HwbcPortal.Web.Features.Shared;

/// <summary>The pages about one coach, as the person may see them: pages with addresses, not tabs of a script.</summary>
internal sealed record CoachTabs(string Current, IReadOnlyList<(string Name, string Url)> Tabs)
{
    /// <summary>This page at another of the coach's PCNs.</summary>
    public string At(PcnName pcn) => $"{Tabs.Single(t => t.Name == Current).Url.Split('?')[0]}?pcn={pcn.Code}";

    public static CoachTabs For(SeenCoach coach, SignedInPerson person, string current)
    {
        var query = $"?pcn={coach.Pcn.Code}";
        var all = person.MayFor(Operation.ReadCoach, coach.Id, [coach.Pcn.Id]);
        var tabs = new List<(string, string)>();
        if (all)
            tabs.Add(("Clearance", $"/coaches/{coach.Reference}{query}"));
        if (all || person.MayFor(Operation.ReadTraining, coach.Id, [coach.Pcn.Id]))
            tabs.Add(("Training", $"/coaches/{coach.Reference}/training{query}"));
        if (all)
        {
            tabs.Add(("Supervision", $"/coaches/{coach.Reference}/supervision{query}"));
            tabs.Add(("Checks", $"/coaches/{coach.Reference}/checks{query}"));
            tabs.Add(("People", $"/coaches/{coach.Reference}/people{query}"));
            tabs.Add(("Development", $"/coaches/{coach.Reference}/development{query}"));
            tabs.Add(("History", $"/coaches/{coach.Reference}/history{query}"));
        }

        return new CoachTabs(current, tabs);
    }
}

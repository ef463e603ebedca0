using HwbcPortal.Data.Entities;

namespace HwbcPortal.Data.Compliance;

/// <summary>Under which ids, and in which order, one coach's file names the items that it shares with others.</summary>
internal sealed class SharedNames
{
    private readonly Dictionary<Guid, SharedItemName> _given;
    private readonly Dictionary<Guid, string> _learned = [];

    private SharedNames(List<SharedItemName> given)
    {
        _given = given.ToDictionary(n => n.VersionId);
        RecordIds = given.Select(n => n.RecordId).Distinct().ToList();
    }

    /// <summary>The records that the file names, used or not.</summary>
    public IReadOnlyList<Guid> RecordIds { get; }

    public static SharedNames Of(List<SharedItemName> given) => new(given);

    /// <summary>Takes in the rows that were read, so that others can refer to them.</summary>
    public void Learn(IEnumerable<FactVersion> rows)
    {
        foreach (var row in rows)
            _learned[row.Id] = Of(row);
    }

    public string Of(FactVersion row) => _given.TryGetValue(row.Id, out var name) ? name.ItemId : row.ItemId;

    public string Of(Guid versionId) => _learned[versionId];

    public string? OfReplaced(FactVersion row) => row.ReplacesId is { } id ? _learned[id] : null;

    /// <summary>An item that the file never named comes after those that it did.</summary>
    public (int, DateTime, string) PositionOf(FactVersion row) =>
        _given.TryGetValue(row.Id, out var name) ? (name.Position, default, "")
        : row is CheckVersion { CoachId: not null } ? (row.Position, default, "")
        : (int.MaxValue, row.RecordedUtc, row.ItemId);
}

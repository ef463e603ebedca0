using System.Globalization;
using System.Text.Json;

namespace HwbcPortal.Domain.Compliance;

/// <summary>Where each path stands in the text: of several faults of a code the first in the document is told.</summary>
internal sealed class DocumentOrder
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _ends = new(StringComparer.Ordinal);
    private int _next;

    /// <summary>The places of a text that is JSON.</summary>
    public static DocumentOrder Of(ReadOnlySpan<byte> utf8)
    {
        var order = new DocumentOrder();
        using var document = JsonDocument.Parse(utf8.ToArray());
        order.Walk("$", document.RootElement);
        return order;
    }

    /// <summary>A place that sorts as the path does in the text; a member that is not there comes after those that are.</summary>
    public int PlaceOf(string path)
    {
        if (_places.TryGetValue(path, out var place))
            return place;
        var parent = path[..path.LastIndexOf('.')];
        return _ends.GetValueOrDefault(parent, int.MaxValue);
    }

    private void Walk(string path, JsonElement element)
    {
        _places[path] = _next++;
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in element.EnumerateObject())
                Walk($"{path}.{member.Name}", member.Value);
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            var i = 0;
            foreach (var item in element.EnumerateArray())
                Walk(string.Create(CultureInfo.InvariantCulture, $"{path}[{i++}]"), item);
        }

        _ends[path] = _next++;
    }
}

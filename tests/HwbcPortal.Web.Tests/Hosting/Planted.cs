using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>The same text in every place of the record in which somebody's words stand.</summary>
internal static class Planted
{
    // What the portal made itself: references, addresses, kinds, digests, files and what is JSON.
    private static readonly Regex Made = new("(Id|Json|Code|Codes|Blocking|Reference|Email|UserName|Sha256|Hash|Stamp|Digest|Secret|Salt|Path|Rule|Key|Kind|Command|Entity|Actor|Device|Version|Type|Fact|Fields|Content|Location|Fingerprint|Document|Uid|Letter|Series|Job|Subject)$|^Normalized|^Protected|^Phone|^Address$", RegexOptions.NonBacktracking);

    // Members of what is stored as JSON in which somebody's words stand.
    private static readonly HashSet<string> InJson = new(StringComparer.OrdinalIgnoreCase) { "title", "name", "supervisor", "notes", "text", "concern", "wellbeing", "reason", "comment", "themes" };

    public static Task<IReadOnlyDictionary<string, int>> EverywhereAsync(PortalFixture portal, string text) => EverywhereAsync(portal, [text]);

    /// <summary>Several texts in turn, from row to row; what the audit keeps of rows too, which verifies no more then.</summary>
    /// <returns>In how many rows of each column a text stands now.</returns>
    public static Task<IReadOnlyDictionary<string, int>> EverywhereAsync(PortalFixture portal, IReadOnlyList<string> texts) => portal.DbAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        var planted = new SortedDictionary<string, int>(StringComparer.Ordinal);
        // Identity's own tables of claims, other sites' logins and tokens have no rows in this portal.
        var words = db.Model.GetEntityTypes().Where(t => !t.IsOwned() && t.GetTableName() is not null && !t.ClrType.Name.StartsWith("Identity", StringComparison.Ordinal)).SelectMany(t => t.GetProperties().Where(IsSomebodysWords).Select(p => (Type: t, Property: p))).ToList();
        foreach (var (type, property) in words)
        {
            // Where nobody has said anything yet, something is said in each row.
            if (await PlantAsync("IS NOT NULL") is var rows && rows == 0 && property.IsNullable)
                rows = await PlantAsync("IS NULL");
            planted[$"{type.GetTableName()}.{property.GetColumnName()}"] = rows;

            async Task<int> PlantAsync(string where)
            {
                var count = 0;
                for (var n = 0; n < texts.Count; n++)
                {
                    await using var command = db.Database.GetDbConnection().CreateCommand();
                    command.CommandText = $"UPDATE \"{type.GetTableName()}\" SET \"{property.GetColumnName()}\" = @text WHERE \"{property.GetColumnName()}\" {where}{(texts.Count == 1 ? "" : $" AND rowid % {texts.Count} = {n}")}";
                    var parameter = command.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = ("@text", texts[n]);
                    command.Parameters.Add(parameter);
                    count += await command.ExecuteNonQueryAsync();
                }

                return count;
            }
        }

        var names = words.ToLookup(w => w.Type.ClrType.Name, w => w.Property.Name);
        foreach (var change in await db.AuditChanges.AsNoTracking().Where(c => c.Content != null).Select(c => new { c.Id, c.Entity, c.Content }).ToListAsync())
        {
            var content = JsonNode.Parse(change.Content!)!;
            var count = Plant(content, [.. names[change.Entity], "reason"], texts[(int)(change.Id % texts.Count)]);
            planted["AuditChanges.Content"] = planted.GetValueOrDefault("AuditChanges.Content") + count;
            var text = content.ToJsonString();
            if (count > 0)
                await db.AuditChanges.Where(c => c.Id == change.Id).ExecuteUpdateAsync(u => u.SetProperty(c => c.Content, text));
        }

        // What a list of a PCN's own rules, a declaration and a draft say.
        foreach (var type in db.Model.GetEntityTypes().Where(t => t.FindProperty("ContentJson") is not null))
        {
            foreach (var (row, json) in await ReadAsync($"SELECT rowid, ContentJson FROM \"{type.GetTableName()}\""))
            {
                if (json.Length == 0)
                    continue;
                var content = JsonNode.Parse(json)!;
                planted[$"{type.GetTableName()}.ContentJson"] = planted.GetValueOrDefault($"{type.GetTableName()}.ContentJson") + Plant(content, InJson, texts[(int)(row % texts.Count)]);
                await using var command = db.Database.GetDbConnection().CreateCommand();
                command.CommandText = $"UPDATE \"{type.GetTableName()}\" SET ContentJson = @json WHERE rowid = {row}";
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.Value) = ("@json", content.ToJsonString());
                command.Parameters.Add(parameter);
                await command.ExecuteNonQueryAsync();
            }
        }

        return (IReadOnlyDictionary<string, int>)planted;

        async Task<List<(long Row, string Json)>> ReadAsync(string select)
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = select;
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<(long, string)>();
            while (await reader.ReadAsync())
                rows.Add((reader.GetInt64(0), reader.GetString(1)));
            return rows;
        }
    });

    private static int Plant(JsonNode? node, HashSet<string> names, string text)
    {
        var count = 0;
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToList())
                {
                    if (value is JsonValue single && single.GetValueKind() == JsonValueKind.String && names.Contains(name))
                        (members[name], count) = (text, count + 1);
                    else
                        count += Plant(value, names, text);
                }

                break;
            case JsonArray items:
                count = items.Sum(i => Plant(i, names, text));
                break;
        }

        return count;
    }

    // Somebody's words all the same, whatever their names end with.
    private static readonly HashSet<string> Words = new(StringComparer.Ordinal) { "BookingReference", "WorkEmail", "Device" };

    private static bool IsSomebodysWords(IProperty property) => property.ClrType == typeof(string) && property.GetValueConverter() is null
        && (Words.Contains(property.Name) || (!property.IsKey() && !property.IsForeignKey() && !property.GetContainingIndexes().Any(i => i.IsUnique) && !Made.IsMatch(property.Name)));
}

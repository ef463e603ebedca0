using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>The same text in every place of the record in which somebody's words stand.</summary>
internal static class Planted
{
    // What the portal made itself: references, addresses, kinds, digests, files and what is JSON.
    private static readonly Regex Made = new("(Id|Json|Code|Codes|Blocking|Reference|Email|UserName|Hash|Stamp|Digest|Secret|Salt|Path|Rule|Key|Kind|Command|Entity|Actor|Device|Version|Type|Fact|Fields|Content|Location|Fingerprint|Document|Uid|Letter|Series|Job|Subject)$|^Normalized|^Protected|^Phone|^Address$", RegexOptions.NonBacktracking);

    public static Task<int> EverywhereAsync(PortalFixture portal, string text) => EverywhereAsync(portal, [text]);

    /// <summary>Several texts in turn, from row to row.</summary>
    public static Task<int> EverywhereAsync(PortalFixture portal, IReadOnlyList<string> texts) => portal.DbAsync(async db =>
    {
        await db.Database.OpenConnectionAsync();
        var columns = 0;
        foreach (var type in db.Model.GetEntityTypes().Where(t => !t.IsOwned() && !t.ClrType.Name.StartsWith("Audit", StringComparison.Ordinal) && t.GetTableName() is not null))
        {
            foreach (var property in type.GetProperties().Where(IsSomebodysWords))
            {
                for (var n = 0; n < texts.Count; n++)
                {
                    await using var command = db.Database.GetDbConnection().CreateCommand();
                    command.CommandText = $"UPDATE \"{type.GetTableName()}\" SET \"{property.GetColumnName()}\" = @text WHERE \"{property.GetColumnName()}\" IS NOT NULL{(texts.Count == 1 ? "" : $" AND rowid % {texts.Count} = {n}")}";
                    var parameter = command.CreateParameter();
                    (parameter.ParameterName, parameter.Value) = ("@text", texts[n]);
                    command.Parameters.Add(parameter);
                    await command.ExecuteNonQueryAsync();
                }

                columns++;
            }
        }

        return columns;
    });

    private static bool IsSomebodysWords(IProperty property) =>
        property.ClrType == typeof(string) && !property.IsKey() && !property.IsForeignKey() && !property.GetContainingIndexes().Any(i => i.IsUnique) && property.GetValueConverter() is null && !Made.IsMatch(property.Name);
}

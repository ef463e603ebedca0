using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>A digest of every table: what was the same before and after has not changed.</summary>
internal static class Tables
{
    public static Task<Dictionary<string, string>> TablesAsync(this PortalFixture portal) => portal.DbAsync(async db =>
    {
        var digests = new Dictionary<string, string>(StringComparer.Ordinal);
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync();
        foreach (var table in db.Model.GetEntityTypes().Select(t => t.GetTableName()!).Distinct())
        {
            await using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM \"{table}\"";
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<string>();
            while (await reader.ReadAsync())
                rows.Add(string.Join('\t', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i).ToString())));
            digests[table] = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', rows.Order(StringComparer.Ordinal)))));
        }

        return digests;
    });
}

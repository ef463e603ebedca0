using HwbcPortal.Data;
using Microsoft.EntityFrameworkCore;

namespace HwbcPortal.Web.Features.Privacy;

/// <summary>
/// What was erased is gone from the file too: SQLite keeps old pages in its free space and its write-ahead log until both are written
/// anew. On SQL Server that is the server's, and its backups' matter.
/// </summary>
internal static class FreeSpace
{
    public static async Task EraseAsync(HwbcDbContext db, CancellationToken cancellation)
    {
        if (!db.Database.IsSqlite())
            return;
        await db.Database.ExecuteSqlRawAsync("VACUUM", cancellation);
        await db.Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellation);
    }
}

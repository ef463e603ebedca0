using Microsoft.Data.SqlClient;
using Microsoft.Data.Sqlite;

namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>What keeps the portal from storing anything, and passes by itself once somebody has mended it: people are told which.</summary>
internal static class StorageFault
{
    private const string Full = "The disk that the portal keeps its data on is full.";
    private const string ReadOnly = "The portal may not write to its database at present.";
    private const string NoFolder = "The portal may not write to its folder of files at present.";
    private const string Busy = "Something else keeps the database busy.";
    private const string Unwell = "The disk that the portal keeps its data on does not answer as it should.";

    // What Linux calls no space and no quota left, and what Windows does.
    private static readonly HashSet<int> NoSpace = [28, 122, unchecked((int)0x80070070)];

    /// <summary>The sentence; null where it is a defect, or something else.</summary>
    public static string? Of(Exception? fault)
    {
        for (; fault is not null; fault = fault.InnerException)
        {
            var sentence = fault switch
            {
                SqliteException sqlite => sqlite.SqliteErrorCode switch { 13 => Full, 8 => ReadOnly, 5 or 6 => Busy, 10 => Unwell, _ => null },
                SqlException server => server.Number switch { 1101 or 1105 or 9002 => Full, 3906 => ReadOnly, 1222 => Busy, _ => null },
                IOException io when NoSpace.Contains(io.HResult) => Full,
                // A file system that became read-only, or takes nothing any more.
                IOException { HResult: 30 } or UnauthorizedAccessException => NoFolder,
                IOException { HResult: 5 } => Unwell,
                // What .NET makes of a file that the process may not make larger.
                ArgumentOutOfRangeException { TargetSite: { } at } when at.DeclaringType == typeof(RandomAccess) => Full,
                _ => null,
            };
            if (sentence is not null)
                return sentence;
        }

        return null;
    }
}

using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>Counts the commands of one portal, and lets something happen between two moments of one.</summary>
internal sealed class QueryLog : DbCommandInterceptor
{
    private int _commands;
    private (string Table, Func<Task> Happens)? _next;

    public int Commands => _commands;

    public void Reset() => _commands = 0;

    /// <summary>Something that happens once, when a table has been read and whoever reads it does not have the rows yet.</summary>
    public void WhileNextRead(string table, Func<Task> happens) => _next = (table, happens);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _commands);
        return new(result);
    }

    public override async ValueTask<DbDataReader> ReaderExecutedAsync(DbCommand command, CommandExecutedEventData eventData, DbDataReader result, CancellationToken cancellationToken = default)
    {
        if (_next is var (table, happens) && command.CommandText.Contains($"FROM \"{table}\"", StringComparison.Ordinal))
        {
            _next = null;
            await happens();
        }

        return result;
    }
}

/// <summary>
/// Keeps every query expression that the pages of any test ran. One for all portals: EF makes its inner services anew for each
/// interceptor of this kind, and refuses more than twenty of them.
/// </summary>
internal sealed class QueryExpressions : IQueryExpressionInterceptor, ISingletonInterceptor
{
    public static readonly QueryExpressions Shared = new();

    public ConcurrentDictionary<string, Expression> Seen { get; } = new(StringComparer.Ordinal);

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        Seen.TryAdd(queryExpression.ToString(), queryExpression);
        return queryExpression;
    }
}

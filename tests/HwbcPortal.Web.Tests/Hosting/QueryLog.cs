using System.Collections.Concurrent;
using System.Data.Common;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HwbcPortal.Web.Tests.Hosting;

/// <summary>Counts commands and keeps every query expression that the pages ran.</summary>
internal sealed class QueryLog : DbCommandInterceptor, IQueryExpressionInterceptor, ISingletonInterceptor
{
    private int _commands;

    /// <summary>The expressions that all fixtures of this run have seen.</summary>
    public static ConcurrentDictionary<string, Expression> Expressions { get; } = new(StringComparer.Ordinal);

    public int Commands => _commands;

    public void Reset() => _commands = 0;

    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        Expressions.TryAdd(queryExpression.ToString(), queryExpression);
        return queryExpression;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _commands);
        return new(result);
    }
}

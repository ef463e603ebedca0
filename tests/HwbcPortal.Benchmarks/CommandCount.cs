using System.Data.Common;
using System.Globalization;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace HwbcPortal.Benchmarks;

/// <summary>Says on each response how many commands the page sent to the database.</summary>
internal sealed class CommandCount : DbCommandInterceptor, IStartupFilter
{
    public const string Header = "X-Commands";
    private readonly AsyncLocal<int[]?> _commands = new();

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
    {
        if (_commands.Value is { } count)
            Interlocked.Increment(ref count[0]);
        return new(result);
    }

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((context, following) =>
        {
            var count = _commands.Value = new int[1];
            context.Response.OnStarting(() =>
            {
                context.Response.Headers[Header] = count[0].ToString(CultureInfo.InvariantCulture);
                return Task.CompletedTask;
            });
            return following(context);
        });
        next(app);
    };
}

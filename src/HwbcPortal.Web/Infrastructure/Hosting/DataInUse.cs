namespace HwbcPortal.Web.Infrastructure.Hosting;

/// <summary>
/// Says that a portal serves from the data folder, until the process ends in whichever way: a restore stops before it. An idle
/// portal holds no connection, so the database itself cannot be asked.
/// </summary>
internal sealed class DataInUse(PortalSettings settings) : IHostedService, IDisposable
{
    private FileStream? _held;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _held = new FileStream(At(settings), FileMode.OpenOrCreate, FileAccess.Read, FileShare.Read);
            return Task.CompletedTask;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"The data folder {settings.DataFolder} cannot be used: {fault.Message.TrimEnd('.')}. If it is being restored, start the portal when that is done.");
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _held?.Dispose();

    /// <summary>Holds the folder for a restore.</summary>
    /// <exception cref="StartRefusedException">A portal serves from it.</exception>
    public static FileStream Alone(PortalSettings settings)
    {
        try
        {
            return new FileStream(At(settings), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new StartRefusedException($"A portal is running on {settings.DataFolder}. Stop it first. Nothing was changed.");
        }
    }

    private static string At(PortalSettings settings) => Path.Combine(settings.DataFolder, "portal.lock");
}

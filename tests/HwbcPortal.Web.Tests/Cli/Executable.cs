using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Cli;

/// <summary>The web application's executable as a process of its own.</summary>
internal static class Executable
{
    /// <summary>Runs it to its end, with a text on standard input.</summary>
    public static Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] args) => RunAsync(input, PortalProcess.Start(args));

    /// <summary>Runs it to its end on a data folder.</summary>
    public static Task<(int Code, string Output, string Error)> RunOnAsync(string folder, params string[] args) => RunAsync("", PortalProcess.Start(args, ("Data__Folder", folder)));

    /// <summary>Runs it to its end on a data folder, with settings of the environment.</summary>
    public static Task<(int Code, string Output, string Error)> RunOnAsync(string folder, (string Name, string Value)[] settings, params string[] args) => RunAsync("", PortalProcess.Start(args, [("Data__Folder", folder), .. settings]));

    /// <summary>Runs it to its end on a small disk.</summary>
    public static Task<(int Code, string Output, string Error)> RunOnAsync(SmallDisk disk, params string[] args) => RunAsync("", PortalProcess.Start(args, [("Data__Folder", disk.Folder)], disk.By));

    /// <summary>Serves from a data folder with settings of the environment, on an address that is free, until it ends by itself.</summary>
    public static Task<(int Code, string Output, string Error)> ServeOnAsync(string folder, (string Name, string Value)[] settings) => RunAsync("", PortalProcess.Start([], [("Data__Folder", folder), ("ASPNETCORE_URLS", "http://127.0.0.1:0"), .. settings]));

    private static async Task<(int Code, string Output, string Error)> RunAsync(string input, System.Diagnostics.Process started)
    {
        using var process = started;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It had answered already and reads no more.
        }

        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // It serves instead of refusing: its exit code says that it was killed.
            process.Kill();
            await process.WaitForExitAsync();
        }

        return (process.ExitCode, await output, await error);
    }
}

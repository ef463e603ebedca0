using HwbcPortal.Web.Tests.Hosting;

namespace HwbcPortal.Web.Tests.Cli;

/// <summary>The web application's executable as a process of its own.</summary>
internal static class Executable
{
    /// <summary>Runs it to its end, with a text on standard input.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsync(string input, params string[] args)
    {
        using var process = PortalProcess.Start(args);
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

        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

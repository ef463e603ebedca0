using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using HwbcPortal.Web.Infrastructure.Hosting;

namespace HwbcPortal.Web.Cli;

/// <summary>
/// The commands of the executable. They are dispatched before a web host is built; without a command the portal is served.
/// Answers go to standard output, everything else to standard error.
/// </summary>
internal static partial class CommandLine
{
    /// <summary>Everything was accepted.</summary>
    public const int Ok = 0;

    /// <summary>The portal could not start or lost its database, or what was verified does not hold.</summary>
    public const int Failed = 1;

    /// <summary>The arguments cannot be used.</summary>
    public const int BadArguments = 2;

    /// <summary>Some line was refused.</summary>
    public const int SomeRefused = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Readiness, training, supervision and role requirements of Health and Wellbeing Coaches. Without a command the portal is served.")
        {
            Evaluate(), Timeline(), Import(), Demo(), Migrate(), Audit(), Backup(), Restore(), Keys(),
        };
        // The web host reads settings such as --urls itself.
        root.TreatUnmatchedTokensAsErrors = false;
        root.SetAction((_, cancellation) => PortalHost.ServeAsync(args, cancellation));
        var parsed = root.Parse(args);
        var isCommand = parsed.CommandResult.Command != root;
        var stray = parsed.UnmatchedTokens.Count > 0 && (isCommand || !parsed.UnmatchedTokens[0].StartsWith('-'));
        if (parsed.Errors.Count > 0 || stray)
        {
            foreach (var error in parsed.Errors)
                await Console.Error.WriteLineAsync(error.Message);
            if (stray)
                await Console.Error.WriteLineAsync($"\"{parsed.UnmatchedTokens[0]}\" is not something that can stand here.");
            await Console.Error.WriteLineAsync("Try --help.");
            return BadArguments;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static Command Evaluate()
    {
        var asOf = Date("--as-of", "The date that is asked about.", required: true);
        var knownAt = Date("--known-at", "Use what was known on this day.");
        var pcn = Pcn("Answer for this PCN alone.");
        var command = new Command("evaluate", "Reads coach files from standard input, one a line, and writes a decision for each PCN.") { asOf, knownAt, pcn };
        command.SetAction((parsed, _) => EvaluateCommand.RunAsync(parsed.GetValue(asOf)!.Value, parsed.GetValue(knownAt), parsed.GetValue(pcn), Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error));
        return command;
    }

    private static Command Timeline()
    {
        var from = Date("--from", "The first day.", required: true);
        var to = Date("--to", "The last day.", required: true);
        var knownAt = Date("--known-at", "Use what was known on this day.");
        var pcn = Pcn("Answer for this PCN alone.");
        var command = new Command("timeline", "Reads coach files from standard input, one a line, and writes the answers through time for each PCN.") { from, to, knownAt, pcn };
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is { } first && result.GetValue(to) is { } last && last < first)
                result.AddError("--to is before --from.");
        });
        command.SetAction((parsed, _) => TimelineCommand.RunAsync(parsed.GetValue(from)!.Value, parsed.GetValue(to)!.Value, parsed.GetValue(knownAt), parsed.GetValue(pcn), Console.OpenStandardInput(), Console.OpenStandardOutput(), Console.Error));
        return command;
    }

    private static Command Import()
    {
        var file = new Argument<FileInfo>("FILE.jsonl") { Description = "Coach files, one a line." };
        var pcn = Pcn("Take only coaches who have a post at this PCN.");
        var command = new Command("import", "Stores coach files in the database, one transaction a coach. The same file again changes nothing.") { file, pcn };
        command.SetAction((parsed, cancellation) => ImportCommand.RunAsync(parsed.GetValue(file)!, parsed.GetValue(pcn), Console.Out, Console.Error, cancellation));
        return command;
    }

    private static Command Demo()
    {
        var urls = new Option<string>("--urls") { Description = "Where to serve.", DefaultValueFactory = _ => "http://localhost:5080" };
        var data = new Option<DirectoryInfo?>("--data") { Description = "Where the demo keeps its database; made when it is not there." };
        var password = new Option<string?>("--password") { Description = "The password of the four sign-ins; made up and printed when it is not given." };
        var command = new Command("demo", "Makes or reopens a database of fictional PCNs and coaches, and serves it.") { urls, data, password };
        command.SetAction((parsed, cancellation) => DemoCommand.RunAsync(parsed.GetValue(urls)!, parsed.GetValue(data), parsed.GetValue(password), cancellation));
        return command;
    }

    private static Command Migrate()
    {
        var command = new Command("migrate", "Brings the database up to this version of the program.");
        command.SetAction((_, cancellation) => MigrateCommand.RunAsync(Console.Error, cancellation));
        return command;
    }

    private static Command Audit()
    {
        var verify = new Command("verify", "Walks the audit chain from its first entry to its end, and says what does not agree.");
        verify.SetAction((_, cancellation) => AuditCommands.VerifyAsync(Console.Out, cancellation));
        return new Command("audit", "The record of who did what.") { verify };
    }

    private static Command Keys()
    {
        var renew = new Command("renew", "Makes another key, encrypts what is stored with it, and ends all keys before. The portal is stopped.");
        renew.SetAction((_, cancellation) => KeysCommand.RenewAsync(Console.Out, cancellation));
        return new Command("keys", "The keys that encrypt cookies, links and the secrets of authenticator apps.") { renew };
    }

    private static Command Backup()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "Where the backup goes; made, and not there yet." };
        var command = new Command("backup", "Copies database, evidence and keys into a folder, while the portal is in use.") { folder };
        command.SetAction((parsed, cancellation) => BackupCommand.RunAsync(Folder(parsed.GetValue(folder)!), Console.Out, Console.Error, cancellation));
        return command;
    }

    private static Command Restore()
    {
        var folder = new Argument<DirectoryInfo>("FOLDER") { Description = "The backup." };
        var replace = new Option<bool>("--replace") { Description = "Keep the data that is there beside, under a name with the time." };
        var command = new Command("restore", "Checks a backup and puts it where the portal has its data. The portal is stopped.") { folder, replace };
        command.SetAction((parsed, cancellation) => RestoreCommand.RunAsync(Folder(parsed.GetValue(folder)!), parsed.GetValue(replace), Console.Out, cancellation));
        return command;
    }

    private static string Folder(DirectoryInfo folder) => Path.TrimEndingDirectorySeparator(folder.FullName);

    private static Option<DateOnly?> Date(string name, string description, bool required = false) => new(name)
    {
        Description = $"{description} Written as 2026-11-01.",
        Required = required,
        CustomParser = result =>
        {
            if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
                return date;
            result.AddError($"{name} takes a date such as 2026-11-01, not \"{result.Tokens[0].Value}\".");
            return null;
        },
    };

    private static Option<string?> Pcn(string description)
    {
        var option = new Option<string?>("--pcn") { Description = $"{description} U and five digits." };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count > 0 && !PcnCode().IsMatch(result.Tokens[0].Value))
                result.AddError($"--pcn takes U and five digits, not \"{result.Tokens[0].Value}\".");
        });
        return option;
    }

    [GeneratedRegex("^U[0-9]{5}$")]
    private static partial Regex PcnCode();
}

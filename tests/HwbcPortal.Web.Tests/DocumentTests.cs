using System.Reflection;
using System.Text.RegularExpressions;
using FluentValidation;
using FluentValidation.Validators;
using HwbcPortal.Data;
using HwbcPortal.Data.Entities;
using HwbcPortal.Web.Features.About;
using HwbcPortal.Web.Features.Account;
using HwbcPortal.Web.Features.Evidence;
using HwbcPortal.Web.Features.Pcns;
using HwbcPortal.Web.Features.People;
using HwbcPortal.Web.Features.Training;
using HwbcPortal.Web.Features.WorkforceReturn;
using HwbcPortal.Web.Infrastructure.Files;
using HwbcPortal.Web.Infrastructure.Forms;
using HwbcPortal.Web.Infrastructure.Hosting;
using HwbcPortal.Web.Infrastructure.Mail;
using HwbcPortal.Web.Infrastructure.Security;
using HwbcPortal.Web.Tests.Hosting;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace HwbcPortal.Web.Tests;

/// <summary>What the baseline asks to be written down is what the program does: each figure, way, key, connection, log and table of the documents is held to it.</summary>
public sealed partial class DocumentTests(PortalFixture portal) : IClassFixture<PortalFixture>
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static;
    // Not typed: they have to be one of what the page offers.
    private static readonly string[] Chosen = ["About", "Entry", "HubLead"];
    private static readonly string[] InWords = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    /// <summary>What a document says with the number that the program has in its place.</summary>
    public static TheoryData<string, string> Figures()
    {
        var evidence = EvidenceSettings.From(new ConfigurationBuilder().Build());
        var limits = LimitSettings.From(new ConfigurationBuilder().Build());
        var throttle = typeof(SignInThrottle);
        var mail = new SmtpOutbox(MailSettings.From(new ConfigurationBuilder().Build()), NullLogger<SmtpOutbox>.Instance);
        var (atAddress, ofAddress, ofAccount) = (Of<object>(throttle, "AtAddress"), Of<object>(throttle, "OfAddress"), Of<object>(throttle, "OfAccount"));
        var (min, max) = Length(new PasswordsValidator(), nameof(PasswordsForm.Password));
        return new TheoryData<string, string>
        {
            { "security.md", $"*Passwords* have {min} to {max} characters, with no rules of composition and no expiry" },
            { "security.md", $"PBKDF2, HMAC-SHA-512, {PortalSecurity.HashRounds:N0} rounds" },
            { "security.md", $"After {InWords[Free(atAddress)]} wrong tries for an account from one address" },
            { "security.md", $"up to {(Longest(atAddress) == TimeSpan.FromMinutes(15) ? "a quarter of an hour" : Longest(atAddress))}" },
            { "security.md", $"An address that {(Free(ofAddress) == 20 ? "twenty" : Free(ofAddress))} wrong tries came from" },
            { "security.md", $"An account that was tried wrongly {(Free(ofAccount) == 20 ? "twenty" : Free(ofAccount))} times, wherever from, waits {(Longest(ofAccount) == TimeSpan.FromSeconds(30) ? "half a minute" : Longest(ofAccount))} at most" },
            { "security.md", $"signed in during the last {Of<TimeSpan>(throttle, "Known").TotalDays:0} days" },
            { "security.md", $"Sessions* end after {SignInSessions.LongestIdle.TotalMinutes:0} minutes without use and after {SignInSessions.Longest.TotalHours:0} hours" },
            { "security.md", $"The second step has to follow the password within {InWords[(int)HalfWay.Longest.TotalMinutes]} minutes" },
            { "security.md", $"answered within {Passkeys.Longest.TotalMinutes:0} minutes" },
            { "security.md", $"password, then a recovery code | knows, has | {InWords[SecondFactors.RecoveryCodes]}, each works once" },
            { "security.md", $"recovery codes | {Math.Floor(Of<int>(typeof(SecondFactors), "CodeCharacters") * Math.Log2(Of<string>(typeof(SecondFactors), "CodeAlphabet").Length)):0} random bits" },
            { "security.md", $"app secrets (TOTP) | {Of<int>(typeof(SecondFactors), "SecretBytes") * 8} random bits" },
            { "security.md", $"approves within {(FactorResets.Longest == TimeSpan.FromDays(1) ? "a day" : FactorResets.Longest)}" },
            { "security.md", $"a request | {RequestLimits.MostBytes / Megabyte} MB without files; headers 16 KB" },
            { "security.md", $"{FileCheck.MostBytes / Megabyte} MB a file, {UploadEvidence.MostFiles} files a form, {evidence.QuotaBytes / Megabyte} MB (by setting) and {UploadEvidence.MostFilesOfCoach} files a coach" },
            { "security.md", $"pictures up to {Of<int>(typeof(Picture), "LongestSide"):N0} points a side and {Of<long>(typeof(Picture), "MostPoints") / 1_000_000} million" },
            { "security.md", $"what is packed inside a PDF up to {Of<int>(typeof(PdfCheck), "MostUnpacked") / Megabyte} MB" },
            { "security.md", $"a cohort | {CohortLines.Most:N0} lines, {CohortValidator.MostBytes / 1024} KB" },
            { "security.md", $"a file of the ODS | {OdsFile.MostLines:N0} lines, {OdsFile.MostBytes / Megabyte} MB" },
            { "security.md", $"a staff list to compare | {StaffList.MostLines:N0} lines, {StaffList.MostBytes / Megabyte} MB" },
            { "security.md", $"{InWords[Of<SemaphoreSlim>(typeof(UploadEvidence), "Turns").CurrentCount]} files at a time are checked" },
            { "security.md", $"A mail is tried for {mail.Longest.TotalSeconds:0} seconds" },
            { "security.md", $"a scan for {Of<TimeSpan>(typeof(ClamdScanner), "Longest").TotalSeconds:0} seconds" },
            { "security.md", $"the database, {CollectReports.MostRows} rows at most" },
            { "security.md", $"that nobody took back | {(KeptForms.Longest == TimeSpan.FromDays(1) ? "a day" : KeptForms.Longest)}" },
            { "dpia.md", $"when it was kept | {(KeptForms.Longest == TimeSpan.FromDays(1) ? "a day" : KeptForms.Longest)}" },
            { "deploy.md", $"one address where nobody is signed in; {limits.Requests}." },
            { "deploy.md", $"exports, uploads and imports; {limits.Files} |" },
            { "deploy.md", $"for one address; {limits.SignIn}." },
            { "deploy.md", $"about what they blocked; {limits.Reports} |" },
            { "deploy.md", $"can have {RequestLimits.MostBytes / Megabyte} MB, one that uploads evidence {InWords[UploadEvidence.MostFiles]} files of {FileCheck.MostBytes / Megabyte} MB; headers 16 KB. A request ends after {InWords[(int)Of<TimeSpan>(typeof(RequestLimits), "Longest").TotalMinutes]} minutes" },
        };

        static int Free(object pace) => (int)pace.GetType().GetProperty("Free")!.GetValue(pace)!;
        static TimeSpan Longest(object pace) => (TimeSpan)pace.GetType().GetProperty("Longest")!.GetValue(pace)!;
    }

    [Theory]
    [MemberData(nameof(Figures))]
    public void Every_figure_of_the_documents_is_the_programs(string document, string words) => Assert.Contains(words, Text(document), StringComparison.Ordinal);

    /// <summary>What can be typed has a longest length, the one of its kind in the document.</summary>
    [Fact]
    public async Task Every_text_of_a_form_has_a_length_and_names_and_addresses_have_the_documents()
    {
        // What a validator asks for, such as who is signed in.
        await using var scope = portal.Services.CreateAsyncScope();
        var manager = await portal.DbAsync(db => db.Users.Where(u => u.Email == "manager@demo.test").Select(u => u.Id).SingleAsync());
        scope.ServiceProvider.GetRequiredService<SignedIn>().Person = (await scope.ServiceProvider.GetRequiredService<SignedInReader>().ReadAsync(manager, CancellationToken.None))!;
        var (wrong, texts) = (new List<string>(), 0);
        foreach (var validator in typeof(PortalForm).Assembly.GetTypes().Where(t => !t.IsAbstract && typeof(IValidator).IsAssignableFrom(t) && !t.ContainsGenericParameters))
        {
            var form = validator.BaseType!.GetGenericArguments().FirstOrDefault();
            if (form is null || !form.IsSubclassOf(typeof(PortalForm)))
                continue;
            var rules = (IValidator)ActivatorUtilities.CreateInstance(scope.ServiceProvider, validator);
            foreach (var text in NhsNumberStop.Texts(form).Where(p => !Chosen.Contains(p.Name)).Concat(form.GetProperties().Where(p => p.Name is "Email" or "WorkEmail")))
            {
                texts++;
                var longest = Length(rules, text.Name).Max;
                var most = text.Name switch { "Name" when form != typeof(PasskeyForm) => 200, "Email" or "WorkEmail" => 256, "Lines" => CohortValidator.MostBytes, _ => 10_000 };
                if (longest is 0 || longest > most)
                    wrong.Add($"{form.Name}.{text.Name}: {longest}");
            }
        }

        Assert.Equal([], wrong);
        Assert.True(texts > 60, $"{texts} texts");
        Assert.Contains("| names | 200 characters |", Text("security.md"), StringComparison.Ordinal);
        Assert.Contains("| e-mail addresses | their form, 256 characters |", Text("security.md"), StringComparison.Ordinal);
    }

    /// <summary>Each rule has its page, with what it asks; each word that passwords may not be made of, and each way in, is named.</summary>
    [Fact]
    public void Rules_words_and_ways_in_are_those_of_the_program()
    {
        var pages = Directory.GetFiles(Path.Combine(Repository.Root, "docs", "rules"), "*.md").Select(f => Path.GetFileNameWithoutExtension(f)).ToHashSet(StringComparer.Ordinal);
        var rules = Domain.Compliance.RuleCatalogue.Rules.Select(r => r.Id.ToString()).ToList();
        Assert.Equal([], rules.Where(r => !pages.Contains(r) && !r.StartsWith("LOC", StringComparison.Ordinal)));
        var words = Regex.Match(Text("security.md"), @"and these words of this place: (.*?), the names of the PCNs").Groups[1].Value.Split(", ");
        Assert.Equal(Of<string[]>(typeof(GuessedPasswords), "OfThisPlace"), words);

        var ways = Rows("security.md", "## Signing in");
        Assert.Equal(["password, then a code of an authenticator app", "password, then a passkey", "passkey alone", "password, then a recovery code", "a link from a mail", "invitation", "a second step that was reset", "first run", "a private calendar address"], ways.Select(w => w[0]));
        // The second factors that end in a session, and the one way without, which is the demo's.
        Assert.Equal([SecondFactor.None, SecondFactor.Code, SecondFactor.Passkey, SecondFactor.RecoveryCode], Enum.GetValues<SecondFactor>());
        // What can be sent without being signed in is one of these ways, or reports of browsers.
        var open = AccessWords.Public.Keys.Where(k => k.StartsWith("POST", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(["POST account/choose-password", "POST account/forgotten-password", "POST account/sign-in", "POST csp-report", "POST first-run"], open);
    }

    /// <summary>There is no limit to how many sessions somebody has at once; each is shown.</summary>
    [Fact]
    public async Task Somebody_has_a_session_for_each_of_many_devices_as_the_document_says()
    {
        var devices = new List<Visitor>();
        for (var n = 0; n < 12; n++)
            devices.Add(await portal.SignedInAsync("viewer"));
        foreach (var device in devices)
        {
            Assert.Equal(12, (await device.GetAsync("/account")).Rows.Count);
            device.Dispose();
        }

        Assert.Contains("Somebody may have as many as they have devices; each is listed under their account", Text("security.md"), StringComparison.Ordinal);
        Assert.Contains("There is no other limit to their number.", Text("security.md"), StringComparison.Ordinal);
    }

    /// <summary>Each purpose for which something is sealed, each digest and each key of the folder has its row, and the row's figures are the program's.</summary>
    [Fact]
    public async Task Keys_and_cryptography_are_those_of_the_program()
    {
        var rows = Rows("security.md", "## Keys and cryptography").Select(r => string.Join(" | ", r)).ToList();
        var section = string.Join('\n', rows);
        var sources = Sources("*.cs");
        // Whatever is sealed has a purpose of its own.
        var purposes = sources.SelectMany(s => Purpose().Matches(s.Text)).Select(m => m.Groups[1].Value).ToList();
        Assert.Equal(purposes.Count, purposes.Distinct().Count());
        Assert.Equal([], purposes.Where(p => !section.Contains($"`{p}`", StringComparison.Ordinal)));
        var used = sources.SelectMany(s => Algorithm().Matches(s.Text)).Select(m => m.Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(["AES_256_GCM", "HMACSHA1", "SHA256"], used.Order(StringComparer.Ordinal));
        foreach (var named in new[] { "AES-256-GCM", "HMAC-SHA-1", "SHA-256", "PBKDF2, HMAC-SHA-512" })
            Assert.Contains(named, section, StringComparison.Ordinal);
        Assert.Contains($"a new one every {portal.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.NewKeyLifetime.TotalDays:0} days", section, StringComparison.Ordinal);
        Assert.Contains(portal.Services.GetRequiredService<IOptions<DataProtectionTokenProviderOptions>>().Value.TokenLifespan == TimeSpan.FromHours(1) ? "links to choose a password | Data Protection, an hour, once" : "another time", section, StringComparison.Ordinal);
        // The folder of keys and all that lies beside it is told to whoever runs it.
        using (await portal.SignedInAsync("manager"))
        {
            var folders = Directory.GetDirectories(portal.Folder).Select(f => Path.GetFileName(f)!).ToList();
            Assert.Contains("keys", folders);
            Assert.Equal([], folders.Where(f => !Text("deploy.md").Contains($"`{f}`", StringComparison.Ordinal) && !Text("deploy.md").Contains("keys, evidence, outbox", StringComparison.Ordinal)));
        }
    }

    /// <summary>What the portal talks to is a setting, and every setting stands in the table of whoever runs it; what can write a log is named.</summary>
    [Fact]
    public void Connections_settings_and_logs_are_those_of_the_program()
    {
        var sources = Sources("*.cs");
        var read = sources.SelectMany(s => Setting().Matches(s.Text)).Select(m => m.Groups[1].Value).Concat(["Limits:Requests", "Limits:Files", "Limits:SignIn", "Limits:Reports", "ConnectionStrings:Hwbc", "AllowedHosts", "Proxies", "urls"]).ToHashSet(StringComparer.Ordinal);
        var told = Rows("deploy.md", "# Running the portal").SelectMany(r => Quoted().Matches(r[0])).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(told.Order(StringComparer.Ordinal), read.Order(StringComparer.Ordinal));

        // Whatever opens a connection, by the files in which it is done; the test of dangerous means says that no other does.
        var talks = sources.Where(s => s.Text.Contains("TcpClient(", StringComparison.Ordinal) || s.Text.Contains("SmtpClient(", StringComparison.Ordinal) || s.Text.Contains("UseSqlServer(", StringComparison.Ordinal)).Select(s => s.Name).Order(StringComparer.Ordinal);
        Assert.Equal(["DataServices.cs", "DesignTime.cs", "Scanner.cs", "SmtpOutbox.cs"], talks);
        Assert.Contains("The browser of whoever uses it; its database; the mail server and the scanner that the settings name; its data folder. Nothing else", Text("security.md"), StringComparison.Ordinal);

        var logs = Rows("security.md", "## Logs");
        Assert.Equal(["audit", "program log", "reports of browsers", "outbox"], logs.Select(l => l[0]));
        Assert.Equal(["Console"], sources.SelectMany(s => Sink().Matches(s.Text)).Select(m => m.Groups[1].Value).Distinct());
        var shipped = SinkPackage().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src", "HwbcPortal.Web", "HwbcPortal.Web.csproj"))).Select(m => m.Groups[1].Value);
        Assert.Equal([], shipped.Where(s => !logs[1][2].Contains($"`{s}`", StringComparison.Ordinal)));
    }

    /// <summary>A table that has no class, or stands in the assessment under no row, fails here.</summary>
    [Fact]
    public async Task Every_table_has_its_class()
    {
        var tables = await portal.DbAsync(db => Task.FromResult(db.Model.GetEntityTypes().Where(t => !t.IsOwned()).Select(t => t.ClrType.Name.Split('`')[0]).Distinct().ToList()));
        var classes = Rows("dpia.md", "*Classes and their protection:*").ToDictionary(r => r[0], r => Quoted().Matches(r[3]).Select(m => m.Groups[1].Value).ToList());
        Assert.Equal(["secret", "between two", "restricted", "personal", "internal", "public"], classes.Keys);
        Assert.Equal(tables.Order(StringComparer.Ordinal), classes.Values.SelectMany(t => t).Order(StringComparer.Ordinal));
        // What is about people stands among the data of somebody, too.
        var about = Rows("dpia.md", "## 3. Whose data, and which").SelectMany(r => Quoted().Matches(r[2])).Select(m => m.Groups[1].Value).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], classes.Where(c => c.Key is not ("internal" or "public")).SelectMany(c => c.Value).Where(t => !about.Contains(t)));
        Assert.Equal([], about.Where(a => !a.Contains('/', StringComparison.Ordinal) && !tables.Contains(a)));
        // What two people share is in no trail.
        var unaudited = Of<HashSet<Type>>(typeof(HwbcDbContext).Assembly.GetType("HwbcPortal.Data.Auditing.AuditTrail")!, "Unaudited").Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal([], classes["between two"].Where(t => !unaudited.Contains(t) && t != nameof(CpdEntry)));
    }

    /// <summary>Fields that not everybody of a PCN reads or writes: each row is shown by a test.</summary>
    [Fact]
    public void Who_reads_and_writes_which_fields_is_shown_by_tests()
    {
        var rows = Rows("security.md", "## Who sees which fields");
        Assert.True(rows.Count >= 8, $"{rows.Count} rows");
        Assert.Equal([], rows.Where(r => !r[3].Contains("Tests.", StringComparison.Ordinal)).Select(r => r[0]));
        foreach (var field in new[] { "notes", "reflection", "private reason", "DBS decision", "cost", "verification", "e-mail address" })
            Assert.Contains(rows, r => r[0].Contains(field, StringComparison.Ordinal));
    }

    /// <summary>Times to mend what is weak, for each grade; and what takes long is what the limits hold back most.</summary>
    [Fact]
    public void Times_to_mend_are_given_and_what_costs_much_is_named()
    {
        var mend = Assert.Single(Rows("SECURITY.md", "## What you can expect"), r => r[1].Contains("a library that it uses", StringComparison.Ordinal));
        Assert.Equal(["7 days", "30 days", "the next release"], mend[0].Split(", "));
        Assert.StartsWith("a mend for what is critical or high, medium, low:", mend[1], StringComparison.Ordinal);
        Assert.Contains("Libraries without a known weakness are brought up to date at least every three months.", Text("SECURITY.md"), StringComparison.Ordinal);

        var slow = Regex.Match(Text("security.md"), "What takes long: (.*?) How long").Groups[1].Value;
        var held = portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Where(e => e.Metadata.GetMetadata<LimitedAttribute>() is { Limit: Limit.Files }).Select(e => e.RoutePattern.RawText!).ToList();
        Assert.True(held.Count >= 12, $"{held.Count} endpoints");
        foreach (var route in held)
        {
            var kind = route switch
            {
                _ when route.EndsWith("/evidence", StringComparison.Ordinal) && route != "/me/evidence" => "uploads",
                "/pcns/import" => "imports",
                "/training/cohorts" => "cohorts",
                "/requirements/return/compare" => "lists that are compared",
                _ => "exports",
            };
            Assert.True(slow.Contains(kind, StringComparison.Ordinal), $"{route}: {kind}");
        }
    }

    private const long Megabyte = 1024 * 1024;

    private sealed class PasswordsForm : PortalForm
    {
        public string? Password { get; set; }
    }

    private sealed class PasswordsValidator : AbstractValidator<PasswordsForm>
    {
        public PasswordsValidator() => RuleFor(f => f.Password).IsAPassword();
    }

    private static (int Min, int Max) Length(IValidator validator, string member)
    {
        var lengths = validator.CreateDescriptor().GetValidatorsForMember(member).Select(v => v.Validator).OfType<ILengthValidator>().ToList();
        return (lengths.Select(l => l.Min).DefaultIfEmpty().Max(), lengths.Where(l => l.Max > 0).Select(l => l.Max).DefaultIfEmpty().Min());
    }

    private static T Of<T>(Type type, string member) => (T)type.GetField(member, Hidden)!.GetValue(null)!;

    /// <summary>A document with its lines joined.</summary>
    private static string Text(string document) => Regex.Replace(Markdown(document), @"\s+", " ");

    private static string Markdown(string document) => File.ReadAllText(Path.Combine(Repository.Root, "docs", document));

    /// <summary>The first table after some words, without its head: cells as they stand.</summary>
    private static List<string[]> Rows(string document, string after)
    {
        var text = Markdown(document);
        var from = text.IndexOf(after, StringComparison.Ordinal);
        Assert.True(from >= 0, $"{document} has no \"{after}\"");
        return text[from..].Split('\n').SkipWhile(l => !l.StartsWith('|')).TakeWhile(l => l.StartsWith('|')).Skip(2).Select(l => l.Trim().Trim('|').Split(" | ").Select(c => c.Trim()).ToArray()).ToList();
    }

    private static List<(string Name, string Text)> Sources(string pattern) => Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), pattern, SearchOption.AllDirectories)
        .Where(f => !OfTheBuild().IsMatch(f)).Select(f => (Path.GetFileName(f), File.ReadAllText(f))).ToList();

    [GeneratedRegex(@"[\\/](obj|bin|node_modules|Migrations)[\\/]")]
    private static partial Regex OfTheBuild();

    [GeneratedRegex("CreateProtector\\(\"([^\"]+)\"")]
    private static partial Regex Purpose();

    [GeneratedRegex(@"\b(SHA\d+|HMACSHA\d+|HMACMD5|MD5|AES_\w+|AesGcm|AesCcm|Aes|RSA|ECDsa|ECDiffieHellman|Rfc2898DeriveBytes|ChaCha20Poly1305|HKDF)(?=\.|\b\()|AES_\w+")]
    private static partial Regex Algorithm();

    [GeneratedRegex("\"((?:Data|Database|Keys|Mail|Evidence|Privacy):[A-Za-z]+)\"")]
    private static partial Regex Setting();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"WriteTo\.(\w+)\(")]
    private static partial Regex Sink();

    [GeneratedRegex("\"(Serilog\\.Sinks\\.\\w+)\"")]
    private static partial Regex SinkPackage();
}

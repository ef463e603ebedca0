using System.Reflection;
using System.Text.RegularExpressions;
using HwbcPortal.Data;
using HwbcPortal.Web.Infrastructure.Files;

namespace HwbcPortal.Web.Tests;

/// <summary>docs/asvs.csv says of each requirement of the baseline how it is met, and names what shows it. What it names is there.</summary>
public sealed partial class AsvsTests
{
    // While parts are being built their rows may say so. Without them: false.
    private const bool MaySayBuilding = false;

    private static readonly string[] Columns = ["id", "level", "what it asks", "applies", "met", "how, why not, or who must", "evidence"];

    private sealed record Row(string Id, string Level, string Asks, string Applies, string Met, string How, string Evidence)
    {
        public IEnumerable<string> Named => Evidence.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    [Fact]
    public void Every_requirement_of_the_baseline_has_its_row_and_every_evidence_is_there()
    {
        var baseline = Read(Path.Combine(AppContext.BaseDirectory, "asvs-5.0.0.csv")).Skip(1).Select(r => (Id: r[0], Level: r[1])).ToList();
        Assert.Equal((70, 183, 3), (baseline.Count(r => r.Level == "1"), baseline.Count(r => r.Level == "2"), baseline.Count(r => r.Level == "3")));
        var rows = Rows();
        Assert.Equal(baseline, rows.Select(r => (r.Id, r.Level)));

        var tests = Tests();
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            IEnumerable<string> faults = row switch
            {
                { Asks: "" } or { How: "", Met: not "building" } => ["says nothing"],
                { Applies: "no", Met: "", Evidence: "" } => [],
                { Applies: "yes", Met: "yes" or "deployer", Evidence: "" } => ["names no evidence"],
                { Applies: "yes", Met: "deployer" } when !row.Named.Contains("docs/deploy.md") => ["is not told to who deploys"],
                { Applies: "yes", Met: "yes" or "deployer" } when !row.Named.Any(tests.Contains) => ["names no test"],
                { Applies: "yes", Met: "yes" or "no" or "deployer" or "building" } => row.Named.Where(n => !Exists(n, tests)).Select(n => $"names {n}, which is not there"),
                _ => [$"applies \"{row.Applies}\", met \"{row.Met}\""],
            };
            wrong.AddRange(faults.Select(f => $"{row.Id} {f}"));
        }

        Assert.Equal([], wrong);
        Assert.Equal([], rows.Where(r => r.Met == "building" && !MaySayBuilding).Select(r => r.Id));
    }

    /// <summary>What only whoever deploys the portal can meet stands in their table, and nothing stands there that the portal should meet itself.</summary>
    [Fact]
    public void What_is_left_to_whoever_deploys_it_is_told_to_them()
    {
        var deploy = File.ReadAllText(Path.Combine(Repository.Root, "docs", "deploy.md"));
        var told = deploy[deploy.IndexOf("## What is yours to see to", StringComparison.Ordinal)..].Split('\n').Where(l => l.StartsWith('|')).Skip(2).SelectMany(l => l.Split('|')[3].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(Rows().Where(r => r.Met == "deployer").Select(r => r.Id["v5.0.0-".Length..]).Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("hazards.md", 60)]
    [InlineData("dpia.md", 10)]
    [InlineData("security.md", 10)]
    public void What_the_documents_name_as_proof_is_there(string document, int atLeast)
    {
        var tests = Tests();
        var named = NamedInText().Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", document))).Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(named.Count >= atLeast, $"{named.Count} are named");
        Assert.Equal([], named.Where(n => !(n.Contains('/', StringComparison.Ordinal) ? Path.Exists(Path.Combine(Repository.Root, n)) : Exists(n, tests))));
    }

    /// <summary>What opens holes elsewhere is not used, or in the one place that is about it.</summary>
    [Theory]
    [InlineData("raw markup", @"Html\.Raw|HtmlString|Markdown\.", "RulePages.cs")]
    [InlineData("markup that a tag helper made", @"SetHtmlContent|AppendHtml\(", "BlockTagHelpers.cs", "FieldTagHelpers.cs", "PageTagHelpers.cs")]
    [InlineData("SQL as text", "FromSql|SqlQuery|ExecuteSql|CommandText", "AnonymiseLeaver.cs", "BackupManifest.cs", "ChainVerifier.cs", "DataServices.cs", "FreeSpace.cs")]
    [InlineData("programs that are started", @"Process\.Start|ProcessStartInfo")]
    [InlineData("connections to elsewhere", @"HttpClient|WebRequest|WebClient|ClientWebSocket|UdpClient|\bSocket\b|TcpClient", "Scanner.cs")]
    [InlineData("mail", @"SmtpClient", "FolderOutbox.cs", "SmtpOutbox.cs")]
    [InlineData("XML that is read, LDAP", "XmlReader|XmlDocument|XDocument|XElement|XPath|Xslt?Compiled|DirectoryEntry|LdapConnection")]
    [InlineData("types that data names", "BinaryFormatter|TypeNameHandling|JsonDerivedType|JsonPolymorphic|CreateInstance")]
    [InlineData("code from data", @"CSharpScript|Assembly\.Load|DynamicMethod")]
    [InlineData("templates made while it runs", "RazorProjectEngine|RazorEngine|RuntimeCompilation|CSharpCompilation|IRazorPageFactoryProvider")]
    [InlineData("formats that are no constants", @"(string\.Format|AppendFormat|CompositeFormat\.Parse)\((?!(\w+\.\w+, )?\$?@?"")|\.Log(Trace|Debug|Information|Warning|Error|Critical)?\((\w+, )?\$")]
    [InlineData("objects that are merged or named by data in scripts alone", @"Object\.(assign|defineProperty|setPrototypeOf|entries)|__proto__|\.prototype\b|structuredClone|\bfor \((const|let|var) \w+ in |\w\[[^\]'""]+\] = ")]
    [InlineData("memory by hand", @"\bunsafe\s|AllowUnsafeBlocks|Marshal\.")]
    [InlineData("expressions that are built", @"new Regex\(|Regex\.(IsMatch|Match|Matches|Replace|Split)\(")]
    [InlineData("weak cryptography", @"\bMD5|SHA1|TripleDES|\bRC2|\bAes(Cbc|Ecb)?\b|CipherMode|PaddingMode|new Random\(|Random\.Shared", "Totp.cs")]
    [InlineData("certificates that are taken unseen", "ServerCertificate|TrustServerCertificate|DangerousAccept")]
    [InlineData("markup and storage in scripts", @"innerHTML|outerHTML|insertAdjacentHTML|document\.(write|cookie|domain)|\beval\(|new Function|localStorage|sessionStorage|indexedDB|window\.(open|parent|opener)")]
    public void Dangerous_means_are_used_only_where_they_are_named(string what, string pattern, params string[] places)
    {
        string[] endings = what.EndsWith("in scripts alone", StringComparison.Ordinal) ? [".js"] : [".cs", ".cshtml", ".js", ".csproj"];
        var used = Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*", SearchOption.AllDirectories)
            .Where(f => endings.Contains(Path.GetExtension(f)) && !OfTheBuild().IsMatch(f) && !f.EndsWith(".min.js", StringComparison.Ordinal) && Regex.IsMatch(File.ReadAllText(f), pattern)).Select(f => Path.GetFileName(f)!);
        Assert.Equal([], used.Except(places).Select(u => $"{u} uses {what}"));
    }

    /// <summary>Types are strict in every project, and what is doubtful stops the build: said once, and taken back nowhere but where a line says why.</summary>
    [Fact]
    public void Every_project_is_built_strictly()
    {
        var common = File.ReadAllText(Path.Combine(Repository.Root, "Directory.Build.props"));
        foreach (var strict in new[] { "<Nullable>enable</Nullable>", "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "<AnalysisLevel>latest-recommended</AnalysisLevel>", "<EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>" })
            Assert.Contains(strict, common, StringComparison.Ordinal);
        var files = new[] { "src", "tests" }.SelectMany(f => Directory.EnumerateFiles(Path.Combine(Repository.Root, f), "*", SearchOption.AllDirectories)).Where(f => !OfTheBuild().IsMatch(f)).ToList();
        var projects = files.Where(f => Path.GetExtension(f) is ".csproj" or ".props" or ".targets").ToList();
        Assert.True(projects.Count(p => p.EndsWith(".csproj", StringComparison.Ordinal)) >= 7);
        Assert.Equal(["HwbcPortal.Web.Tests.csproj"], projects.Where(p => Regex.IsMatch(File.ReadAllText(p), "<(Nullable|TreatWarningsAsErrors|WarningsNotAsErrors|NoWarn|WarningLevel|AnalysisLevel|RunAnalyzers)")).Select(p => Path.GetFileName(p)));
        Assert.Equal([], projects.SelectMany(p => Regex.Matches(File.ReadAllText(p), "<NoWarn>(.*)</NoWarn>").Select(m => m.Groups[1].Value)).Where(w => w != "$(NoWarn);NU1603"));
        // The compiler has written it into what is tested.
        Assert.All(new[] { typeof(Domain.Compliance.CoachFile), typeof(HwbcDbContext), typeof(CsvText) }, t => Assert.Contains(t.Assembly.GetTypes(), u => u.GetCustomAttributesData().Any(a => a.AttributeType.Name == "NullableContextAttribute")));
        var loose = files.Where(f => f.EndsWith(".cs", StringComparison.Ordinal)).SelectMany(f => File.ReadLines(f).Select(l => l.TrimStart()).Where(l => l.StartsWith("#nullable", StringComparison.Ordinal) || l.StartsWith("#pragma warning disable", StringComparison.Ordinal)));
        Assert.Equal([], loose.Where(l => !l.Contains("// ", StringComparison.Ordinal)));
    }

    private static List<Row> Rows()
    {
        var lines = Read(Path.Combine(Repository.Root, "docs", "asvs.csv"));
        Assert.Equal(Columns, lines[0]);
        return lines.Skip(1).Select(l => new Row(l[0], l[1], l[2], l[3], l[4], l[5], l[6])).ToList();
    }

    private static bool Exists(string evidence, HashSet<string> tests) => evidence.Contains('/', StringComparison.Ordinal) || evidence.EndsWith(".props", StringComparison.Ordinal)
        ? File.Exists(Path.Combine(Repository.Root, evidence)) : tests.Contains(evidence);

    /// <summary>The test classes of this project and of the domain's, and their tests as Class.Method.</summary>
    private static HashSet<string> Tests()
    {
        var here = typeof(AsvsTests).Assembly.GetTypes().SelectMany(t => t.GetMethods().Where(m => m.GetCustomAttribute<FactAttribute>() is not null).Select(m => (Class: t.Name, Method: m.Name)));
        // The domain's tests are another program: theirs are read where they are written.
        var there = Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "HwbcPortal.Domain.Tests"), "*Tests.cs", SearchOption.AllDirectories).Where(f => !OfTheBuild().IsMatch(f))
            .SelectMany(f => TestMethod().Matches(File.ReadAllText(f)).Select(m => (Class: Path.GetFileNameWithoutExtension(f), Method: m.Groups[1].Value)));
        return here.Concat(there).SelectMany(t => new[] { t.Class, $"{t.Class}.{t.Method}" }).ToHashSet(StringComparer.Ordinal);
    }

    private static List<string[]> Read(string file)
    {
        using var csv = CsvText.Reader(File.ReadAllText(file), anyDelimiter: false);
        var lines = new List<string[]>();
        while (csv.Read())
            lines.Add(csv.Parser.Record!);
        return lines;
    }

    [GeneratedRegex(@"[\\/](obj|bin|node_modules|Migrations)[\\/]")]
    private static partial Regex OfTheBuild();

    [GeneratedRegex(@"\[(?:Fact|Theory)\b(?:(?!\[Fact|\[Theory)[\s\S])*?public (?:async )?(?:Task|void) (\w+)\(")]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"`((?:src|tests|docs)/[\w./-]+|[A-Z]\w+Tests(?:\.\w+)?|[A-Z]\w+\.[A-Z]\w*_\w+)`")]
    private static partial Regex NamedInText();
}

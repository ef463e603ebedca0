using System.Diagnostics;
using System.Text.Json;

namespace HwbcPortal.Web.Tests.Cli;

/// <summary>What is published has a bill of materials in which everything stands that is shipped.</summary>
public sealed class BillOfMaterialsTests
{
    [Fact]
    public async Task Every_shipped_assembly_and_script_stands_in_it()
    {
        var folder = Directory.CreateTempSubdirectory("hwbc-publish-").FullName;
        try
        {
            var configuration = AppContext.BaseDirectory.Contains("Release", StringComparison.Ordinal) ? "Release" : "Debug";
            var start = new ProcessStartInfo("dotnet", ["publish", Path.Combine(Repository.Root, "src", "HwbcPortal.Web"), "--no-build", "-c", configuration, "-o", folder, "-nologo", "-v", "q"]) { RedirectStandardOutput = true };
            using var publish = Process.Start(start)!;
            var said = await publish.StandardOutput.ReadToEndAsync();
            await publish.WaitForExitAsync();
            Assert.True(publish.ExitCode == 0, said);

            var bill = Components(Path.Combine(folder, "sbom", "portal.cdx.json"));
            // Which package, or which of our own projects, each file comes from is what the program itself loads it by.
            using var loaded = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(folder, "HwbcPortal.Web.deps.json")));
            var sources = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var library in loaded.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject())
            {
                foreach (var file in new[] { "runtime", "runtimeTargets", "native" }.Where(k => library.Value.TryGetProperty(k, out _)).SelectMany(k => library.Value.GetProperty(k).EnumerateObject()))
                    sources[Path.GetFileName(file.Name)] = library.Name;
            }

            var shipped = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => Path.GetExtension(f) is ".dll" or ".so" or ".dylib").Select(f => Path.GetFileName(f)).Distinct().ToList();
            Assert.True(shipped.Count > 40, $"{shipped.Count} assemblies");
            Assert.Equal([], shipped.Where(f => !sources.TryGetValue(f, out var source) || !(Ours(source) ? bill.Any(c => Name(c) == Name(source)) : bill.Contains(source))));

            var pages = Components(Path.Combine(folder, "sbom", "pages.cdx.json"));
            // Ours is site.js; a script or style of somebody else's is of a package that the lock names.
            var lockFile = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "src", "HwbcPortal.Web", "package-lock.json"))).RootElement.GetProperty("packages");
            var scripts = Directory.EnumerateFiles(Path.Combine(folder, "wwwroot"), "*.js", SearchOption.AllDirectories).Select(f => Path.GetFileName(f)).Where(f => f != "site.js").ToList();
            Assert.NotEmpty(scripts);
            Assert.All(scripts, script =>
            {
                var package = script.Split('.')[0];
                Assert.Contains($"{package}/{lockFile.GetProperty($"node_modules/{package}").GetProperty("version").GetString()}", pages);
            });
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static bool Ours(string library) => Name(library).StartsWith("HwbcPortal.", StringComparison.Ordinal);

    /// <summary>The assembly that stands in for a package is one of ours under that package's name (ADR 1).</summary>
    private static string Name(string library) => library.Split('/')[0] is var name && name == "Microsoft.SqlServer.Server" ? "HwbcPortal.SqlServerStandIn" : name;

    /// <summary>The components of a bill and what it is the bill of, each as name/version.</summary>
    private static HashSet<string> Components(string path)
    {
        using var bill = JsonDocument.Parse(File.ReadAllText(path));
        Assert.Equal("CycloneDX", bill.RootElement.GetProperty("bomFormat").GetString());
        return bill.RootElement.GetProperty("components").EnumerateArray().Append(bill.RootElement.GetProperty("metadata").GetProperty("component"))
            .Select(c => $"{c.GetProperty("name").GetString()}/{(c.TryGetProperty("version", out var version) ? version.GetString() : "")}").ToHashSet(StringComparer.OrdinalIgnoreCase);
    }
}

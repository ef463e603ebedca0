namespace HwbcPortal.Tests;

/// <summary>
/// The summary table that stands at the end of `dotnet test`: each numbered test of docs/security.md writes its row when it has held,
/// and only then. A run of everything in which a number has no row fails.
/// </summary>
internal static class Proof
{
    private static readonly string Folder = Path.Combine(Root(), "TestResults", "proof");

    /// <summary>A numbered test has held.</summary>
    /// <param name="id">Its number, such as T13; a number with several rows has a word of its own for each: "T13 idle".</param>
    /// <param name="what">What was tried.</param>
    /// <param name="size">How much of it.</param>
    /// <param name="result">What came of it.</param>
    public static void Holds(string id, string what, string size, string result)
    {
        Directory.CreateDirectory(Folder);
        File.WriteAllText(Path.Combine(Folder, $"{id}.txt"), $"{id[..3]}  {what,-94}  {size,-34}  {result}{Environment.NewLine}");
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "HwbcPortal.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}

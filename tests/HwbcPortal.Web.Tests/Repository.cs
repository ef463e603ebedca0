namespace HwbcPortal.Web.Tests;

/// <summary>Where the sources are, for tests that read them.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "HwbcPortal.sln")))
            folder = folder.Parent!;
        return folder.FullName;
    }
}

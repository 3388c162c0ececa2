namespace Cartwright.EndToEnd;

/// <summary>
/// Programs that a test needs beside .NET. Without them it is skipped, except under CI, where it fails.
/// </summary>
internal static class Needs
{
    internal static string Repository { get; } = FindRepository();

    internal static string Program(string name)
    {
        var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
        Require(found is not null, $"Install {name}, or run ./test as root to have it installed.");
        return found!;
    }

    /// <summary>The folder that holds the npm packages and the scripts that use them.</summary>
    internal static string Npm()
    {
        var folder = Path.Combine(Repository, "tests", "npm");
        Require(
            Directory.Exists(Path.Combine(folder, "node_modules", "graphql")),
            "Run ./test, or npm ci in tests/npm, to install the npm packages.");
        return folder;
    }

    private static void Require(bool isThere, string remedy)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") isThere.ShouldBeTrue(remedy);
        Assert.SkipUnless(isThere, remedy);
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
        return folder.FullName;
    }
}

using System.Runtime.CompilerServices;

namespace Cartwright.Tests;

/// <summary>
/// Compares a persisted or public shape with the file that holds it, beside the test. A wanted change is taken over by
/// running the tests once with CARTWRIGHT_GOLDEN=write; then the difference is read like any other.
/// </summary>
internal static class Golden
{
    public static void ShouldMatch(IEnumerable<string> lines, string name, [CallerFilePath] string test = "") =>
        ShouldMatchFile(lines, Path.Combine(Path.GetDirectoryName(test)!, $"{name}.golden.txt"));

    /// <summary>A page of the documentation that is printed from the code.</summary>
    public static void ShouldMatchPage(
        IEnumerable<string> lines, string page, [CallerFilePath] string test = "") =>
        ShouldMatchFile(lines, Path.Combine(Path.GetDirectoryName(test)!, "..", "..", "..", "docs", page));

    private static void ShouldMatchFile(IEnumerable<string> lines, string file)
    {
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_GOLDEN") == "write")
        {
            File.WriteAllLines(file, lines);
        }

        lines.ShouldBe(File.ReadAllLines(file));
    }
}

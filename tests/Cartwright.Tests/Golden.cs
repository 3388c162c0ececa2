using System.Runtime.CompilerServices;

namespace Cartwright.Tests;

/// <summary>
/// Compares a persisted or public shape with the file that holds it, beside the test. A wanted change is taken over by
/// running the tests once with CARTWRIGHT_GOLDEN=write; then the difference is read like any other.
/// </summary>
internal static class Golden
{
    public static void ShouldMatch(IEnumerable<string> lines, string name, [CallerFilePath] string test = "")
    {
        var file = Path.Combine(Path.GetDirectoryName(test)!, $"{name}.golden.txt");
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_GOLDEN") == "write")
        {
            File.WriteAllLines(file, lines);
        }

        lines.ShouldBe(File.ReadAllLines(file));
    }
}

using System.Globalization;
using Spectre.Console;

namespace Cartwright.Cli;

/// <summary>Where a command writes: what was asked for to Output, everything about it to Error; and what it reads.</summary>
internal sealed record Screen(TextWriter Output, TextWriter Error, bool IsTerminal, TimeProvider Clock)
{
    internal const int Done = 0;
    internal const int Failed = 1;
    internal const int Misused = 2;

    /// <summary>What a person types, or another program sends.</summary>
    internal TextReader Input { get; init; } = Console.In;

    internal static Screen OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsOutputRedirected, TimeProvider.System);

    /// <summary>Spectre writes only where a person watches: redirected output stays plain lines.</summary>
    internal IAnsiConsole Ansi { get; } = AnsiConsole.Create(new()
    {
        Ansi = IsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
        Out = new AnsiConsoleOutput(Output),
    });

    /// <summary>To the second, in UTC, sortable.</summary>
    internal static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    internal void Line(string text = "") => Output.WriteLine(text);

    internal void Note(string text) => Error.WriteLine(text);

    /// <param name="sentence">One sentence that says what to do.</param>
    internal int Fail(string sentence)
    {
        Error.WriteLine(sentence);
        return Failed;
    }

    /// <summary>Columns as wide as their content, two spaces apart, so that other programs can split them.</summary>
    internal void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows)
    {
        List<IReadOnlyList<string>> all = [headings, .. rows];
        var widths = headings.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
        {
            Line(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }
    }
}

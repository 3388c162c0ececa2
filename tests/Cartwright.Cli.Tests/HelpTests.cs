using System.Text;

namespace Cartwright.Cli.Tests;

public sealed class HelpTests
{
    private static readonly string[] Commands =
    [
        "", "demo", "serve", "sandbox", "keys", "keys create", "keys list", "keys revoke", "orders", "orders list",
        "orders show", "orders follow", "merchants", "merchants add", "merchants list", "merchants check",
    ];

    [Fact]
    public async Task Help_of_every_command_is_as_in_the_golden_file()
    {
        var shown = new StringBuilder();
        foreach (var command in Commands)
        {
            var run = await CommandRun.RunAsync(
                [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            run.ExitCode.ShouldBe(0);
            run.Error.ShouldBeEmpty();
            var lines = run.Output.Split('\n').Select(line => line.TrimEnd());
            shown.Append($"$ cartwright {command}".TrimEnd()).Append(" --help\n");
            shown.AppendJoin('\n', lines).Append('\n');
        }

        // After a change that is meant, put the shown text into tests/Cartwright.Cli.Tests/help.golden.txt.
        shown.ToString().Trim().ShouldBe(ReadGolden().Trim());
    }

    private static string ReadGolden()
    {
        using var stream = typeof(HelpTests).Assembly.GetManifestResourceStream("help.golden.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

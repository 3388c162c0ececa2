using System.Runtime.CompilerServices;

namespace Cartwright.Cli.Tests;

public sealed class HelpTests
{
    private static readonly string[] Commands =
    [
        "", "demo", "demo lookup", "serve", "sandbox", "keys", "keys create", "keys list", "keys revoke", "orders", "orders list",
        "orders show", "orders follow", "orders resolve", "attention", "attention list",
        "merchants", "merchants add", "merchants list", "merchants check",
        "invoices", "invoices show", "reconcile",
        "journal", "journal migrate", "journal check", "journal backup", "journal copy", "nodes",
        "shops", "shops list", "shops show", "shops connect", "shops health", "lookup",
        "knowledge", "knowledge add", "knowledge list", "knowledge remove", "knowledge search", "knowledge sync",
        "demo chat", "chat", "chat export", "chat erase",
        "widgets", "widgets create", "widgets list", "widgets revoke",
        "webhooks", "webhooks add", "webhooks list", "webhooks test", "webhooks rotate", "webhooks remove",
        "webhooks deliveries", "webhooks redeliver",
    ];

    [Fact]
    public async Task Help_of_every_command_is_as_in_the_golden_file()
    {
        List<string> shown = [];
        foreach (var command in Commands)
        {
            var run = await CommandRun.RunAsync(
                [.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
            run.ExitCode.ShouldBe(0);
            run.Error.ShouldBeEmpty();
            shown.AddRange([$"$ cartwright {command}".TrimEnd() + " --help", .. LinesOf(run.Output), ""]);
        }

        // A change that is meant is taken over by running the test once with CARTWRIGHT_GOLDEN=write, and building.
        if (Environment.GetEnvironmentVariable("CARTWRIGHT_GOLDEN") == "write")
        {
            await File.WriteAllLinesAsync(GoldenFile(), shown, TestContext.Current.CancellationToken);
        }

        shown.ShouldBe([.. LinesOf(ReadGolden()), ""]);
    }

    private static string GoldenFile([CallerFilePath] string test = "") =>
        Path.Combine(Path.GetDirectoryName(test)!, "help.golden.txt");

    private static IEnumerable<string> LinesOf(string text) =>
        text.TrimEnd().Split('\n').Select(line => line.TrimEnd());

    private static string ReadGolden()
    {
        using var stream = typeof(HelpTests).Assembly.GetManifestResourceStream("help.golden.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

namespace Cartwright.Cli.Tests;

/// <summary>A conversation in the terminal.</summary>
public sealed class ChatTests : IDisposable
{
    private const string Shop = "tulips.myshopify.com";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-chat-");

    private string Data => Path.Combine(folder.FullName, "data");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Document_that_speaks_to_the_terminal_is_shown_as_plain_text()
    {
        var file = Path.Combine(folder.FullName, "zeppelin.md");
        await File.WriteAllTextAsync(
            file,
            "# Zeppelin \u001b]0;stolen\u0007rides\n\nZeppelin rides \u001b[2J\u001b[1;31mleave\u009b2J on\u0008 Mondays.\n",
            TestContext.Current.CancellationToken);
        (await CommandRun.RunAsync("knowledge", "add", Shop, file, "--data", Data)).ExitCode.ShouldBe(0);

        var run = await CommandRun.TypeAsync(
            "When do zeppelin rides leave?\nthank you\n", "chat", "--shop", Shop, "--data", Data);

        run.ExitCode.ShouldBe(0, run.Error);
        run.Output.ShouldContain("Zeppelin rides");
        run.Output.ShouldContain("Mondays.");
        run.Output.ShouldContain("You're welcome!\n");
        run.Output.Where(letter => char.IsControl(letter) && letter != '\n').ShouldBeEmpty();
    }
}

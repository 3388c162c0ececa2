namespace Cartwright.Cli.Tests;

public sealed class KnowledgeTests : IDisposable
{
    private const string Shop = "tulips.myshopify.com";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-knowledge-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Document_is_added_searched_listed_and_removed()
    {
        var file = Path.Combine(folder.FullName, "returns.md");
        await File.WriteAllTextAsync(
            file, "# Returns\n\nSend mugs back within 30 days.\n", TestContext.Current.CancellationToken);

        (await RunAsync("add", Shop, file)).Output.ShouldContain("returns.md: 1 passages added, 0 removed, 0 kept.");
        (await RunAsync("add", Shop, file)).Output.ShouldContain("unchanged");
        var found = await RunAsync("search", Shop, "May I return a mug?");
        found.ExitCode.ShouldBe(0);
        found.Output.ShouldContain("Answer    Send mugs back within 30 days.");
        var missed = await RunAsync("search", Shop, "Do you sell surfboards?");
        missed.ExitCode.ShouldBe(3);
        missed.Output.ShouldContain("Nothing fits.");
        (await RunAsync("list", Shop)).Output.ShouldContain("returns.md  Returns  1 ");

        (await RunAsync("remove", Shop, "returns.md")).Output.Trim()
            .ShouldBe("returns.md is removed, with 1 passages.");
        (await RunAsync("search", Shop, "May I return a mug?")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task What_can_not_be_done_is_said_in_one_line_with_what_to_do()
    {
        var absent = await RunAsync("add", Shop, Path.Combine(folder.FullName, "absent.md"));
        absent.ExitCode.ShouldBe(1);
        absent.Error.ShouldContain("There is no file");

        var unknown = await RunAsync("remove", Shop, "absent.md");
        unknown.ExitCode.ShouldBe(1);
        unknown.Error.ShouldContain("knowledge list");
    }

    [Fact]
    public async Task Policies_of_a_shop_that_is_not_connected_are_refused_with_the_command_that_connects_it()
    {
        var refused = await RunAsync("add", Shop, "--policies");

        refused.ExitCode.ShouldBe(1);
        refused.Error.ShouldContain($"shops connect {Shop}");
    }

    [Theory]
    [InlineData]
    [InlineData("returns.md", "--policies")]
    public async Task Files_or_policies_are_added_and_not_both_or_neither(params string[] arguments)
    {
        var refused = await RunAsync(["add", Shop, .. arguments]);

        refused.ExitCode.ShouldNotBe(0);
        refused.Error.ShouldContain("Name files, or say --policies.");
    }

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.RunAsync(["knowledge", .. arguments, "--data", Path.Combine(folder.FullName, "data")]);
}

namespace Cartwright.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("nope", "cartwright --help")]
    [InlineData("keys create --account x", "cartwright keys create --help")]
    [InlineData("orders list --limit 0", "cartwright orders list --help")]
    [InlineData("orders show", "cartwright orders show --help")]
    [InlineData("orders resolve order_1 --retry", "cartwright orders resolve --help")]
    [InlineData("orders resolve order_1 --why x", "cartwright orders resolve --help")]
    [InlineData("orders resolve order_1 --why x --retry --placed 1", "cartwright orders resolve --help")]
    [InlineData("orders resolve order_1 --why x --retry --refund", "cartwright orders resolve --help")]
    [InlineData("orders resolve order_1 --why x --failed nope", "cartwright orders resolve --help")]
    [InlineData("merchants add ftp://shop.example", "cartwright merchants add --help")]
    [InlineData("webhooks add app.example", "cartwright webhooks add --help")]
    [InlineData("webhooks deliveries --limit 1001", "cartwright webhooks deliveries --help")]
    [InlineData("serve --urls 3000", "cartwright serve --help")]
    [InlineData("demo --scenario nope", "cartwright demo --help")]
    [InlineData("shops show mugs.example", "cartwright shops show --help")]
    [InlineData("shops connect mugs.myshopify.com.evil.example", "cartwright shops connect --help")]
    [InlineData("lookup --shop mugs.myshopify.com", "cartwright lookup --help")]
    [InlineData("lookup --shop mugs.myshopify.com --order hello", "cartwright lookup --help")]
    public async Task Misuse_is_answered_by_two_and_one_line_that_names_the_help(string arguments, string help)
    {
        var run = await CommandRun.RunAsync(arguments.Split(' '));

        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBeEmpty();
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain($"'{help}'");
    }

    [Theory]
    [InlineData("keys list")]
    [InlineData("orders list")]
    [InlineData("orders show order_1")]
    [InlineData("orders resolve order_1 --why x --retry")]
    [InlineData("attention list")]
    [InlineData("merchants list")]
    [InlineData("webhooks list")]
    [InlineData("shops list")]
    [InlineData("shops health")]
    [InlineData("lookup --shop mugs.myshopify.com --order 1001")]
    [InlineData("webhooks add https://app.example/hooks")]
    public async Task Command_on_a_folder_without_a_journal_fails_and_makes_none(string arguments)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"cartwright-{Guid.NewGuid():n}");

        var run = await CommandRun.RunAsync([.. arguments.Split(' '), "--data", folder]);

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("--data");
        Directory.Exists(folder).ShouldBeFalse();
    }

    /// <summary>Each of these used to end in a stack trace.</summary>
    [Theory]
    [InlineData("keys list")]
    [InlineData("orders list")]
    [InlineData("serve --sandbox --urls http://127.0.0.1:0")]
    public async Task Journal_that_is_no_database_is_refused_in_one_sentence_and_left_as_it_is(string arguments)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");
        var file = Path.Combine(folder.FullName, "gateway.db");
        await File.WriteAllTextAsync(
            file, "This is no database, but somebody may need it.", TestContext.Current.CancellationToken);

        var run = await CommandRun.RunAsync([.. arguments.Split(' '), "--data", folder.FullName]);

        run.ExitCode.ShouldBe(1);
        run.Error.Trim().Split('\n').Length.ShouldBe(1);
        run.Error.ShouldContain("is not an SQLite database: name another file");
        (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).ShouldStartWith("This is no database");
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Sandbox_on_an_address_that_others_reach_is_refused()
    {
        var run = await CommandRun.RunAsync("serve", "--sandbox", "--urls", "http://0.0.0.0:0");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("127.0.0.1");
    }
}

using System.Text.Json.Nodes;
using Cartwright.Cli.Demo;

namespace Cartwright.Cli.Tests;

/// <summary>
/// Environment variables are the whole process's: private addresses that these tests allow were allowed to other tests
/// that ran at the same time.
/// </summary>
[CollectionDefinition(nameof(ProcessEnvironment), DisableParallelization = true)]
public sealed class ProcessEnvironment;

/// <summary>
/// The commands beside a gateway and a sandbox, which they find by the settings that <c>serve --sandbox</c> prints.
/// </summary>
[Collection(nameof(ProcessEnvironment))]
public sealed class ShopCommandTests : IAsyncLifetime
{
    private const string Tulips = "tulips.myshopify.com";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");
    private RunningSandbox sandbox = null!;
    private RunningGateway gateway = null!;
    private readonly List<string> exported = [];
    private Uri address = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, Stop);
        gateway = await RunningGateway.StartAsync(
            new(LoopbackAddress.AnyPort, folder.FullName, sandbox.Address), Stop);
        var shops = await SandboxShops.RegisterAsync(gateway, sandbox, Stop);
        address = shops.Single(one => one.Shop.Domain == Tulips).Address;
        var line = SandboxSettings.Export(sandbox.Address, gateway.Addresses[0]);
        foreach (var setting in line.Split(' ').Skip(1).Select(text => text.Split('=', 2)))
        {
            Environment.SetEnvironmentVariable(setting[0], setting[1]);
            exported.Add(setting[0]);
        }
    }

    [Fact]
    public async Task Shop_that_is_not_connected_tells_where_to_connect_it_and_then_finds_the_order()
    {
        var before = await LookUpAsync("#1001");
        before.ExitCode.ShouldBe(4);
        before.Output.ShouldContain($"Have the shop's merchant open {address}");
        (await RunAsync("shops", "health")).ExitCode.ShouldBe(3);

        (await MerchantBrowser.ConnectAsync(address, Stop)).ShouldBeNull();

        var found = await LookUpAsync("Where is order 1001?");
        found.ExitCode.ShouldBe(0, found.Output + found.Error);
        found.Output.ShouldContain("#1001, FULFILLED");
        found.Output.ShouldContain("DELIVERED");
        found.Output.ShouldNotContain("Advice");
        (await RunAsync("shops", "list")).Output.ShouldMatch(@"tulips\.myshopify\.com +Connected ");
        var shown = (await RunAsync("shops", "show", Tulips)).Output;
        shown.ShouldContain(address.AbsoluteUri);
        shown.ShouldContain("works: ");
        shown.ShouldNotContain("shpat_");
    }

    [Fact]
    public async Task Details_that_are_not_the_orders_exit_as_not_found_and_the_operator_is_told_why()
    {
        await MerchantBrowser.ConnectAsync(address, Stop);

        (await LookUpAsync("#1001", "--email", "ada@example.com")).ExitCode.ShouldBe(0);
        var other = await LookUpAsync("#1001", "--email", "eve@example.com");
        other.ExitCode.ShouldBe(3);
        other.Output.ShouldContain("the details that were given are not its");
        other.Output.ShouldNotContain("FULFILLED");
        var old = await LookUpAsync("#900");
        old.ExitCode.ShouldBe(3);
        old.Output.ShouldContain("Check the order's age");
    }

    [Fact]
    public async Task Attempts_are_shown_with_their_refresh_and_never_a_token()
    {
        await MerchantBrowser.ConnectAsync(address, Stop);
        await sandbox.ChangeShopAsync(Tulips, "expire", Stop);

        var run = await LookUpAsync("#1001", "--verbose");

        run.ExitCode.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldMatch(@"1 +session +unauthorized +401 ");
        run.Output.ShouldMatch(@"1 +refreshed +answered +200 .*renewed");
        run.Output.ShouldNotContain("shpat_");
    }

    [Fact]
    public async Task Revoked_tokens_exit_as_not_connected_and_are_found_by_the_health_check()
    {
        await MerchantBrowser.ConnectAsync(address, Stop);
        await sandbox.ChangeShopAsync(Tulips, "revoke", Stop);

        var run = await LookUpAsync("#1001", "--json");

        run.ExitCode.ShouldBe(4);
        var view = JsonNode.Parse(run.Output)!;
        view["code"]!.GetValue<string>().ShouldBe("SHOP_DEGRADED");
        view["attempts"]!.AsArray().ShouldNotBeEmpty();
        view["advice"]![0]!.GetValue<string>().ShouldContain(address.AbsoluteUri);
        var health = await RunAsync("shops", "health");
        health.ExitCode.ShouldBe(3);
        health.Output.ShouldMatch(@"tulips\.myshopify\.com +Degraded ");
    }

    [Theory]
    [InlineData(429, 5, "THROTTLED")]
    [InlineData(400, 6, "UNAVAILABLE")]
    public async Task Shop_that_can_not_be_asked_exits_with_a_code_of_its_own(int status, int exitCode, string code)
    {
        await MerchantBrowser.ConnectAsync(address, Stop);
        await sandbox.StrikeAsync(
            [new($"shop:{Tulips}", "graphql", "status") { Code = status, RetryAfter = 30 }], Stop);

        var run = await LookUpAsync("#1001");

        run.ExitCode.ShouldBe(exitCode, run.Output + run.Error);
        run.Output.ShouldContain(code);
    }

    [Fact]
    public async Task Shop_stays_with_the_account_that_it_was_named_for()
    {
        var own = await RunAsync("shops", "connect", Tulips);
        own.ExitCode.ShouldBe(0, own.Error);
        own.Output.ShouldBe($"{address}\n");

        var other = await RunAsync("shops", "connect", Tulips, "--account", "account_other");
        other.ExitCode.ShouldBe(1);
        other.Output.ShouldBeEmpty();
        other.Error.ShouldContain("account_default");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in exported) Environment.SetEnvironmentVariable(name, null);
        await gateway.DisposeAsync();
        await sandbox.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private Task<CommandRun> LookUpAsync(string order, params string[] more) =>
        RunAsync(["lookup", "--shop", Tulips, "--order", order, .. more]);

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.RunAsync([.. arguments, "--data", folder.FullName]);
}

using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;

namespace Cartwright.Cli.Tests;

/// <summary>An operator's commands on the journal of a gateway that is stopped, with an order billed by invoice.</summary>
public sealed class ResolveOrderTests : IAsyncLifetime
{
    private const string OrderId = "order_1";
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-cli-test-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var access = await OperatorAccess.OpenAsync(folder, Stop);
        var now = TimeProvider.System.GetUtcNow();
        var amount = new Money(2_575, "USD");
        var quote = new Quote(
            "", "session_1", amount, null, null, amount, [], null, IsShippingRequired: false, now, now.AddHours(1), []);
        var append = new JournalAppend();
        await access.Get<OrderStreams>().AddAsync(
            append,
            Order.NotStarted(OrderId),
            [
                new OrderEvent.SubmissionStarted(
                    "account_1", "cart_1", "mugs.example", Marketplace.Shopify, new("https://mugs.example/"), [],
                    new() { FirstName = "Ada", CountryCode = "US" }, quote, amount, Card: null),
                new OrderEvent.PlacementStarted("key", ""),
            ],
            // Long ago, and nobody works on it.
            now.AddMinutes(-11),
            Stop);
        await access.Get<IJournal>().AppendAsync(append, Stop);
    }

    [Fact]
    public async Task Order_that_nobody_works_on_is_on_the_list_until_it_is_settled()
    {
        var listed = await RunAsync("attention", "list", "--json");
        var orders = await RunAsync("orders", "list");

        var resolved = await RunAsync(
            "orders", "resolve", OrderId, "--placed", "1001", "--by", "ada", "--why", "The merchant told me.");

        JsonNode.Parse(listed.Output)!.AsArray().ShouldHaveSingleItem()!["key"]!.GetValue<string>().ShouldBe(OrderId);
        orders.Output.ShouldContain("without a change");
        resolved.ShouldBe(new(0, "The order is placed as 1001.\n", ""));
        JsonNode.Parse((await RunAsync("attention", "list", "--json")).Output)!.AsArray().ShouldBeEmpty();
        (await RunAsync("orders", "show", OrderId)).Output
            .ShouldContain("SettledByOperator  Placed by ada: The merchant told me.");
    }

    [Fact]
    public async Task Check_of_the_journal_finds_an_order_that_nothing_works_on_and_rows_and_events_that_differ()
    {
        var idle = await RunAsync("journal", "check");
        await using (var access = await OperatorAccess.OpenAsync(folder, Stop))
        {
            var journal = access.Get<IJournal>();
            await journal.AppendAsync(
                new JournalAppend().Enqueue("place", OrderId)
                    .Upsert("orders", [("order_id", OrderId)],
                    [
                        ("account_id", "account_1"), ("cart_id", "cart_1"), ("store", "mugs.example"),
                        ("phase", "Accepted"), ("amount_minor", 2_575), ("currency", "USD"), ("started_at", 1),
                        ("changed_at", 1),
                    ]), Stop);
        }

        var different = await RunAsync("journal", "check");

        idle.ExitCode.ShouldBe(3);
        idle.Output.ShouldContain($"{OrderId}  It is under way, and neither work nor a person is waiting for it.");
        different.ExitCode.ShouldBe(3);
        different.Output.ShouldContain("The list of orders says Accepted, and its events say Placing.");
        different.Output.ShouldNotContain("neither work");
    }

    [Fact]
    public async Task Order_that_fails_tells_its_reason_and_is_settled_once()
    {
        string[] command =
            ["orders", "resolve", OrderId, "--failed", "out_of_stock", "--by", "ada", "--why", "Sold out."];

        var first = await RunAsync(command);
        var second = await RunAsync(command);

        first.ExitCode.ShouldBe(0);
        second.ExitCode.ShouldBe(1);
        second.Error.ShouldContain("nothing to settle");
        (await RunAsync("orders", "show", OrderId)).Output.ShouldContain("Failed (OutOfStock) by ada: Sold out.");
    }

    [Fact]
    public async Task Order_that_is_not_there_is_not_found()
    {
        var run = await RunAsync("orders", "resolve", "order_2", "--retry", "--why", "I hope.");

        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("There is no order order_2");
    }

    public ValueTask DisposeAsync()
    {
        folder.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.RunAsync([.. arguments, "--data", folder.FullName]);
}

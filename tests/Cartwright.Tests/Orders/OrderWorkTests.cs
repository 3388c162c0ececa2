using Cartwright.Journal;
using Cartwright.Journal.Sqlite;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Storage;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Orders;

/// <summary>What a step leaves on the attention list of a real journal.</summary>
public sealed class OrderWorkTests : IAsyncLifetime
{
    private const string OrderId = "order_1";
    private readonly FakeTimeProvider clock = new(OrderSamples.Noon);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-work-");
    private SqliteJournal journal = null!;
    private OrderStreams orders = null!;
    private OrderWork work = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        journal = await SqliteJournal.OpenAsync(
            new() { File = Path.Combine(folder.FullName, "gateway.db"), NodeId = "test" },
            [new MigrationSet("gateway", typeof(Program).Assembly, "Cartwright.Migrations.")],
            clock,
            cancellationToken: Stop);
        var sealer = new SecretSealer(new EphemeralDataProtectionProvider());
        orders = new(journal, new(new WebhookEndpoints(journal, sealer, clock)));
        work = new(journal, orders, clock, new Random(1), NullLogger<OrderWork>.Instance);
        var append = new JournalAppend().Enqueue(OrderQueues.Place, OrderId);
        await orders.AddAsync(
            append,
            Order.NotStarted(OrderId),
            [
                OrderSamples.Submission,
                new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount),
                OrderSamples.Intent,
            ],
            OrderSamples.Noon,
            Stop);
        (await journal.AppendAsync(append, Stop)).ShouldBeOfType<AppendResult.Committed>();
    }

    /// <summary>The first look at the parcel used to take the order off the list again.</summary>
    [Fact]
    public async Task Order_placed_for_another_total_stays_on_the_list_while_its_parcel_is_watched()
    {
        var placed = new PlacementOutcome.Placed("1001", null, new(8_100, "USD"));
        await StepAsync(OrderQueues.Place, order =>
            PlacementDecisions.OnPlacement(order, placed, OrderSamples.Noon, OrderSamples.Noon));

        await StepAsync(OrderQueues.Track, _ => new([], new NextWork.Poll(TimeSpan.Zero, "The parcel is on its way.")));
        await StepAsync(OrderQueues.Track, _ => new([], new NextWork.Rest()));

        (await AttentionAsync()).ShouldHaveSingleItem().ShouldContain("8100 USD");
    }

    [Fact]
    public async Task Order_that_waited_for_a_person_is_off_the_list_once_it_goes_on()
    {
        await StepAsync(OrderQueues.Place, _ =>
            new([], new NextWork.Poll(TimeSpan.Zero, "A person acts."), "A person must act."));
        (await AttentionAsync()).ShouldBe(["A person must act."]);

        var placed = new PlacementOutcome.Placed("1001", null, OrderSamples.Quote.Total);
        await StepAsync(OrderQueues.Place, order =>
            PlacementDecisions.OnPlacement(order, placed, OrderSamples.Noon, OrderSamples.Noon));

        (await AttentionAsync()).ShouldBeEmpty();
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task StepAsync(string queue, Func<Order, OrderStep> decide)
    {
        var lease = (await journal.ClaimAsync(queue, 1, Stop)).ShouldHaveSingleItem();
        var order = await orders.LoadAsync(OrderId, Stop);
        await work.CommitAsync(lease, order, decide(order));
    }

    private ValueTask<IReadOnlyList<string>> AttentionAsync() =>
        journal.QueryAsync("select reason from attention", row => row.GetString(0), null, Stop);
}

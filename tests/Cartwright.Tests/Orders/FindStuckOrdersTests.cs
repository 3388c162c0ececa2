using Cartwright.Journal;
using Cartwright.Journal.Sqlite;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Storage;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Orders;

/// <summary>Orders on a real journal that nobody works on.</summary>
public sealed class FindStuckOrdersTests : IAsyncLifetime
{
    private const string OrderId = OrderSamples.OrderId;
    private readonly FakeTimeProvider clock = new(OrderSamples.Noon);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-stuck-");
    private readonly CountedErrors errors = new();
    private SqliteJournal journal = null!;
    private OrderStreams orders = null!;
    private FindStuckOrders stuck = null!;

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
        stuck = new(journal, clock, errors);
    }

    [Fact]
    public async Task Order_that_has_only_started_is_listed_and_logged_once_after_ten_minutes_without_any_work()
    {
        await WriteAsync(OrderSamples.Submission);

        await LookAfterAsync(TimeSpan.FromMinutes(9));
        (await AttentionAsync()).ShouldBeEmpty();
        await LookAfterAsync(TimeSpan.FromMinutes(1));
        await LookAfterAsync(TimeSpan.FromMinutes(1));

        (await AttentionAsync()).ShouldBe([(FindStuckOrders.Kind, OrderId)]);
        errors.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Order_that_moves_again_leaves_the_list()
    {
        await WriteAsync(OrderSamples.Submission);
        await LookAfterAsync(TimeSpan.FromMinutes(10));

        await WriteAsync(new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount), OrderSamples.Intent);
        await LookAfterAsync(TimeSpan.FromMinutes(1));

        (await AttentionAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Order_that_waits_for_the_shoppers_bank_is_not_stuck_until_the_banks_time_is_long_over()
    {
        await WriteAsync(OrderSamples.Submission, new OrderEvent.PaymentActionRequired(
            "pi_1", new("https://bank.example/"), OrderSamples.Noon.AddMinutes(15)));

        await LookAfterAsync(TimeSpan.FromMinutes(24));
        (await AttentionAsync()).ShouldBeEmpty();
        await LookAfterAsync(TimeSpan.FromMinutes(1));

        (await AttentionAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Refund_that_nobody_works_on_is_listed()
    {
        await WriteAsync(
            OrderSamples.Submission, new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount), OrderSamples.Intent,
            OrderSamples.Sample(typeof(OrderEvent.Failed)), OrderSamples.Sample(typeof(OrderEvent.RefundStarted)));
        await journal.AppendAsync(new JournalAppend().Enqueue(OrderQueues.Refund, OrderId), Stop);

        await LookAfterAsync(TimeSpan.FromMinutes(10));

        (await AttentionAsync()).ShouldBe([(FindStuckOrders.Kind, OrderId)]);
    }

    [Fact]
    public async Task Order_that_is_listed_with_a_better_reason_is_not_listed_twice()
    {
        await WriteAsync(OrderSamples.Submission);
        await journal.AppendAsync(
            new JournalAppend().Attend(OrderWork.WaitingKind, OrderId, "The processor does not answer."), Stop);

        await LookAfterAsync(TimeSpan.FromMinutes(10));

        (await AttentionAsync()).ShouldBe([(OrderWork.WaitingKind, OrderId)]);
    }

    [Fact]
    public async Task Order_that_is_placed_is_never_stuck()
    {
        await WriteAsync(
            OrderSamples.Submission, new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount), OrderSamples.Intent,
            new OrderEvent.SubmissionSucceeded(), new OrderEvent.Placed("1001", null));

        await LookAfterAsync(TimeSpan.FromDays(30));

        (await AttentionAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Watch_looks_again_every_minute()
    {
        using var watch = new WatchOrders(stuck, clock, NullLogger<WatchOrders>.Instance);
        await WriteAsync(OrderSamples.Submission);
        await watch.StartAsync(Stop);

        while ((await AttentionAsync()).Count == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(30));
        }

        await watch.StopAsync(Stop);
        clock.GetUtcNow().ShouldBeGreaterThanOrEqualTo(OrderSamples.Noon.AddMinutes(10));
    }

    public async ValueTask DisposeAsync()
    {
        await journal.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private async Task WriteAsync(params OrderEvent[] events)
    {
        var append = new JournalAppend();
        await orders.AddAsync(append, await orders.LoadAsync(OrderId, Stop), events, clock.GetUtcNow(), Stop);
        (await journal.AppendAsync(append, Stop)).ShouldBeOfType<AppendResult.Committed>();
    }

    private Task LookAfterAsync(TimeSpan time)
    {
        clock.Advance(time);
        return stuck.HandleAsync(Stop);
    }

    private async Task<IReadOnlyList<(string, string)>> AttentionAsync() =>
        await journal.QueryAsync(
            "select kind, key from attention", row => (row.GetString(0), row.GetString(1)), null, Stop);

    private sealed class CountedErrors : ILogger<FindStuckOrders>
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => Count += logLevel == LogLevel.Error ? 1 : 0;
    }
}

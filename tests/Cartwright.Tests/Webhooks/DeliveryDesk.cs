using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Tests.Orders;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Webhooks;

/// <summary>
/// The gateway's own parts on a real journal and a clock that a test moves; it does not run, so that the test takes the
/// worker's place.
/// </summary>
internal sealed class DeliveryDesk : IAsyncDisposable
{
    public const string AccountId = "account_1";

    private readonly WebApplication gateway;
    private readonly DirectoryInfo folder;

    private DeliveryDesk(WebApplication gateway, DirectoryInfo folder, FakeTimeProvider clock) =>
        (this.gateway, this.folder, Clock) = (gateway, folder, clock);

    public FakeTimeProvider Clock { get; }

    public IJournal Journal => Get<IJournal>();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<DeliveryDesk> OpenAsync(
        Action<IServiceCollection>? configure = null, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-webhooks-");
        var clock = new FakeTimeProvider(OrderSamples.Noon);
        var gateway = await Program.BuildAsync(
            [
                $"--Journal:Folder={folder.FullName}",
                "--Outbound:AllowPrivate=true",
                "--Payments:Stripe:SecretKey=sk_test_sandbox",
                "--Payments:Stripe:ReturnUrl=http://127.0.0.1/",
                .. settings,
            ],
            builder =>
            {
                builder.Logging.ClearProviders();
                builder.Services.AddSingleton<TimeProvider>(clock);
                configure?.Invoke(builder.Services);
            },
            Stop);
        var desk = new DeliveryDesk(gateway, folder, clock);
        await desk.Get<ApiKeys>().CreateAsync(AccountId, Billing.Card, "", Stop);
        return desk;
    }

    public T Get<T>() where T : notnull => gateway.Services.GetRequiredService<T>();

    public async Task<WebhookEndpoint> AddAsync(Uri url, params string[] types)
    {
        var added = (await Get<AddEndpoint>().HandleAsync(AccountId, url, types is [] ? null : types, Stop))
            .ShouldBeOfType<AddEndpointResult.Added>();
        added.Verification.ShouldBeOfType<TestEndpointResult.Verified>();
        return added.Endpoint;
    }

    /// <summary>Appends events to an order of the account, as the gateway's use cases do.</summary>
    public async Task HappenAsync(string orderId, params IReadOnlyList<OrderEvent> changes)
    {
        var orders = Get<OrderStreams>();
        var append = new JournalAppend();
        var order = await orders.LoadAsync(orderId, Stop);
        await orders.AddAsync(append, order, changes, Clock.GetUtcNow(), Stop);
        (await Journal.AppendAsync(append, Stop)).ShouldBeOfType<AppendResult.Committed>();
    }

    /// <summary>An order that was charged: two events that are told.</summary>
    public Task ChargedAsync(string orderId) => HappenAsync(
        orderId, OrderSamples.Submission, new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount));

    /// <summary>Does the deliveries that are due, one after the other, once each. Tells how many were due.</summary>
    public async Task<int> WorkAsync()
    {
        var leases = await Journal.ClaimAsync(WebhookDelivery.Queue, 100, Stop);
        foreach (var lease in leases.OrderBy(lease => lease.Key, StringComparer.Ordinal)) await WorkAsync(lease);
        return leases.Count;
    }

    public Task WorkAsync(WorkLease lease) => Worker().HandleAsync(lease, Stop);

    /// <summary>Works, and moves the clock on to what is due next, until nothing is left.</summary>
    public async Task WorkOffAsync()
    {
        while (await NextDueAsync() is { } due)
        {
            if (due > Clock.GetUtcNow()) Clock.SetUtcNow(due);
            await WorkAsync();
        }
    }

    public async Task<DateTimeOffset?> NextDueAsync() => (await Journal.QueryAsync<DateTimeOffset?>(
        "select min(due) from work where queue = 'webhook'",
        row => row.IsDBNull(0) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)), null, Stop))[0];

    public Task<IReadOnlyList<WebhookDelivery>> LogAsync() => Get<ListDeliveries>().HandleAsync(null, 1000, Stop);

    public ValueTask<IReadOnlyList<string>> AttentionAsync() =>
        Journal.QueryAsync("select reason from attention", row => row.GetString(0), null, Stop);

    public async ValueTask DisposeAsync()
    {
        await gateway.DisposeAsync();
        folder.Delete(recursive: true);
    }

    private DeliverWebhook Worker() => gateway.Services.GetServices<IWorkHandler>().OfType<DeliverWebhook>().Single();
}

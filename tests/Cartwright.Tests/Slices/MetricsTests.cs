using System.Diagnostics.Metrics;
using Cartwright.Journal;
using Cartwright.Orders;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>What an operator's monitoring sees of a running gateway.</summary>
public sealed class MetricsTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Attention_list_is_a_gauge_by_kind()
    {
        await using var world = await World.StartAsync();
        var journal = world.Services.GetRequiredService<IJournal>();
        await journal.AppendAsync(
            new JournalAppend().Attend("order", "order_1", "why").Attend("order", "order_2", "why")
                .Attend("webhook", "hook_1", "why"),
            Stop);
        var gauges = world.Services.GetRequiredService<OrderGauges>();

        await gauges.RefreshAsync(Stop);

        var seen = Read(gauges.Meter, "cartwright.attention");
        (seen["order"], seen["webhook"], seen["order-stuck"]).ShouldBe((2, 1, 0));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Orders_under_way_and_overdue_work_are_gauges()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", operation = "complete", kind = "delay", seconds = 3.0 });
        await shopper.SubmitAsync(cart);
        var gauges = world.Services.GetRequiredService<OrderGauges>();

        await gauges.RefreshAsync(Stop);

        Read(gauges.Meter, "cartwright.orders.under_way")["Placing"].ShouldBe(1);
        Read(gauges.Meter, "cartwright.work.due")["place"].ShouldBe(0, "It is leased.");
        Read(gauges.Meter, "cartwright.work.due").Keys.ShouldContain("webhook");
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await gauges.RefreshAsync(Stop);
        Read(gauges.Meter, "cartwright.orders.under_way")["Placing"].ShouldBe(0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Metrics_page_is_prometheus_text_and_names_no_order_shopper_or_token()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");

        var page = await world.Outside.GetStringAsync(new Uri(world.Address, "/metrics"), Stop);

        page.ShouldContain("cartwright_attention");
        page.ShouldContain("cartwright_payments_total{");
        page.ShouldContain("outcome=\"placed\"");
        page.ShouldContain("cartwright_submissions_total{");
        page.ShouldContain("http_client_request_duration_seconds_count{");
        string[] secrets = ["order_", cart, "tok_", "Lovelace", "ada@example", "account_", "tulips", "sk_test"];
        foreach (var secret in secrets)
        {
            page.ShouldNotContain(secret, Case.Sensitive);
        }
    }

    /// <summary>A gauge's values by label; the one without a label has the name "".</summary>
    internal static Dictionary<string, long> Read(Meter meter, string name)
    {
        var seen = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter == meter && instrument.Name == name)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) => seen[tags.Length > 0 ? (string)tags[0].Value! : ""] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return seen;
    }
}

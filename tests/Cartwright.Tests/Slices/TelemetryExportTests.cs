using Cartwright.EndToEnd;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What a collector receives.</summary>
public sealed class TelemetryExportTests
{
    private const string TraceId = "5b8aa5a2d2c872e8321cf37308d69df2";

    [Fact(Timeout = 60_000)]
    public async Task Lookup_reaches_the_collector_with_its_attempts_and_without_token_or_person()
    {
        await using var collector = await OtlpCollector.StartAsync();
        // The server takes a caller's trace up only when somebody listens to it, as a log does.
        using var log = new KeptLog();
        await using var desk = await LookupDesk.StartAsync(
            builder => builder.Logging.AddProvider(log),
            [.. collector.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        await desk.ConnectAsync(Tulips);
        desk.Merchant.DefaultRequestHeaders.Add("traceparent", $"00-{TraceId}-b7ad6b7169203331-01");

        var found = await desk.LookUpAsync(Tulips, new { order = "#1001", email = Ada });
        found["code"]!.GetValue<string>().ShouldBe("FOUND");

        // Those of other gateways in this process come too.
        var lookup = await collector.FindAsync(
            span => span.TraceId == TraceId && span.Name == "lookup order", TestContext.Current.CancellationToken);
        lookup.Text.ShouldContain(Tulips);
        lookup.Text.ShouldContain("answered");
        foreach (var hidden in new[] { (await desk.ShopAsync(Tulips)).AccessToken!.Reveal(), Ada, "#1001" })
            collector.Bodies.ShouldAllBe(body => !body.Contains(hidden, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Metrics_reach_the_collector_and_name_no_token_or_person()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await World.StartAsync(
            [.. collector.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync("tulip_bouquet_10@tulips.sandbox.test");
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");

        foreach (var name in new[]
        {
            "cartwright.submissions", "cartwright.payments", "cartwright.attention", "cartwright.journal.writable",
            "http.client.request.duration",
        })
        {
            await collector.MetricAsync(name, TestContext.Current.CancellationToken);
        }

        foreach (var hidden in new[] { "tok_visa", "ada@example.com", "Lovelace", "sk_test_sandbox" })
            collector.Bodies.ShouldAllBe(body => !body.Contains(hidden, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Collector_without_an_address_is_refused_at_start()
    {
        var refusal = await Should.ThrowAsync<OptionsValidationException>(
            () => StartAsync("--OTEL_EXPORTER_OTLP_ENDPOINT=collector"));

        refusal.Message.ShouldContain("Set OTEL_EXPORTER_OTLP_ENDPOINT");
    }
}

using Cartwright.Postgres;

namespace Cartwright.EndToEnd;

/// <summary>What a collector shows of an order, whatever becomes of the process that took it.</summary>
[Collection(NodesWorld.Collection)]
public sealed class TraceTests : IDisposable
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallerSpan = "b7ad6b7169203331";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-trace-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Delete(recursive: true);

    [Fact(Timeout = 120_000)]
    public async Task Order_whose_gateway_was_killed_before_it_was_placed_is_one_trace_from_submitCart_to_place()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await ServedWorld.StartAsync(folder.FullName, await SettingsAsync(collector));
        await world.StrikeAsync(
            new { target = "store:tulips", operation = "complete", kind = "slow-drip", seconds = 600, times = 1 });
        var cart = (await world.CreateAsync()).Cart.ShouldNotBeNull();
        (await world.SubmitAsync(cart, $"00-{TraceId}-{CallerSpan}-00")).IsSubmitted.ShouldBeTrue();
        await world.StruckAsync(Stop);
        var charge = await SpanAsync(collector, "charge");
        var submit = await SpanAsync(collector, "submitCart");

        await world.KillGatewayAsync();
        await world.StartGatewayAsync();

        var place = await SpanAsync(collector, "place");
        await world.PlacedAsync(cart, Stop);
        submit.ParentSpanId.ShouldBe(CallerSpan);
        new[] { submit.TraceId, charge.TraceId, place.TraceId }.ShouldAllBe(id => id == TraceId);
        new[] { charge.ParentSpanId, place.ParentSpanId }.ShouldAllBe(id => id == submit.SpanId);
        foreach (var hidden in new[] { ServedWorld.CardToken, ServedWorld.Email, "sk_test_sandbox", "Lovelace" })
            collector.Bodies.ShouldAllBe(body => !body.Contains(hidden, StringComparison.Ordinal));
    }

    [Fact(Timeout = 120_000)]
    public async Task Caller_that_wants_every_submission_traced_does_not_decide_it()
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var world = await ServedWorld.StartAsync(
            folder.FullName, new Dictionary<string, string>(await SettingsAsync(collector)) { ["Traces:Share"] = "0" });
        var cart = (await world.CreateAsync()).Cart.ShouldNotBeNull();

        (await world.SubmitAsync(cart, $"00-{TraceId}-{CallerSpan}-01")).IsSubmitted.ShouldBeTrue();

        await world.PlacedAsync(cart, Stop);
        // What would be sent is sent before the process has ended.
        await world.StopGatewayAsync();
        collector.Spans.ShouldBeEmpty();
        (await world.OrdersAsync()).ShouldHaveSingleItem().Submitted.Trace.ShouldBeNull();
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(OtlpCollector collector)
    {
        var settings = collector.Settings;
        if (SharedPostgres.IsChosen)
            settings["Journal:ConnectionString"] = await (await SharedPostgres.ServerAsync()).NewDatabaseAsync();
        return settings;
    }

    private static Task<CollectedSpan> SpanAsync(OtlpCollector collector, string name) =>
        collector.FindAsync(span => span.Name == name, Stop);
}

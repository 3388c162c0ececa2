using Cartwright.Merchants;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Tests.Merchants;

/// <summary>Whatever goes wrong on the wire is never taken for an answer.</summary>
public sealed class UcpWireFaultTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static readonly Dictionary<string, Func<HttpContext, Task>> Faults = new()
    {
        ["dropped"] = context =>
        {
            context.Abort();
            return Task.CompletedTask;
        },
        ["truncated with a length"] = async context =>
        {
            context.Response.ContentLength = 1000;
            await context.Response.WriteAsync("""{"id":"chk_1","status":"completed","order":{"id":"o"}""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        },
        ["truncated in chunks"] = async context =>
        {
            await context.Response.WriteAsync("""{"id":"chk_1","status":"completed","order":{"id":"o"}}""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        },
        ["cut short but well sent"] = context =>
            context.Response.WriteAsync("""{"id":"chk_1","status":"completed","order":{"id":"""),
        ["not json"] = context => context.Response.WriteAsync("<html>Just a moment</html>"),
        ["json null"] = context => context.Response.WriteAsync("null"),
        ["json of another kind"] = context => context.Response.WriteAsync("[1,2]"),
        ["empty"] = _ => Task.CompletedTask,
        ["huge"] = async context =>
        {
            var padding = new string(' ', 1 << 16);
            await context.Response.WriteAsync("""{"id":"chk_1","status":"completed","order":{"id":"o"}}""");
            for (var written = 0; written <= 1 << 20; written += padding.Length)
                await context.Response.WriteAsync(padding);
        },
        ["too deep"] = context => context.Response.WriteAsync(new string('[', 5000)),
        ["redirect"] = context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        },
        ["500"] = context => Status(context, 500),
        ["502"] = context => Status(context, 502),
        ["503"] = context => Status(context, 503),
        ["504"] = context => Status(context, 504),
        ["429"] = context => Status(context, 429),
        ["408"] = context => Status(context, 408),
        ["425"] = context => Status(context, 425),
        ["a page for 400"] = async context =>
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync("<html>Bad request</html>");
        },
    };

    public static TheoryData<string> FaultNames => [.. Faults.Keys];

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Fault_leaves_a_placement_unknown(string fault)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(Faults[fault]);

        var outcome = await store.Connector.PlaceAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), isRepeat: false, Stop);

        outcome.ShouldBeOfType<PlacementOutcome.Unknown>();
        store.ShoppingCalls.Count.ShouldBe(2, "the connector repeats nothing by itself and follows nothing");
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Fault_leaves_a_finding_unknown(string fault)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(Faults[fault]).Answer(Faults[fault]);

        var finding = await store.Connector.FindAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), Stop);

        finding.ShouldBeOfType<PlacementFinding.Unknown>();
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Fault_makes_a_quote_unavailable(string fault)
    {
        await using var store = await StubStore.StartAsync();
        store.Answer(Faults[fault]);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Unavailable>();
    }

    [Theory]
    [MemberData(nameof(FaultNames))]
    public async Task Fault_makes_order_catalogue_and_profile_unavailable(string fault)
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        store.Answer(Faults[fault]).Answer(Faults[fault]).Answer(Faults[fault]).Answer(Faults[fault]);

        (await store.Connector.ReadOrderAsync(store.Merchant, quote, "ord_9", Stop))
            .ShouldBeOfType<MerchantOrderOutcome.Unavailable>();
        (await store.Catalogue.LookUpAsync(store.Merchant, ["p"], Stop))
            .ShouldBeOfType<CatalogueOutcome.Unavailable>();

        store.Page("/.well-known/ucp", Faults[fault]);
        store.Clock.Advance(TimeSpan.FromHours(2));
        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Unusable>();
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline_and_is_unknown()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        var arrived = new TaskCompletionSource();
        store.Answer(context => HoldAsync(context, arrived));

        var placing = store.Connector.PlaceAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), isRepeat: false, Stop);
        await arrived.Task.WaitAsync(Stop);
        store.Clock.Advance(TimeSpan.FromSeconds(29));
        placing.IsCompleted.ShouldBeFalse();
        store.Clock.Advance(TimeSpan.FromSeconds(1));

        (await placing).ShouldBeOfType<PlacementOutcome.Unknown>().Why.ShouldContain("30 s");
    }

    [Fact]
    public async Task Silence_in_the_middle_of_a_reply_ends_at_the_deadline()
    {
        await using var store = await StubStore.StartAsync();
        await store.Connector.CheckAsync(store.Merchant, Stop);
        var arrived = new TaskCompletionSource();
        store.Answer(async context =>
        {
            await context.Response.WriteAsync("""{"id":""");
            await context.Response.Body.FlushAsync();
            await HoldAsync(context, arrived);
        });

        var quoting = store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);
        await arrived.Task.WaitAsync(Stop);
        store.Clock.Advance(TimeSpan.FromSeconds(10));

        (await quoting).ShouldBeOfType<QuoteOutcome.Unavailable>().Why.ShouldContain("10 s");
    }

    [Fact]
    public async Task Caller_that_gives_up_is_told_so_and_not_that_the_store_was_silent()
    {
        await using var store = await StubStore.StartAsync();
        var quote = await UcpQuoteTests.QuotedAsync(store);
        var arrived = new TaskCompletionSource();
        store.Answer(context => HoldAsync(context, arrived));
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Stop);

        var placing = store.Connector.PlaceAsync(
            store.Merchant, quote, store.Connector.Prepare(store.Merchant, quote, "order_1"), isRepeat: false, caller.Token);
        await arrived.Task.WaitAsync(Stop);
        await caller.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(placing);
    }

    [Fact]
    public async Task Store_that_is_not_there_is_unavailable()
    {
        await using var store = await StubStore.StartAsync();
        // Port 1 of the loopback interface: nothing listens there, and nothing here ever will.
        var merchant = store.Merchant with { Url = new Uri("http://127.0.0.1:1") };

        var outcome = await store.Connector.QuoteAsync(merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Unavailable>();
    }

    [Theory]
    [InlineData("""{"line_items":null,"totals":[null],"messages":[null,{"type":null,"code":null}]}""")]
    [InlineData("""{"line_items":[null,{"id":null,"item":null,"quantity":0}],"fulfillment":{"methods":[null]}}""")]
    [InlineData("""{"totals":[{"type":"tax","amount":9223372036854775807},{"type":"tax","amount":9223372036854775807}]}""")]
    [InlineData("""{"line_items":[{"item":{"id":"item_123","price":9000000000000000000},"quantity":9000000000000}]}""")]
    [InlineData("""{"fulfillment":{"methods":[{"groups":[null,{"options":[null,{"id":null,"totals":[null]}]}]}]}}""")]
    public async Task Odd_reply_never_throws(string members)
    {
        await using var store = await StubStore.StartAsync();
        var reply = $"{{\"id\":\"chk_1\",\"status\":\"ready_for_complete\",{members[1..]}";
        for (var count = 0; count < 3; count++) store.Answer(reply);

        var outcome = await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(UcpShapes.Jane), Stop);

        var isBought = outcome is QuoteOutcome.Quoted { Problems.Count: 0 };
        isBought.ShouldBeFalse();
    }

    private static async Task HoldAsync(HttpContext context, TaskCompletionSource arrived)
    {
        arrived.TrySetResult();
        var left = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(() => left.TrySetResult());
        await left.Task;
    }

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsync("{}");
    }
}

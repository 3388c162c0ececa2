using System.IO.Pipelines;
using System.Net;
using System.Text;
using static Cartwright.Client.Tests.FollowTests;

namespace Cartwright.Client.Tests;

/// <summary>Following by the gateway's event stream, and what it falls back to.</summary>
public sealed class FollowByStreamTests
{
    private const int LimitMilliseconds = 60_000;

    private static readonly Func<HttpResponseMessage> Begun = Checkout("PROCESSING", ("order_1", "PROCESSING", []));

    private static readonly Func<HttpResponseMessage> Placed = Checkout(
        "SUCCEEDED", ("order_1", "SUCCEEDED", ["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced"]));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Events_of_the_stream_are_told_and_a_look_confirms_the_end()
    {
        var gateway = new GatewayScript(Begun, Placed)
        {
            Streams = new([Stream(
                Next("PROCESSING", "OrderSubmissionStarted"),
                // A change of status without an event of the contract.
                """{"data":{"orderEvents":{"event":null,"order":{"id":"order_1","status":"ACTION_REQUIRED"}}}}""",
                Next("PROCESSING", "OrderSubmissionStarted", "PaymentSucceeded"),
                Next("SUCCEEDED", "OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced"))]),
        };

        (await FollowAsync(gateway)).ShouldBe(["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced", "Ended"]);

        gateway.Received.Count.ShouldBe(2);
        gateway.StreamsAsked.ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_that_breaks_loses_no_event_and_tells_none_twice()
    {
        var gateway = new GatewayScript(
            Begun, Checkout("PROCESSING", ("order_1", "PROCESSING", ["OrderSubmissionStarted", "PaymentSucceeded"])), Placed)
        {
            Streams = new([
                Broken(Next("PROCESSING", "OrderSubmissionStarted")),
                Stream(
                    Next("PROCESSING", "OrderSubmissionStarted"),
                    Next("PROCESSING", "OrderSubmissionStarted", "PaymentSucceeded"),
                    Next("SUCCEEDED", "OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced")),
            ]),
        };

        (await FollowAsync(gateway)).ShouldBe(["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced", "Ended"]);

        gateway.StreamsAsked.ShouldBe(2);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(HttpStatusCode.NotAcceptable, 1)]
    [InlineData(HttpStatusCode.ServiceUnavailable, 3)]
    public async Task Gateway_without_streams_is_polled_and_one_that_is_full_is_asked_again(
        HttpStatusCode status, int asked)
    {
        var gateway = new GatewayScript(Begun, Begun, Begun, Placed)
        {
            Streams = new(Enumerable.Repeat(GatewayScript.Json("{}", status), 3)),
        };

        (await FollowAsync(gateway)).ShouldBe(["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced", "Ended"]);

        gateway.StreamsAsked.ShouldBe(asked);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Gateway_that_does_not_know_the_field_is_polled_from_then_on()
    {
        var gateway = new GatewayScript(Begun, Begun, Placed)
        {
            Streams = new([Stream("""{"errors":[{"message":"No.","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}""")]),
        };

        (await FollowAsync(gateway)).ShouldBe(["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced", "Ended"]);

        gateway.StreamsAsked.ShouldBe(1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_that_falls_silent_is_left_for_a_look()
    {
        var gateway = new GatewayScript(Begun, Placed) { Streams = new([Open(new Pipe())]) };

        var steps = await FollowAsync(gateway, new PollClock { AlsoSeconds = 45 });

        steps.ShouldBe(["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced", "Ended"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_is_left_when_the_followed_orders_are_settled_though_others_go_on()
    {
        var pipe = new Pipe();
        await pipe.Writer.WriteAsync(
            Encoding.UTF8.GetBytes(Event(Next("SUCCEEDED", "OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced"))), Stop);
        var gateway = new GatewayScript(
            Begun, Checkout("PROCESSING", ("order_1", "SUCCEEDED", ["OrderSubmissionStarted", "PaymentSucceeded", "OrderPlaced"]), ("order_2", "PROCESSING", [])))
        {
            Streams = new([Open(pipe)]),
        };

        (await FollowAsync(gateway, orderIds: ["order_1"])).Count(step => step == "Ended").ShouldBe(1);
    }

    private static async Task<List<string>> FollowAsync(
        GatewayScript gateway, TimeProvider? clock = null, string[]? orderIds = null)
    {
        var client = CartwrightClientTests.Of(gateway, clock ?? new PollClock());
        List<string> steps = [];
        await foreach (var step in client.FollowAsync("cart_1", orderIds, Stop))
        {
            steps.Add(step is FollowStep.Happened { Event: var happened } ? happened.Name : step.GetType().Name);
        }
        return steps;
    }

    /// <summary>The last of an order's events, with the order as it stood then.</summary>
    private static string Next(string status, params string[] events) =>
        $$"""{"data":{"orderEvents":{"event":{"__typename":"{{events[^1]}}OrderEvent","id":"order_1.{{events.Length - 1}}","createdAt":"2026-11-23T10:00:00Z"},"order":{{CartwrightClientTests.Order("order_1", status, events)}} } } }""";

    private static string Event(string data) => $"event: next\ndata: {data}\n\n";

    private static Func<HttpResponseMessage> Stream(params string[] events) =>
        Body(":\n\n" + string.Concat(events.Select(Event)) + "event: complete\ndata: \n\n");

    private static Func<HttpResponseMessage> Broken(params string[] events) =>
        Body(string.Concat(events.Select(Event)) + "event: next\ndata: {\"da");

    private static Func<HttpResponseMessage> Body(string text) => () => new(HttpStatusCode.OK)
    {
        Content = new StringContent(text, Encoding.UTF8, "text/event-stream"),
    };

    private static Func<HttpResponseMessage> Open(Pipe pipe) => () => new(HttpStatusCode.OK)
    {
        Content = new StreamContent(pipe.Reader.AsStream()) { Headers = { ContentType = new("text/event-stream") } },
    };
}

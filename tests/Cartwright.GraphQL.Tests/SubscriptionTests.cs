using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Cartwright.GraphQL.Tests;

/// <summary>Subscriptions and their streams of server-sent events, over HTTP.</summary>
public sealed class SubscriptionTests
{
    private const int LimitMilliseconds = 60_000;
    private const string Complete = "event: complete\ndata: \n\n";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private static string Next(string json) => $"event: next\ndata: {json}\n\n";

    private static Task<string> BodyAsync(HttpResponseMessage response) => response.Content.ReadAsStringAsync(Stop);

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_answers_each_event_in_order_and_completes_when_its_source_ends(bool isGet)
    {
        await using var host = await EventHost.StartAsync();
        host.Feed.Send(1, 2, 3);
        host.Feed.Numbers.Writer.Complete();

        using var response = await host.SendAsync("subscription { n: numbers { value slow } }", isGet: isGet);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/event-stream; charset=utf-8");
        response.Headers.CacheControl.ShouldBe(CacheControlHeaderValue.Parse("no-cache"));
        response.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"]);
        response.Headers.GetValues("X-After").ShouldBe(["yes"]);
        (await BodyAsync(response)).ShouldBe(":\n\n"
            + Next("""{"data":{"n":{"value":1,"slow":"slow 1"}}}""")
            + Next("""{"data":{"n":{"value":2,"slow":"slow 2"}}}""")
            + Next("""{"data":{"n":{"value":3,"slow":"slow 3"}}}""")
            + Complete);
        host.Feed.Disposed.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Event_is_sent_as_soon_as_it_happens()
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync("subscription { numbers { value } }");
        using var answered = response;
        foreach (var number in new[] { 7, 8 })
        {
            host.Feed.Send(number);
            (await lines.ReadLineAsync(Stop)).ShouldBe("event: next");
            (await lines.ReadLineAsync(Stop)).ShouldBe($"data: {{\"data\":{{\"numbers\":{{\"value\":{number}}}}}}}");
            (await lines.ReadLineAsync(Stop)).ShouldBe("");
        }
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Error_in_an_event_is_that_events_alone()
    {
        await using var host = await EventHost.StartAsync();
        host.Feed.Send(1, 2);
        host.Feed.Numbers.Writer.Complete();

        using var response = await host.SendAsync("subscription { numbers { even noted } }");

        var body = await BodyAsync(response);
        body.ShouldContain("""{"message":"1 is odd.","locations":[{"line":1,"column":26}],"path":["numbers","even"],"extensions":{"code":"ODD"}}""");
        body.ShouldEndWith(Next("""{"data":{"numbers":{"even":true,"noted":true}}}""") + Complete);
        host.Codes.ShouldBe(["ODD"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Extensions_of_an_event_are_not_the_next_ones()
    {
        await using var host = await EventHost.StartAsync();
        host.Feed.Send(1, 2);
        host.Feed.Numbers.Writer.Complete();

        using var response = await host.SendAsync("subscription { numbers { noted } }");

        (await BodyAsync(response)).ShouldBe(":\n\n"
            + Next("""{"data":{"numbers":{"noted":true}},"extensions":{"first":true}}""")
            + Next("""{"data":{"numbers":{"noted":true}}}""")
            + Complete);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Source_that_cannot_be_opened_is_answered_once_with_the_reason()
    {
        await using var host = await EventHost.StartAsync();

        using var response = await host.SendAsync("subscription { r: refused { value } }");
        using var crashed = await host.SendAsync("subscription { crashed { value } }");

        (await BodyAsync(response)).ShouldBe(":\n\n" + Next(
            """{"errors":[{"message":"There is none.","locations":[{"line":1,"column":16}],"path":["r"],"extensions":{"code":"NONE"}}]}""")
            + Complete);
        var told = await BodyAsync(crashed);
        told.ShouldContain("INTERNAL_SERVER_ERROR");
        told.ShouldNotContain("secret");
        host.Codes.ShouldBe(["NONE", "INTERNAL_SERVER_ERROR"]);
        host.Failures.Single().Message.ShouldBe("secret");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Source_that_fails_ends_the_stream_with_an_error()
    {
        await using var host = await EventHost.StartAsync();
        host.Feed.Send(1);
        host.Feed.Numbers.Writer.Complete(new InvalidOperationException("secret"));

        using var response = await host.SendAsync("subscription { numbers { value } }");

        var body = await BodyAsync(response);
        body.ShouldStartWith(":\n\n" + Next("""{"data":{"numbers":{"value":1}}}""") + "event: next\ndata: {\"errors\":");
        body.ShouldContain("INTERNAL_SERVER_ERROR");
        body.ShouldNotContain("secret");
        body.ShouldEndWith(Complete);
        host.Feed.Disposed.Task.IsCompleted.ShouldBeTrue();
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("{ hello }", """{"data":{"hello":"Hello"}}""")]
    [InlineData("mutation { change }", """{"data":{"change":"changed"}}""")]
    public async Task Operation_with_one_answer_is_a_stream_of_one(string document, string answer)
    {
        await using var host = await EventHost.StartAsync();
        using var response = await host.SendAsync(document);
        (await BodyAsync(response)).ShouldBe(":\n\n" + Next(answer) + Complete);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("subscription { nope }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription {", "GRAPHQL_PARSE_FAILED")]
    [InlineData("subscription { numbers { value } deaf { value } }", "GRAPHQL_VALIDATION_FAILED")]
    [InlineData("subscription { numbers @skip(if: true) { value } }", "GRAPHQL_VALIDATION_FAILED")]
    public async Task Document_that_is_refused_is_told_within_the_stream(string document, string code)
    {
        await using var host = await EventHost.StartAsync();

        using var response = await host.SendAsync(document);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = await BodyAsync(response);
        body.ShouldStartWith(":\n\nevent: next\ndata: {\"errors\":[");
        body.ShouldEndWith(Complete);
        Zoo.Codes(body[body.IndexOf('{')..^Complete.Length]).ShouldBe([code]);
        host.Codes.ShouldBe([code]);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(null)]
    [InlineData("*/*")]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json, text/event-stream;q=0")]
    public async Task Subscription_of_a_client_that_takes_no_stream_is_told_what_to_accept(string? accept)
    {
        await using var host = await EventHost.StartAsync();

        using var response = await host.SendAsync("subscription { numbers { value } }", accept);

        response.StatusCode.ShouldBe(HttpStatusCode.NotAcceptable);
        var body = await BodyAsync(response);
        Zoo.Codes(body).ShouldBe(["EVENT_STREAM_REQUIRED"]);
        body.ShouldContain("Accept: text/event-stream");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Client_that_takes_json_and_streams_gets_each_where_it_fits()
    {
        const string both = "application/graphql-response+json, application/json, text/event-stream";
        await using var host = await EventHost.StartAsync();
        host.Feed.Numbers.Writer.Complete();

        using var query = await host.SendAsync("{ hello }", both);
        using var subscription = await host.SendAsync("subscription { numbers { value } }", both);

        query.Content.Headers.ContentType!.MediaType.ShouldBe("application/graphql-response+json");
        (await BodyAsync(subscription)).ShouldBe(":\n\n" + Complete);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Mutation_by_get_is_refused_whatever_is_accepted()
    {
        await using var host = await EventHost.StartAsync();
        using var response = await host.SendAsync("mutation { change }", isGet: true);
        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        Zoo.Codes(await BodyAsync(response)).ShouldBe(["METHOD_NOT_ALLOWED"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stranger_is_refused_with_a_status_before_any_stream()
    {
        await using var host = await EventHost.StartAsync();
        host.Client.DefaultRequestHeaders.Add("X-Stranger", "yes");
        using var response = await host.SendAsync("subscription { numbers { value } }");
        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        Zoo.Codes(await BodyAsync(response)).ShouldBe(["UNAUTHENTICATED"]);
        host.Feed.Read.Task.IsCompleted.ShouldBeFalse();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Line_break_in_a_raw_scalar_does_not_end_the_event()
    {
        await using var host = await EventHost.StartAsync();
        using var response = await host.SendAsync("{ raw }");
        var data = (await BodyAsync(response)).Split('\n').Where(line => line.StartsWith("data: ", StringComparison.Ordinal))
            .SkipLast(1).Select(line => line["data: ".Length..]);
        JsonElement.Parse(string.Join('\n', data)).GetProperty("data").GetProperty("raw").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Stream_without_http_ends_its_source_when_it_is_left()
    {
        var feed = new EventFeed();
        feed.Send(1, 2);
        var engine = new GraphQLEngine(EventHost.Schema(feed));
        var context = new GraphQLContext(new EmptyServices(), Stop);

        var answer = await engine.SubscribeAsync(new("subscription { last }"), context);

        await foreach (var response in answer.ShouldBeOfType<GraphQLAnswer.Stream>().Responses.WithCancellation(Stop))
        {
            using var first = response;
            first.Json.ToArray().ShouldBe("""{"data":{"last":1}}"""u8.ToArray());
            break;
        }
        feed.Disposed.Task.IsCompleted.ShouldBeTrue();
    }

    private sealed class EmptyServices : IServiceProvider
    {
        public object? GetService(Type serviceType) => null;
    }
}

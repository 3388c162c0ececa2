using System.Net;

namespace Cartwright.GraphQL.Tests;

/// <summary>How long streams live, how many there are, and what ends them.</summary>
public sealed class SubscriptionLifeTests
{
    private const int LimitMilliseconds = 60_000;
    private const string Numbers = "subscription { numbers { value } }";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Client_that_leaves_disposes_of_the_source()
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync(Numbers);
        host.Feed.Send(1);
        (await lines.ReadLineAsync(Stop)).ShouldBe("event: next");

        response.Dispose();

        await host.Feed.Disposed.Task.WaitAsync(Stop);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Client_that_leaves_cancels_the_resolvers_of_an_event()
    {
        await using var host = await EventHost.StartAsync();
        host.Feed.Send(1);
        var response = await host.SendAsync("subscription { numbers { wait } }");
        await host.Feed.Waiting.Task.WaitAsync(Stop);

        response.Dispose();

        await host.Feed.Cancelled.Task.WaitAsync(Stop);
        await host.Feed.Disposed.Task.WaitAsync(Stop);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Quiet_stream_sends_a_comment_at_every_heartbeat()
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync(Numbers);
        using var answered = response;
        for (var beat = 0; beat < 3; beat++)
        {
            var line = lines.ReadLineAsync(Stop).AsTask();
            host.Clock.Advance(TimeSpan.FromSeconds(14));
            line.IsCompleted.ShouldBeFalse();
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            (await line).ShouldBe(":");
            (await lines.ReadLineAsync(Stop)).ShouldBe("");
        }
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(Numbers)]
    [InlineData("subscription { asked { value } }")]
    public async Task Stream_completes_when_its_life_is_over(string document)
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync(document);
        using var answered = response;

        host.Clock.Advance(TimeSpan.FromSeconds(600));

        var rest = await lines.ReadToEndAsync(Stop);
        rest.ShouldEndWith("event: complete\ndata: \n\n");
        rest.ShouldNotContain("event: next");
        host.Failures.ShouldBeEmpty();
        host.Feed.Disposed.Task.IsCompleted.ShouldBeTrue();
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData(Numbers)]
    [InlineData("subscription { asked { value } }")]
    public async Task Host_that_stops_completes_its_streams(string document)
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync(document);
        using var answered = response;

        await host.App.StopAsync(Stop);

        (await lines.ReadToEndAsync(Stop)).ShouldBe("event: complete\ndata: \n\n");
        host.Feed.Disposed.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Stream_over_the_number_is_refused_until_another_ends()
    {
        await using var host = await EventHost.StartAsync(subscriptionsMax: 1);
        var (first, _) = await host.OpenAsync(Numbers);

        using var second = await host.SendAsync("{ hello }");

        second.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        second.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));
        Zoo.Codes(await second.Content.ReadAsStringAsync(Stop)).ShouldBe(["SUBSCRIPTIONS_EXHAUSTED"]);
        using var single = await host.SendAsync("{ hello }", "application/json");
        single.StatusCode.ShouldBe(HttpStatusCode.OK);
        first.Dispose();
        await host.Feed.Disposed.Task.WaitAsync(Stop);
        await UntilAsync(async () =>
        {
            using var third = await host.SendAsync("{ hello }");
            return third.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Source_that_does_not_heed_its_token_is_left_behind_and_disposed_of_when_it_ends()
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync("subscription { deaf { value } }");
        using var answered = response;

        var rest = lines.ReadToEndAsync(Stop);
        await UntilAsync(() =>
        {
            host.Clock.Advance(TimeSpan.FromSeconds(600));
            return Task.FromResult(rest.IsCompleted);
        });

        (await rest).ShouldEndWith("event: complete\ndata: \n\n");
        host.Feed.Disposed.Task.IsCompleted.ShouldBeFalse();
        host.Feed.Stuck.SetResult();
        await host.Feed.Disposed.Task.WaitAsync(Stop);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Event_that_takes_too_long_is_answered_so_and_the_stream_goes_on()
    {
        await using var host = await EventHost.StartAsync();
        var (response, lines) = await host.OpenAsync("subscription { numbers { wait } }");
        using var answered = response;
        host.Feed.Send(1);
        await host.Feed.Waiting.Task.WaitAsync(Stop);

        host.Clock.Advance(TimeSpan.FromSeconds(20));
        host.Feed.Stuck.SetResult();
        host.Feed.Send(2);
        host.Feed.Numbers.Writer.Complete();

        var rest = await lines.ReadToEndAsync(Stop);
        rest.ShouldContain("EXECUTION_TIMEOUT");
        rest.ShouldEndWith("""
            data: {"data":{"numbers":{"wait":"done"}}}

            event: complete
            data: 


            """.ReplaceLineEndings("\n"));
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            Stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}

using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.GraphQL.Tests;

/// <summary>The time limit of an execution, and what a client that leaves does to it.</summary>
public sealed class TimeLimitTests
{
    private const int LimitMilliseconds = 60_000;

    private readonly EventFeed _feed = new();
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task<string> AskAsync(string document, CancellationToken? cancel = null)
    {
        var engine = new GraphQLEngine(
            EventHost.Schema(_feed), new() { ExecutionSecondsMax = 20 }, (e, _) => throw e, _clock);
        using var response = await engine.ExecuteAsync(new(document), new GraphQLContext(null!, cancel ?? Stop));
        return Encoding.UTF8.GetString(response.Json.Span);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Query_that_takes_too_long_is_answered_so_and_its_resolvers_are_cancelled()
    {
        var asked = AskAsync("{ hello wait }");
        await _feed.Waiting.Task.WaitAsync(Stop);
        _clock.Advance(TimeSpan.FromSeconds(19));
        asked.IsCompleted.ShouldBeFalse();

        _clock.Advance(TimeSpan.FromSeconds(1));

        Zoo.Codes(await asked).ShouldBe(["EXECUTION_TIMEOUT"]);
        (await asked).ShouldNotContain("data");
        _feed.Cancelled.Task.IsCompleted.ShouldBeTrue();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Resolver_that_does_not_heed_its_token_holds_up_no_answer()
    {
        var asked = AskAsync("{ hello waitDeaf }");
        await _feed.Waiting.Task.WaitAsync(Stop);
        while (!asked.IsCompleted)
        {
            Stop.ThrowIfCancellationRequested();
            _clock.Advance(TimeSpan.FromSeconds(20));
            await Task.Yield();
        }

        Zoo.Codes(await asked).ShouldBe(["EXECUTION_TIMEOUT"]);
        // What was left behind ends in its own time, and what it wrote is in nobody's answer.
        _feed.Stuck.SetResult();
        (await AskAsync("{ waitDeaf hello }")).ShouldBe("""{"data":{"waitDeaf":"late","hello":"Hello"}}""");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Query_that_ends_in_time_is_answered_whole()
    {
        var asked = AskAsync("{ wait }");
        await _feed.Waiting.Task.WaitAsync(Stop);
        _clock.Advance(TimeSpan.FromSeconds(19));
        _feed.Stuck.SetResult();
        (await asked).ShouldBe("""{"data":{"wait":"done"}}""");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Mutation_is_not_ended_by_the_limit()
    {
        var asked = AskAsync("mutation { wait }");
        await _feed.Waiting.Task.WaitAsync(Stop);
        _clock.Advance(TimeSpan.FromDays(1));
        _feed.Cancelled.Task.IsCompleted.ShouldBeFalse();
        _feed.Stuck.SetResult();
        (await asked).ShouldBe("""{"data":{"wait":"done"}}""");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Request_cancelled_by_its_host_throws_and_is_no_timeout()
    {
        using var cancel = new CancellationTokenSource();
        var asked = AskAsync("{ wait }", cancel.Token);
        await _feed.Waiting.Task.WaitAsync(Stop);
        await cancel.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(asked);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("application/json")]
    [InlineData("application/graphql-response+json")]
    public async Task Query_that_takes_too_long_answers_504_over_http(string accept)
    {
        await using var host = await EventHost.StartAsync();
        var asked = host.SendAsync("{ wait }", accept);
        await host.Feed.Waiting.Task.WaitAsync(Stop);

        host.Clock.Advance(TimeSpan.FromSeconds(20));

        using var response = await asked;
        response.StatusCode.ShouldBe(HttpStatusCode.GatewayTimeout);
        Zoo.Codes(await response.Content.ReadAsStringAsync(Stop)).ShouldBe(["EXECUTION_TIMEOUT"]);
        host.Codes.ShouldBe(["EXECUTION_TIMEOUT"]);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("{ wait }")]
    [InlineData("mutation { wait }")]
    public async Task Client_that_leaves_cancels_its_resolvers(string document)
    {
        await using var host = await EventHost.StartAsync();
        using var leave = new CancellationTokenSource();
        var asked = host.SendAsync(document, "application/json", cancel: leave.Token);
        await host.Feed.Waiting.Task.WaitAsync(Stop);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(asked);
        await host.Feed.Cancelled.Task.WaitAsync(Stop);
    }
}

using Cartwright.Webhooks;
using Microsoft.Extensions.Options;

namespace Cartwright.Tests.Webhooks;

public sealed class EndpointGatesTests
{
    private readonly EndpointGates gates = new(Options.Create(new WebhookOptions { InFlightPerEndpointMax = 2 }));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Full_endpoint_holds_no_other_one_up()
    {
        await EnterAsync("a", "a");

        (await gates.TryEnterAsync("b", "d", Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_goes_in_when_another_leaves()
    {
        await EnterAsync("a", "a");
        var waiting = gates.TryEnterAsync("a", "d", Stop);
        waiting.IsCompleted.ShouldBeFalse();

        gates.Leave("a", isFailing: false);

        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Endpoint_that_fails_turns_away_who_waits_and_lets_one_in_at_a_time()
    {
        await EnterAsync("a", "a");
        var waiting = gates.TryEnterAsync("a", "d", Stop);

        gates.Leave("a", isFailing: true);

        (await waiting).ShouldBeFalse();
        (await gates.TryEnterAsync("a", "d", Stop)).ShouldBeFalse();
        gates.Leave("a", isFailing: true);
        (await gates.TryEnterAsync("a", "d", Stop)).ShouldBeTrue();
        (await gates.TryEnterAsync("a", "d", Stop)).ShouldBeFalse();
        gates.Leave("a", isFailing: false);
        await EnterAsync("a", "a");
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_place()
    {
        await EnterAsync("a", "a");
        using var giveUp = new CancellationTokenSource();
        var waiting = gates.TryEnterAsync("a", "d", giveUp.Token);
        await giveUp.CancelAsync();
        (await waiting).ShouldBeFalse();

        gates.Leave("a", isFailing: false);

        (await gates.TryEnterAsync("a", "d", Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_was_turned_away_is_called_two_at_a_time_when_there_is_room_and_not_before()
    {
        var waiting = await FillAsync();
        foreach (var delivery in (string[])["t0", "t1", "t0", "t2"]) await TurnAwayAsync(delivery);
        gates.Call("a", hasDelivered: true).ShouldBeEmpty();
        await LeaveAsync(waiting);

        var called = gates.Call("a", hasDelivered: true);
        gates.Leave("a", isFailing: false);
        await EnterAsync("a");

        called.ShouldBe(["t0", "t1"]);
        gates.Call("a", hasDelivered: true).ShouldBe(["t2"]);
        gates.Call("a", hasDelivered: true).ShouldBeEmpty();
        gates.TurnAway("a", "t2");
        gates.Call("a", hasDelivered: true).ShouldBe(["t2"]);
    }

    [Fact]
    public async Task Who_comes_by_himself_is_called_no_more_and_who_had_nothing_to_deliver_calls_one_in_his_place()
    {
        var waiting = await FillAsync();
        foreach (var delivery in (string[])["t0", "t1", "t2"]) await TurnAwayAsync(delivery);
        await LeaveAsync(waiting);
        (await gates.TryEnterAsync("a", "t0", Stop)).ShouldBeTrue();
        gates.Call("a", hasDelivered: false).ShouldBeEmpty();
        gates.Leave("a", isFailing: false);

        gates.Call("a", hasDelivered: false).ShouldBe(["t1"]);
        gates.Call("a", hasDelivered: true).ShouldBe(["t2"]);
        gates.Call("b", hasDelivered: false).ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_waited_when_an_attempt_failed_is_called_once_one_has_succeeded()
    {
        await EnterAsync("a", "a");
        var waiting = gates.TryEnterAsync("a", "w", Stop);
        gates.Leave("a", isFailing: true);
        (await waiting).ShouldBeFalse();
        gates.Call("a", hasDelivered: false).ShouldBeEmpty();

        gates.Call("a", hasDelivered: true).ShouldBe(["w"]);
        (await gates.TryEnterAsync("a", "next", Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task Nobody_is_called_to_an_endpoint_that_was_forgotten()
    {
        var waiting = await FillAsync();
        await TurnAwayAsync("t0");

        gates.Forget("a");

        await LeaveAsync(waiting);
        gates.Call("a", hasDelivered: true).ShouldBeEmpty();
    }

    /// <summary>Two deliveries in flight, and as many that wait as may.</summary>
    private async Task<List<Task<bool>>> FillAsync()
    {
        await EnterAsync("a", "a");
        return [.. Enumerable.Range(0, 16).Select(number => gates.TryEnterAsync("a", $"w{number}", Stop))];
    }

    private async Task TurnAwayAsync(string delivery) =>
        (await gates.TryEnterAsync("a", delivery, Stop)).ShouldBeFalse();

    /// <summary>All but one of them.</summary>
    private async Task LeaveAsync(List<Task<bool>> waiting)
    {
        for (var left = 0; left < waiting.Count + 1; left++) gates.Leave("a", isFailing: false);
        (await Task.WhenAll(waiting)).ShouldAllBe(entered => entered);
    }

    private async Task EnterAsync(params string[] endpoints)
    {
        foreach (var endpoint in endpoints) (await gates.TryEnterAsync(endpoint, "d", Stop)).ShouldBeTrue();
    }
}

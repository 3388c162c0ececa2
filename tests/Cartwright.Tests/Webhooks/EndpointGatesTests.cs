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
        await EnterAsync("a", "a");
        var waiting = Enumerable.Range(0, 16).Select(number => gates.TryEnterAsync("a", $"w{number}", Stop)).ToList();
        for (var number = 0; number < 3; number++)
            (await gates.TryEnterAsync("a", $"t{number}", Stop)).ShouldBeFalse();
        gates.Call("a").ShouldBeEmpty();
        for (var left = 0; left < 17; left++) gates.Leave("a", isFailing: false);
        (await Task.WhenAll(waiting)).ShouldAllBe(entered => entered);

        var called = gates.Call("a");
        gates.Leave("a", isFailing: false);
        await EnterAsync("a");

        called.ShouldBe(["t0", "t1"]);
        gates.Call("a").ShouldBe(["t2"]);
    }

    private async Task EnterAsync(params string[] endpoints)
    {
        foreach (var endpoint in endpoints) (await gates.TryEnterAsync(endpoint, "d", Stop)).ShouldBeTrue();
    }
}

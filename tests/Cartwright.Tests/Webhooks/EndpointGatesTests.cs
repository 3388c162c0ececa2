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

        (await gates.TryEnterAsync("b", Stop)).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_waits_goes_in_when_another_leaves()
    {
        await EnterAsync("a", "a");
        var waiting = gates.TryEnterAsync("a", Stop);
        waiting.IsCompleted.ShouldBeFalse();

        gates.Leave("a", isFailing: false);

        (await waiting).ShouldBeTrue();
    }

    [Fact]
    public async Task Endpoint_that_fails_turns_away_who_waits_and_lets_one_in_at_a_time()
    {
        await EnterAsync("a", "a");
        var waiting = gates.TryEnterAsync("a", Stop);

        gates.Leave("a", isFailing: true);

        (await waiting).ShouldBeFalse();
        (await gates.TryEnterAsync("a", Stop)).ShouldBeFalse();
        gates.Leave("a", isFailing: true);
        (await gates.TryEnterAsync("a", Stop)).ShouldBeTrue();
        (await gates.TryEnterAsync("a", Stop)).ShouldBeFalse();
        gates.Leave("a", isFailing: false);
        await EnterAsync("a", "a");
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_place()
    {
        await EnterAsync("a", "a");
        using var giveUp = new CancellationTokenSource();
        var waiting = gates.TryEnterAsync("a", giveUp.Token);
        await giveUp.CancelAsync();
        (await waiting).ShouldBeFalse();

        gates.Leave("a", isFailing: false);

        (await gates.TryEnterAsync("a", Stop)).ShouldBeTrue();
    }

    private async Task EnterAsync(params string[] endpoints)
    {
        foreach (var endpoint in endpoints) (await gates.TryEnterAsync(endpoint, Stop)).ShouldBeTrue();
    }
}

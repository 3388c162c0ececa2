using System.Collections.Concurrent;

namespace Cartwright.EndToEnd.Crash;

/// <summary>
/// Shoppers of a shop who ask for an order, a few at a time and each at any node, just when the shop's tokens have
/// ended.
/// </summary>
internal sealed class CrashAsker(CrashWorld world, int seed)
{
    private const int AtOnce = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan FoundWithin = TimeSpan.FromMinutes(1);

    /// <summary>What an order that is there may be answered: it is found, or can't be asked for now.</summary>
    private static readonly string[] Allowed = ["FOUND", "THROTTLED", "UNAVAILABLE", "SERVICE_UNAVAILABLE"];

    private readonly Random random = new(seed);
    private readonly ConcurrentBag<string> answers = [];

    public int Answers => answers.Count;

    private bool isFound;

    /// <summary>What nobody may be answered about an order that is there, at a shop that refuses nothing.</summary>
    public IReadOnlyList<string> Wrong =>
    [
        .. answers.Except(Allowed).Select(answer => $"An order that is there was answered {answer}."),
        .. isFound ? [] : new[] { "An order was not found again when nothing was killed any more." },
    ];

    /// <summary>Asks until told to stop.</summary>
    public async Task AskAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await world.Shop.ExpireAsync(CancellationToken.None);
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => AskOnceAsync()));
            await Task.Delay(Pause, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Asks until it is found, within a time: nothing is killed any more.</summary>
    public async Task FindAsync(CancellationToken stop)
    {
        await world.Shop.ExpireAsync(stop);
        var since = TimeProvider.System.GetTimestamp();
        await NodesWorld.UntilAsync(
            async () => (isFound = await AskOnceAsync() == "FOUND")
                || TimeProvider.System.GetElapsedTime(since) > FoundWithin,
            stop);
    }

    private async Task<string?> AskOnceAsync()
    {
        var answer = await world.LookUpAsync(random);
        if (answer is not null) answers.Add(answer);
        return answer;
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;

namespace Cartwright.Bench;

/// <summary>Looks at carts that are placed, one after the other, so many times for each submission.</summary>
internal sealed class WatchingLoad(OrderClient client, byte[][] looks, int times)
{
    private long next;
    private int failed;

    public ConcurrentQueue<double> Milliseconds { get; } = new();

    public int Failed => failed;

    public async Task LookAsync()
    {
        for (var count = 0; count < times; count++)
        {
            var look = looks[Interlocked.Increment(ref next) * 7_919 % looks.Length];
            var started = Stopwatch.GetTimestamp();
            if (await client.SendAsync(look) is CartStatus.Failed or CartStatus.UnderWay)
                Interlocked.Increment(ref failed);
            Milliseconds.Enqueue(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}

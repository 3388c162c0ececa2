using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;

namespace Cartwright.Bench;

/// <summary>One submission as its client saw it, times since the load began.</summary>
/// <param name="Due">When it was to be sent. A request that could not be sent in time has waited all the same.</param>
/// <param name="Sent">When the load came to it: what lies between is the load's own delay.</param>
internal readonly record struct Submission(
    string Cart, TimeSpan Due, TimeSpan Sent, TimeSpan Answered, SubmitAnswer Answer)
{
    public double Milliseconds => (Answered - Due).TotalMilliseconds;

    public double LateMilliseconds => (Sent - Due).TotalMilliseconds;
}

/// <param name="Elapsed">From the first request until the last accepted order was seen placed.</param>
/// <param name="Placed">Carts all of whose orders their clients have seen placed.</param>
/// <param name="NotPlaced">Carts that were accepted and not placed.</param>
internal sealed record OrderLoadResult(
    IReadOnlyList<Submission> Submissions, TimeSpan Elapsed, int Placed, int NotPlaced)
{
    public int Of(SubmitAnswer answer) => Submissions.Count(submission => submission.Answer == answer);

    public bool IsSound => NotPlaced == 0 && Of(SubmitAnswer.Failed) == 0;

    public double? Milliseconds(SubmitAnswer answer, double percent) => Percentile(
        Submissions.Where(submission => submission.Answer == answer).Select(submission => submission.Milliseconds),
        percent);

    public static double? Percentile(IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? null : Math.Round(sorted[(int)((sorted.Length - 1) * percent / 100)], 1);
    }
}

/// <summary>
/// Submits carts and looks at each that was accepted, every 250 ms, until it is placed. Closed: so many clients, each
/// of which submits the next cart when the last is answered. Open: so many submissions a second, whatever is answered; a
/// submission's time counts from when it was due, so that a gateway that stands still is seen to.
/// </summary>
internal sealed class OrderLoad(OrderClient client, ConcurrentQueue<string> carts)
{
    private const int CartsUnderWayPerClientMax = 8;
    private const int Followers = 16;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FollowedMax = TimeSpan.FromMinutes(5);

    private readonly Stopwatch clock = new();
    private readonly Channel<(string Cart, TimeSpan LookAt, TimeSpan Since)> underWay =
        Channel.CreateUnbounded<(string, TimeSpan, TimeSpan)>();
    private readonly ConcurrentQueue<Submission> submissions = new();
    private int waiting = 1;
    private int placed;
    private int notPlaced;

    /// <summary>Called beside each submission that is sent, for other requests.</summary>
    public Func<Task>? Beside { get; init; }

    public Task<OrderLoadResult> RunClosedAsync(int clients, TimeSpan duration)
    {
        var room = new SemaphoreSlim(clients * CartsUnderWayPerClientMax);
        return RunAsync(room, () => Task.WhenAll(Enumerable.Range(0, clients).Select(_ => Task.Run(async () =>
        {
            while (clock.Elapsed < duration && carts.TryDequeue(out var cart))
            {
                await room.WaitAsync();
                await SubmitAsync(cart, clock.Elapsed, room);
                if (Beside is not null) await Beside();
            }
        }))));
    }

    public Task<OrderLoadResult> RunOpenAsync(double perSecond, TimeSpan duration) => RunAsync(null, async () =>
    {
        var sent = new List<Task>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        for (long index = 0; ;)
        {
            var due = TimeSpan.FromSeconds(index / perSecond);
            if (due >= duration || carts.IsEmpty) break;
            if (due > clock.Elapsed) await timer.WaitForNextTickAsync();
            else if (carts.TryDequeue(out var cart))
            {
                sent.Add(SubmitAsync(cart, due, null));
                if (Beside is not null) sent.Add(Beside());
                index++;
            }
        }

        await Task.WhenAll(sent);
    });

    private async Task<OrderLoadResult> RunAsync(SemaphoreSlim? room, Func<Task> submitAsync)
    {
        clock.Start();
        var following = Task.WhenAll(Enumerable.Range(0, Followers).Select(_ => FollowAsync(room)));
        await submitAsync();
        End();
        await following;
        return new([.. submissions], clock.Elapsed, placed, notPlaced);
    }

    private async Task SubmitAsync(string cart, TimeSpan due, SemaphoreSlim? room)
    {
        var sent = clock.Elapsed;
        var answer = await client.SubmitAsync(cart);
        var now = clock.Elapsed;
        submissions.Enqueue(new(cart, due, sent, now, answer));
        if (answer == SubmitAnswer.Accepted)
        {
            Interlocked.Increment(ref waiting);
            underWay.Writer.TryWrite((cart, now + Look, now));
        }
        else
        {
            room?.Release();
        }
    }

    private async Task FollowAsync(SemaphoreSlim? room)
    {
        await foreach (var (cart, lookAt, since) in underWay.Reader.ReadAllAsync())
        {
            if (lookAt - clock.Elapsed is { Ticks: > 0 } wait) await Task.Delay(wait, TimeProvider.System);
            switch (await client.LookAsync(cart))
            {
                case CartStatus.UnderWay or null when clock.Elapsed - since < FollowedMax:
                    underWay.Writer.TryWrite((cart, clock.Elapsed + Look, since));
                    continue;
                case CartStatus.Placed:
                    Interlocked.Increment(ref placed);
                    break;
                default:
                    Interlocked.Increment(ref notPlaced);
                    break;
            }

            room?.Release();
            End();
        }
    }

    private void End()
    {
        if (Interlocked.Decrement(ref waiting) == 0) underWay.Writer.Complete();
    }
}

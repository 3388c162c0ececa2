namespace Cartwright.GraphQL;

/// <summary>Ends what takes too long.</summary>
internal static class TimeLimit
{
    /// <summary>How long resolvers have to end once they were cancelled, before they are left behind.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Answers null when the time is up: what runs is cancelled then, and is not waited for when it does not heed that.
    /// It keeps its buffers, which no one else has seen, until it ends; then they are given back.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller's token was cancelled.</exception>
    public static async ValueTask<GraphQLResponse?> RunAsync(
        TimeSpan limit, TimeProvider clock, Func<CancellationToken, ValueTask<GraphQLResponse>> start,
        CancellationToken cancellationToken)
    {
        // What is left behind may still look at the token, so its source is not disposed then.
        var expiry = new CancellationTokenSource(limit, clock);
        await using var link = cancellationToken.UnsafeRegister(
            static state => ((CancellationTokenSource)state!).Cancel(), expiry);
        var running = start(expiry.Token);
        if (running.IsCompletedSuccessfully)
        {
            expiry.Dispose();
            return await running;
        }
        var task = running.AsTask();
        if (!await EndsAsync(task, clock, expiry.Token, cancellationToken))
        {
            _ = GiveBackLateAsync(task);
            return null;
        }
        try
        {
            return await task;
        }
        catch (OperationCanceledException)
            when (expiry.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            expiry.Dispose();
        }
    }

    /// <summary>False when it goes on beyond its time. For a client that left, it is waited for in any case.</summary>
    private static async Task<bool> EndsAsync(
        Task task, TimeProvider clock, CancellationToken expiry, CancellationToken cancellationToken)
    {
        await task.WaitAsync(expiry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!task.IsCompleted && !cancellationToken.IsCancellationRequested)
            await task.WaitAsync(Grace, clock, CancellationToken.None)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return task.IsCompleted || cancellationToken.IsCancellationRequested;
    }

    private static async Task GiveBackLateAsync(Task<GraphQLResponse> task)
    {
        await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (task.IsCompletedSuccessfully) (await task).Dispose();
    }
}

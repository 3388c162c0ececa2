namespace Cartwright.Client;

/// <summary>
/// Waits between two looks. Where the gateway serves a stream of the cart's events, one that is not known yet ends the
/// wait: the stream only wakes, and what stands is read by the look that follows.
/// </summary>
internal sealed class PlacementWatch(GatewayStream stream, TimeProvider clock) : IAsyncDisposable
{
    private CancellationTokenSource? close;
    private IAsyncEnumerator<StreamStep<OrderProgress>>? steps;
    private Task<bool>? next;
    private string? cartId;
    private bool isUnserved;
    private DateTimeOffset openAt = DateTimeOffset.MinValue;

    internal async Task WaitAsync(PlacementStep.Waiting waiting, CancellationToken cancellationToken)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var delay = Task.Delay(waiting.Delay, clock, enough.Token);
        if (waiting is { Known: { } known, CartId: { } watched } && !isUnserved && clock.GetUtcNow() >= openAt)
        {
            if (cartId != watched)
            {
                await CloseAsync();
                Open(watched);
            }
            while (next is not null && await Task.WhenAny(next, delay) == next)
            {
                if (await IsNewsAsync(known))
                {
                    await enough.CancelAsync();
                    return;
                }
            }
        }
        await delay;
    }

    private void Open(string watched)
    {
        cartId = watched;
        close = new();
        steps = stream.OpenAsync(
            Documents.FollowOrders, new(Id: watched), WireJson.Default.OrderProgress, close.Token)
            .GetAsyncEnumerator(close.Token);
        next = steps.MoveNextAsync().AsTask();
    }

    /// <summary>Takes the step that has come. A stream that is over is opened again by the next wait.</summary>
    private async Task<bool> IsNewsAsync(IReadOnlySet<string> known)
    {
        if (await next! && steps!.Current is StreamStep<OrderProgress>.Told { Value: var progress })
        {
            next = steps.MoveNextAsync().AsTask();
            return progress.Event is { } happened
                ? !known.Contains(happened.Id)
                : progress.Order.Status == OrderStatus.ActionRequired && !known.Contains(progress.Order.Id);
        }
        isUnserved = steps!.Current is StreamStep<OrderProgress>.Unserved;
        if (steps.Current is StreamStep<OrderProgress>.Over { RetryAfter: { } wait }) openAt = clock.GetUtcNow() + wait;
        next = null;
        await CloseAsync();
        return false;
    }

    private async Task CloseAsync()
    {
        if (close is null) return;
        await close.CancelAsync();
        try
        {
            if (next is not null) await next;
        }
        catch (OperationCanceledException)
        {
            // It was asked to end.
        }
        await steps!.DisposeAsync();
        close.Dispose();
        (close, steps, next, cartId) = (null, null, null, null);
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}

using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Cartwright.Client;

/// <summary>One step of following a cart's orders.</summary>
public abstract record FollowStep
{
    private FollowStep() { }

    /// <summary>Something new happened to an order.</summary>
    /// <param name="Order">The order as it stood when the event was seen.</param>
    /// <param name="Event">What happened.</param>
    public sealed record Happened(Order Order, OrderEvent Event) : FollowStep;

    /// <summary>Every followed order is settled. The last step.</summary>
    /// <param name="Checkout">How it ended.</param>
    public sealed record Ended(Checkout Checkout) : FollowStep;

    /// <summary>The gateway does not let this cart be followed. The last step.</summary>
    /// <param name="Errors">Why.</param>
    public sealed record Refused(IReadOnlyList<GatewayError> Errors) : FollowStep;

    /// <summary>No answer came for too long; the orders go on without being watched. The last step.</summary>
    /// <param name="Why">What went wrong last.</param>
    public sealed record Lost(string Why) : FollowStep;
}

public sealed partial class CartwrightClient
{
    /// <summary>
    /// Tells every event of a cart's orders once, the past ones first, until all orders are settled. A store that was
    /// not submitted has an order that never settles: name the submitted ones to leave it out.
    /// <para>
    /// Looks at the checkout, then listens to the gateway's stream of events, so that an event is told as it happens.
    /// When the stream ends or breaks it looks again for what was missed, and listens again. With a gateway that has no
    /// such stream it looks every <see cref="CartwrightClientOptions.PollIntervalMilliseconds"/>, which is also the
    /// least time between two looks otherwise. It bears with a gateway that gives no answer for
    /// <see cref="CartwrightClientOptions.UnreachableSecondsMax"/>, and comes back no sooner than a
    /// <c>Retry-After</c> asks.
    /// </para>
    /// </summary>
    /// <param name="cartId">The submitted cart.</param>
    /// <param name="orderIds">The orders to follow; all of the cart's when null.</param>
    /// <param name="cancellationToken">Ends the following, not the orders.</param>
    public async IAsyncEnumerable<FollowStep> FollowAsync(
        string cartId,
        IReadOnlyCollection<string>? orderIds = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var told = new HashSet<string>(StringComparer.Ordinal);
        var lastAnswerAt = clock.GetTimestamp();
        var isStreamServed = true;
        DateTimeOffset? openAt = null;
        while (true)
        {
            HashSet<string>? open = null;
            TimeSpan? retryAfter = null;
            switch (await GetCheckoutAsync(cartId, cancellationToken))
            {
                case Reply<Checkout>.Answered { Value: var checkout }:
                    lastAnswerAt = clock.GetTimestamp();
                    var orders = checkout.Orders.Where(order => orderIds?.Contains(order.Id) ?? true).ToList();
                    foreach (var order in orders)
                    {
                        foreach (var happened in order.Events.Where(happened => told.Add(happened.Id)))
                        {
                            yield return new FollowStep.Happened(order, happened);
                        }
                    }
                    if (orders.Count > 0 && orders.All(order => order.IsSettled))
                    {
                        yield return new FollowStep.Ended(checkout);
                        yield break;
                    }
                    open = [.. orders.Where(order => !order.IsSettled).Select(order => order.Id)];
                    break;
                case Reply<Checkout>.Refused refused when refused.Retryable is not true || IsTooLong(lastAnswerAt):
                    yield return new FollowStep.Refused(refused.Errors);
                    yield break;
                case Reply<Checkout>.Unknown unknown when IsTooLong(lastAnswerAt):
                    yield return new FollowStep.Lost(unknown.Why);
                    yield break;
                case Reply<Checkout>.Refused refused:
                    retryAfter = refused.RetryAfter;
                    break;
                case Reply<Checkout>.Unknown:
                    break;
                default:
                    throw new UnreachableException();
            }

            var lookedAt = clock.GetTimestamp();
            if (isStreamServed && retryAfter is null && (openAt is not { } at || clock.GetUtcNow() >= at))
            {
                openAt = null;
                await foreach (var step in stream.OpenAsync(
                    Documents.FollowOrders, new(Id: cartId), WireJson.Default.OrderProgress, cancellationToken))
                {
                    if (step is StreamStep<OrderProgress>.Unserved) isStreamServed = false;
                    if (step is StreamStep<OrderProgress>.Over { RetryAfter: { } wait }) openAt = clock.GetUtcNow() + wait;
                    if (step is not StreamStep<OrderProgress>.Told { Value: { Order: var order } progress }) continue;
                    // Whatever came proves that the gateway is there.
                    lastAnswerAt = clock.GetTimestamp();
                    if (progress.Event is { } happened && (orderIds?.Contains(order.Id) ?? true) &&
                        told.Add(happened.Id))
                    {
                        yield return new FollowStep.Happened(order, happened);
                    }
                    // The stream goes on for orders that are not followed; a look tells how the others ended.
                    if (order.IsSettled && open?.Remove(order.Id) is true && open.Count == 0) break;
                }
            }
            await WaitForNextLookAsync(lookedAt, retryAfter, cancellationToken);
        }
    }

    private async Task WaitForNextLookAsync(
        long lookedAt, TimeSpan? retryAfter, CancellationToken cancellationToken)
    {
        var interval = TimeSpan.FromMilliseconds(options.PollIntervalMilliseconds);
        if (retryAfter > interval) interval = retryAfter.Value;
        var rest = interval - clock.GetElapsedTime(lookedAt);
        if (rest > TimeSpan.Zero) await Task.Delay(rest, clock, cancellationToken);
    }

    private bool IsTooLong(long since) =>
        clock.GetElapsedTime(since) >= TimeSpan.FromSeconds(options.UnreachableSecondsMax);
}

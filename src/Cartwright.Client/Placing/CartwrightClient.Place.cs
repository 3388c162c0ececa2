using System.Diagnostics;

namespace Cartwright.Client;

public sealed partial class CartwrightClient
{
    /// <summary>
    /// Does the whole of it: makes the cart, submits it, and follows its orders until they have come to rest. A cart
    /// whose making was not answered costs nothing, and another is made. The listener is told, and the time limit counts,
    /// from the first <see cref="PlacementStep.Making"/>.
    /// </summary>
    /// <returns>The same as for a cart that exists; null in no case.</returns>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<Reply<Placement>> PlaceAsync(
        NewCart cart, PlacementOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        var random = options.Random ?? new Random();
        var began = clock.GetUtcNow();
        var endsAt = began + TimeSpan.FromSeconds(options.TimeLimitSeconds);
        for (var attempt = 1; ; attempt++)
        {
            await TellAsync(new PlacementStep.Making(cart.Items, attempt));
            var reply = await LimitAsync(token => CreateCartAsync(cart, token), endsAt, cancellationToken);
            switch (reply)
            {
                case Reply<CartAnswer>.Answered { Value: { Errors.Count: 0, Cart: var made }, Retryable: var retryable }:
                    return new Reply<Placement>.Answered(
                        await PlaceAsync(made, options, began, cancellationToken), retryable);
                case Reply<CartAnswer>.Answered { Value.Errors: var errors, Retryable: var retryable }:
                    return new Reply<Placement>.Refused(
                        [.. errors.Select(error => new GatewayError(error.Code, error.Message))], retryable);
                case Reply<CartAnswer>.Refused { Retryable: not true }:
                case var _ when attempt >= options.SubmissionsMax || clock.GetUtcNow() >= endsAt:
                    return reply.Select<Placement>(_ => throw new UnreachableException());
            }

            var pause = PlacementDecisions.Pause(
                options, attempt, (reply as Reply<CartAnswer>.Refused)?.RetryAfter, random);
            if (pause > endsAt - clock.GetUtcNow()) return reply.Select<Placement>(_ => throw new UnreachableException());
            await TellAsync(new PlacementStep.Waiting(null, pause, "The cart could not be made."));
            await Task.Delay(pause, clock, cancellationToken);
        }

        ValueTask TellAsync(PlacementStep step) => options.Listener is { } listener
            ? listener.OnStepAsync(step, cancellationToken)
            : ValueTask.CompletedTask;
    }

    /// <summary>A call that is under way when the time limit passes is not waited for: it has no answer.</summary>
    private async Task<Reply<T>> LimitAsync<T>(
        Func<CancellationToken, Task<Reply<T>>> call, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        var left = endsAt - clock.GetUtcNow();
        if (left <= TimeSpan.Zero) return new Reply<T>.Unknown("The time limit has passed.");
        using var limit = new CancellationTokenSource(left, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await call(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Reply<T>.Unknown("No answer came within the time limit.");
        }
    }

    /// <summary>
    /// Submits a cart and follows its orders until they have come to rest, by the contract's rules for repeats: backs off
    /// while a failure is <c>retryable</c>; looks first after an answer that was lost, and submits again, with the same
    /// key, only when nothing has begun for <see cref="PlacementOptions.StartWaitSeconds"/>; takes an order for stuck
    /// that shows nothing new for <see cref="PlacementOptions.StuckAfterSeconds"/>; and buys a failed order again only as
    /// <see cref="PlacementOptions.Replace"/> allows, when what was captured for it is back.
    /// <para>
    /// Placing agrees to the totals that <paramref name="cart"/> shows, and to lower ones: before every repeat the cart is
    /// read, and a store whose total has risen is not submitted again. What comes of it is in the result: exceptions are
    /// misuse and cancellation only, until <see cref="Placement.EnsurePlaced"/> is called. Cancelling ends the waiting,
    /// not the orders: what was begun goes on at the gateway, and <see cref="ResumeAsync"/> takes it up again.
    /// </para>
    /// </summary>
    /// <param name="cart">The cart, as the gateway answered it last.</param>
    /// <param name="options">The card, the limits, and what is allowed.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">An option is out of its range, or the cart is empty.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<Placement> PlaceAsync(
        Cart cart, PlacementOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        return PlaceAsync(cart, options, clock.GetUtcNow(), cancellationToken);
    }

    private Task<Placement> PlaceAsync(
        Cart cart, PlacementOptions options, DateTimeOffset began, CancellationToken cancellationToken)
    {
        if (cart.Stores.Count == 0) throw new ArgumentException("Put something into the cart first.", nameof(cart));
        var key = options.IdempotencyKey ?? $"place-{Guid.NewGuid():N}";
        return RunAsync(PlacementState.Of(cart, key, options, began), cancellationToken);
    }

    /// <summary>
    /// Takes a placement up again that was cancelled, returned early, or whose process died: looks first, and goes on as
    /// <see cref="PlaceAsync(Cart, PlacementOptions, CancellationToken)"/> does. Where nothing was submitted yet it agrees
    /// to the totals that the cart shows then: read it first where they matter. Give it the same card and shipping: with
    /// the same key they are the same submission. An order that was replaced before is not replaced again.
    /// </summary>
    /// <param name="resume">From <see cref="Placement.Resume"/> or <see cref="PlacementStep.Submitting.Resume"/>.</param>
    /// <param name="options">The options of the placement.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Task<Placement> ResumeAsync(
        PlacementResume resume, PlacementOptions options, CancellationToken cancellationToken = default)
    {
        options.Validate();
        return RunAsync(PlacementState.Of(resume, options, clock.GetUtcNow()), cancellationToken);
    }

    private async Task<Placement> RunAsync(PlacementState state, CancellationToken cancellationToken)
    {
        var random = state.Rules.Random ?? new Random();
        var listener = state.Rules.Listener;
        var told = new HashSet<string>(StringComparer.Ordinal);
        await using var watch = new PlacementWatch(stream, clock);
        Observation observation = new Observation.Begun();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            (state, var step) = PlacementDecisions.Next(state, observation, clock.GetUtcNow(), random);
            if (listener is not null) await listener.OnStepAsync(step, cancellationToken);
            if (step is PlacementStep.Ended ended) return ended.Placement;
            observation = await PerformAsync(step, watch, state.EndsAt, cancellationToken);
            if (listener is not null && observation is Observation.Looked { Reply: Reply<Checkout>.Answered answered })
            {
                foreach (var news in NewsOf(answered.Value, told))
                {
                    await listener.OnStepAsync(news, cancellationToken);
                }
            }
        }
    }

    private async Task<Observation> PerformAsync(
        PlacementStep step, PlacementWatch watch, DateTimeOffset endsAt, CancellationToken cancellationToken)
    {
        switch (step)
        {
            case PlacementStep.Submitting submitting:
                return new Observation.Submitted(await LimitedAsync(token => SubmitCartAsync(
                    new()
                    {
                        CartId = submitting.Resume.CartId,
                        Token = submitting.Token,
                        Shipping = submitting.Shipping,
                        IdempotencyKey = submitting.IdempotencyKey,
                    },
                    token)));
            case PlacementStep.Looking looking:
                return new Observation.Looked(await LimitedAsync(token => GetCheckoutAsync(looking.CartId, token)));
            case PlacementStep.Waiting waiting:
                await watch.WaitAsync(waiting, cancellationToken);
                return new Observation.Waited();
            case PlacementStep.Reading reading:
                return new Observation.Read(await LimitedAsync(token => GetCartAsync(reading.CartId, token)));
            case PlacementStep.Removing removing:
                return new Observation.Removed(
                    await LimitedAsync(token => DeleteItemsAsync(removing.CartId, removing.Items, token)));
            case PlacementStep.Replacing replacing:
                return new Observation.Created(await LimitedAsync(token => CreateCartAsync(
                    new() { Items = replacing.Items, Buyer = replacing.Buyer }, token)));
            default:
                throw new UnreachableException();
        }

        Task<Reply<T>> LimitedAsync<T>(Func<CancellationToken, Task<Reply<T>>> call) =>
            LimitAsync(call, endsAt, cancellationToken);
    }

    private static IEnumerable<PlacementStep> NewsOf(Checkout checkout, HashSet<string> told)
    {
        foreach (var order in checkout.Orders)
        {
            foreach (var happened in order.Events.Where(happened => told.Add(happened.Id)))
            {
                yield return new PlacementStep.Happened(order, happened);
            }
            if (order.Status != OrderStatus.ActionRequired) continue;
            foreach (var url in order.RequiredActions.Select(action => action.RedirectUrl).OfType<Uri>())
            {
                if (told.Add($"{order.Id} {url}")) yield return new PlacementStep.ActionRequired(order.Id, url);
            }
        }
    }
}

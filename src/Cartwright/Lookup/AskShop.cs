using Cartwright.Shops;
using Polly.CircuitBreaker;

namespace Cartwright.Lookup;

/// <summary>What came of asking a shop once.</summary>
/// <param name="Reply">Null when the shop was not asked, or the caller's time ran out.</param>
/// <param name="Otherwise">What that makes of the lookup; null when there is a reply.</param>
/// <param name="Attempt">Null when no call was begun.</param>
public sealed record ShopAnswer(AdminReply<OrdersFound>? Reply, LookupOutcome? Otherwise, LookupAttempt? Attempt);

/// <param name="Number">Of the lookup's attempt.</param>
/// <param name="Refresh">What came of the refresh that this call follows; null without one.</param>
public sealed record ShopQuestion(
    Shop Shop, OrderReference Reference, int Number, TokenSource Source, Secret Token, string? Refresh);

/// <summary>Asks a shop for an order, once: in its turn by the shop's budget, and not while its circuit is open.</summary>
public sealed class AskShop(ShopifyAdmin shopify, ShopBudgets budgets, ShopCircuits circuits, TimeProvider clock)
{
    /// <summary>For a throttle that names no time.</summary>
    private static readonly TimeSpan ThrottlePause = TimeSpan.FromSeconds(1);

    /// <param name="left">How long the caller can wait for the shop's turn.</param>
    /// <param name="cancellationToken">The caller's time has run out, or it has left.</param>
    public async Task<ShopAnswer> HandleAsync(
        ShopQuestion question, TimeSpan left, CancellationToken cancellationToken)
    {
        var budget = budgets.Of(question.Shop.Domain);
        var came = clock.GetTimestamp();
        ShopBudget.Place place;
        try
        {
            place = await budget.EnterAsync(left, clock, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new(null, new LookupOutcome.Throttled(null), null);
        }

        if (place.Wait > TimeSpan.Zero)
        {
            return new(null, new LookupOutcome.Throttled(place.Wait), null);
        }

        AdminReply<OrdersFound>? reply = null;
        LookupOutcome? otherwise = null;
        var outcome = "cut_off";
        var waited = clock.GetElapsedTime(came);
        var started = clock.GetTimestamp();
        try
        {
            reply = await circuits.Of(question.Shop.Domain).ExecuteAsync(
                static (asked, stop) => asked.Self.QueryAsync(asked.Question, stop), (Self: this, Question: question),
                cancellationToken);
            outcome = reply is AdminReply<OrdersFound>.Refused refused
                ? LookupTelemetry.NameOf(refused.Fault)
                : "answered";
        }
        catch (BrokenCircuitException)
        {
            outcome = "circuit_open";
            otherwise = new LookupOutcome.Unavailable(
                "The shop has failed for a while and is left alone for a moment.");
        }
        catch (OperationCanceledException)
        {
            otherwise = new LookupOutcome.Unavailable("The shop did not answer in time.");
        }
        finally
        {
            budget.Settle(place, reply?.Cost, PauseAfter(reply), clock.GetUtcNow());
        }

        return new(reply, otherwise, new(
            question.Number, clock.GetUtcNow(), question.Source, outcome, reply?.Status,
            clock.GetElapsedTime(started), waited, reply?.Cost?.Available, question.Refresh,
            (reply as AdminReply<OrdersFound>.Refused)?.Detail));
    }

    private ValueTask<AdminReply<OrdersFound>> QueryAsync(ShopQuestion question, CancellationToken cancellationToken)
    {
        var (byName, byNumber, bySearch) = OrderNames.QueriesFor(question.Reference);
        return new(shopify.QueryAsync(
            question.Shop.Domain,
            question.Token,
            OrderDocuments.FindOrder,
            json =>
            {
                json.WriteString("byName", byName);
                json.WriteString("byNumber", byNumber);
                json.WriteString("bySearch", bySearch);
                json.WriteBoolean("withCustomer", question.Shop.Scopes.Has("read_customers"));
            },
            OrdersFound.Read,
            cancellationToken));
    }

    private static TimeSpan? PauseAfter(AdminReply<OrdersFound>? reply) =>
        reply is AdminReply<OrdersFound>.Refused { Fault: ShopifyFault.Throttled } throttled
            ? throttled.RetryAfter ?? ThrottlePause
            : null;
}

using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Shops;
using Cartwright.Webhooks;

namespace Cartwright;

/// <summary>
/// The list "What must always hold" as far as an outsider can check it: the gateway's journal against the books that the
/// processor and the stores keep by themselves. One function a line; each answers what it found wrong.
/// </summary>
internal static class Invariants
{
    public static IEnumerable<string> Broken(IReadOnlyList<Order> orders, JsonNode books) =>
    [
        .. EverySubmissionEnds(orders),
        .. NoOrderIsChargedTwice(books),
        .. MoneyMatchesTheOrdersThatStand(orders, books),
        .. WhatIsDueIsGivenBack(orders),
        .. NothingIsHeldForNothing(orders, books),
        .. NoOrderIsPlacedTwice(orders, books),
        .. WhatHappenedIsNotCalledFailed(orders, books),
        .. NothingIsBoughtTwice(orders),
    ];

    public static IEnumerable<string> EverySubmissionEnds(IReadOnlyList<Order> orders) => orders
        .Where(order => !order.IsTerminal || order is { Phase: OrderPhase.Failed, Money.Phase: MoneyPhase.Captured })
        .Select(order => $"{order.Id} never ended: it is {order.Phase}.");

    /// <param name="carts">Those whose submission was answered as submitted.</param>
    public static IEnumerable<string> WhatWasAnsweredIsThere(IReadOnlyList<Order> orders, IEnumerable<string> carts)
    {
        var known = orders.Select(order => order.Submitted.CartId).ToHashSet(StringComparer.Ordinal);
        return carts.Where(cart => !known.Contains(cart))
            .Select(cart => $"{cart} was answered as submitted, and is not there.");
    }

    public static IEnumerable<string> NoOrderIsChargedTwice(JsonNode books) => Payments(books)
        .Where(payment => payment["captures"]!.GetValue<int>() > 0)
        .GroupBy(payment => payment["order_id"]!.GetValue<string>())
        .Where(group => group.Sum(payment => payment["captures"]!.GetValue<int>()) > 1)
        .Select(group => $"{group.Key} was charged {group.Count()} times.");

    public static IEnumerable<string> MoneyMatchesTheOrdersThatStand(IReadOnlyList<Order> orders, JsonNode books)
    {
        var byId = orders.ToDictionary(order => order.Id);
        var kept = Payments(books).GroupBy(payment => payment["order_id"]!.GetValue<string>()).ToDictionary(
            group => group.Key,
            group => group.Sum(payment =>
                payment["captured"]!.GetValue<long>() - payment["refunded"]!.GetValue<long>()));
        foreach (var orderId in kept.Keys.Where(orderId => !byId.ContainsKey(orderId)))
        {
            yield return $"{orderId} was charged, and the journal does not know it.";
        }

        foreach (var order in orders)
        {
            // Billed by invoice, nothing is ever captured; of an order that stands, what was given back is not kept.
            var wanted = order.IsAtMerchant && order.Submitted.Card is not null
                ? order.Submitted.Amount.Minor - order.Money.RefundedMinor
                : 0;
            if (kept.GetValueOrDefault(order.Id) != wanted)
            {
                yield return $"{order.Id} is {order.Phase}: {kept.GetValueOrDefault(order.Id)} kept, not {wanted}.";
            }
        }
    }

    /// <summary>What a merchant cancelled or took back is refunded to the cent, and nothing else is.</summary>
    public static IEnumerable<string> WhatIsDueIsGivenBack(IReadOnlyList<Order> orders) => orders
        .Where(order => order.Money.Phase is MoneyPhase.Captured or MoneyPhase.Refunded)
        .Where(order => order.Owed is not { Minor: 0 }
            || order.IsAtMerchant && order.Money.RefundedMinor != order.CreditMinor)
        .Select(order => $"{order.Id} is {order.Phase}: {order.Money.RefundedMinor} of it was given back, "
            + $"{order.CreditMinor} is due for parts, {order.Owed?.Minor} is owed.");

    /// <summary>Of an order that has ended, nothing is set aside on a card, and no bank is still being asked.</summary>
    public static IEnumerable<string> NothingIsHeldForNothing(IReadOnlyList<Order> orders, JsonNode books)
    {
        var ended = orders.Where(order => order.HasEnded).ToDictionary(order => order.Id);
        return Payments(books)
            .Where(payment => payment["status"]!.GetValue<string>() is "requires_capture" or "requires_action")
            .Where(payment => ended.ContainsKey(payment["order_id"]!.GetValue<string>()))
            .Select(payment => $"{payment["order_id"]} has ended, and its payment is {payment["status"]}.");
    }

    /// <summary>At least once to the account's endpoint, and always under one id.</summary>
    /// <param name="accepted">The events that the endpoint has taken.</param>
    /// <param name="ids">The webhook-ids under which each event came.</param>
    public static IEnumerable<string> EveryEventIsTold(
        IReadOnlyList<Order> orders,
        IReadOnlySet<string> accepted,
        IReadOnlyDictionary<string, IReadOnlyList<string>> ids)
    {
        var happened = orders
            .SelectMany(order => order.History.Select(recorded => WebhookBody.MessageOf(order, recorded)?.Id))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. happened.Where(id => !accepted.Contains(id)).Select(id => $"{id} was not told."),
            .. ids.Keys.Where(id => !happened.Contains(id)).Select(id => $"{id} was told, and did not happen."),
            .. ids.Where(entry => entry.Value.Count != 1)
                .Select(entry => $"{entry.Key} was told as {string.Join(", ", entry.Value)}."),
            .. ids.GroupBy(entry => entry.Value[0]).Where(group => group.Count() > 1)
                .Select(group => $"{group.Key} is the id of {group.Count()} events."),
        ];
    }

    /// <summary>With invoice billing, an order that does not stand is on no invoice.</summary>
    /// <param name="invoiced">What the invoices hold of each order, in minor units.</param>
    public static IEnumerable<string> InvoicesHoldWhatStands(
        IReadOnlyList<Order> orders, IReadOnlyDictionary<string, long> invoiced)
    {
        foreach (var order in orders)
        {
            var (wanted, found) = (0L, invoiced.GetValueOrDefault(order.Id));
            if (order.Submitted.Card is null && order.IsAtMerchant)
                wanted = order.Submitted.Amount.Minor - order.CreditMinor;
            if (found != wanted) yield return $"{order.Id} is {order.Phase}: {found} invoiced, not {wanted}.";
        }
    }

    /// <summary>
    /// A call whose answer was lost is not taken for refused: what was refused took no money, and what has failed stands
    /// at no store.
    /// </summary>
    public static IEnumerable<string> WhatHappenedIsNotCalledFailed(IReadOnlyList<Order> orders, JsonNode books)
    {
        var captured = Payments(books).Where(payment => payment["captures"]!.GetValue<int>() > 0)
            .Select(payment => payment["order_id"]!.GetValue<string>()).ToHashSet(StringComparer.Ordinal);
        var standing = books["orders"]!.AsArray().Where(order => !order!["cancelled"]!.GetValue<bool>())
            .Select(order => order!["client_order_id"]?.GetValue<string>()).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        foreach (var order in orders)
        {
            if (order.History.Any(recorded => recorded.Change is OrderEvent.PaymentRefused)
                && captured.Contains(order.Id))
                yield return $"{order.Id} is told as refused by the processor, which has taken its money.";
            if (order.HasEnded && standing.Contains(order.Id))
                yield return $"{order.Id} is {order.Phase}, and stands at its store.";
        }
    }

    /// <summary>A cart that is submitted twice is bought once; only a refused store may be tried again.</summary>
    public static IEnumerable<string> NothingIsBoughtTwice(IReadOnlyList<Order> orders) => orders
        .Where(order => !order.FailedInSubmission)
        .GroupBy(order => (order.Submitted.CartId, order.Submitted.Store))
        .Where(group => group.Count() > 1)
        .Select(group => $"{group.Key.Store} in {group.Key.CartId} was bought as "
            + $"{string.Join(" and ", group.Select(order => order.Id))}.");

    /// <summary>The versions have no gap, and each event may follow the one before.</summary>
    public static IEnumerable<string> EventsStandInOrder(string id, IReadOnlyList<RecordedEvent> events)
    {
        var order = Order.NotStarted(id);
        foreach (var recorded in events)
        {
            if (recorded.Version != order.Version + 1)
                return [$"{id} has version {recorded.Version} behind {order.Version}."];
            try
            {
                order = order.Evolve(OrderEventJson.Codec.Decode(recorded), recorded.At);
            }
            catch (InvalidOperationException forbidden)
            {
                return [$"{id}: {forbidden.Message}"];
            }
        }

        return [];
    }

    /// <summary>Events are only appended: what was there once is there, and is the same.</summary>
    /// <param name="seen">Events as they were read before, by stream and version.</param>
    public static IEnumerable<string> NoEventIsTakenBack(
        IReadOnlyDictionary<string, string> seen, Func<string, string?> now) => seen
        .Where(entry => now(entry.Key) != entry.Value)
        .Select(entry => $"{entry.Key} is {(now(entry.Key) is null ? "gone" : "another one than before")}.");

    /// <summary>A shop is asked for new tokens by one at a time, of all nodes.</summary>
    /// <param name="books">What the shop counts by itself.</param>
    public static IEnumerable<string> OneRefreshRuns(string shop, JsonNode books) =>
        books["refreshes_in_flight_max"]!.GetValue<int>() is > 1 and var most
            ? [$"{shop} was asked for new tokens by {most} at once."] : [];

    /// <summary>
    /// Newer tokens are never overwritten by older ones: none that are kept end sooner than those before. All of a
    /// shop's live equally long, as it tells in whole seconds.
    /// </summary>
    /// <param name="events">The shop's stream.</param>
    public static IEnumerable<string> NewerTokensStay(string shop, IReadOnlyList<RecordedEvent> events)
    {
        var kept = events.Select(ShopEventJson.Codec.Decode)
            .Select(change => change switch
            {
                ShopEvent.Connected connected => connected.ExpiresAt,
                ShopEvent.Refreshed refreshed => refreshed.ExpiresAt,
                _ => null,
            })
            .OfType<DateTimeOffset>().ToList();
        return kept.Zip(kept.Skip(1)).Where(pair => pair.Second < pair.First - TimeSpan.FromSeconds(1))
            .Select(pair => $"{shop}: tokens that end at {pair.Second:O} took the place of those until {pair.First:O}.");
    }

    /// <summary>What a text shows that nobody may see. The secrets themselves are not repeated.</summary>
    /// <param name="secrets">Each with the name it is told by.</param>
    public static IEnumerable<string> SecretsIn(
        string place, string text, IEnumerable<(string Name, string Value)> secrets) => secrets
        .Where(secret => text.Contains(secret.Value, StringComparison.Ordinal))
        .Select(secret => $"{secret.Name} is in {place}.");

    public static IEnumerable<string> NoOrderIsPlacedTwice(IReadOnlyList<Order> orders, JsonNode books)
    {
        foreach (var twice in books["orders"]!.AsArray()
            .Select(order => order!["client_order_id"]?.GetValue<string>()).OfType<string>()
            .GroupBy(id => id).Where(group => group.Count() > 1))
        {
            yield return $"{twice.Key} was placed {twice.Count()} times.";
        }

        var atStores = books["orders"]!.AsArray().Select(order => order!["order_id"]!.GetValue<string>()).ToList();
        var known = orders.Where(order => order.Placed is not null)
            .ToLookup(order => order.Placed!.MerchantOrderId, order => order.Id);
        foreach (var store in atStores.Where(id => known[id].Count() != 1))
        {
            yield return $"The stores' order {store} belongs to {known[store].Count()} orders of the gateway.";
        }

        foreach (var order in known.Where(group => !atStores.Contains(group.Key)))
        {
            yield return $"{string.Join(", ", order)} says it is placed as {order.Key}, which no store knows.";
        }
    }

    private static IEnumerable<JsonNode> Payments(JsonNode books) =>
        books["payments"]!.AsArray().Select(payment => payment!).Where(payment => payment["order_id"] is not null);
}

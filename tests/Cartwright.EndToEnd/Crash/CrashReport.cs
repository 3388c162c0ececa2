using System.Globalization;
using System.Text;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.EndToEnd.Crash;

/// <summary>What a run has found: each line of "What must always hold", what it was compared with, what broke it.
/// </summary>
/// <param name="Refreshes">How often the shop has given new tokens.</param>
internal sealed record CrashReport(
    CrashRun Run, IReadOnlyList<Order> Orders, long Refreshes, IReadOnlyList<HeldLine> Lines)
{
    private const int ShownMax = 20;

    public IEnumerable<string> Violations => Lines.SelectMany(line => line.Violations);

    /// <summary>Reads the journal and the books. Nothing runs any more by then.</summary>
    public static async Task<CrashReport> OfAsync(CrashRun run, CrashWorld world, CrashAsker asker)
    {
        await using var gateway = await world.OpenAsync();
        var journal = gateway.Services.GetRequiredService<IJournal>();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        List<string> unordered = [];
        List<Order> orders = [];
        foreach (var id in await journal.QueryAsync("select order_id from orders", row => row.GetString(0)))
        {
            var events = await journal.ReadAsync(id);
            foreach (var recorded in events)
            {
                found[$"{id}.{recorded.Version}"] =
                    CrashWorld.HashOf(recorded.Type + Encoding.UTF8.GetString(recorded.Data.Span));
            }

            string[] wrong = [.. Invariants.EventsStandInOrder(id, events)];
            unordered.AddRange(wrong);
            if (wrong.Length == 0) orders.Add(Folded(id, events));
        }

        var invoiced = (await journal.QueryAsync(
            "select order_id, sum(amount_minor) from invoice_lines group by order_id",
            row => (Id: row.GetString(0), Minor: row.GetInt64(1)))).ToDictionary(line => line.Id, line => line.Minor);
        var books = await world.BooksAsync();
        var (payments, atStores) = (books["payments"]!.AsArray().Count, books["orders"]!.AsArray().Count);
        var shop = SandboxShop.Domain;
        var shopEvents = await journal.ReadAsync(ShopDirectory.StreamOf(shop));
        var shopBooks = await world.Shop.BooksAsync(CancellationToken.None);
        var refreshes = shopBooks["refreshes"]!.GetValue<long>();
        return new(run, orders, refreshes,
        [
            new("A submission ends.", $"{orders.Count} orders", [.. Invariants.EverySubmissionEnds(orders)]),
            new("What was answered as submitted is there.", $"{world.Submitted.Count} answers",
                [.. Invariants.WhatWasAnsweredIsThere(orders, world.Submitted)]),
            new("At most one capture per order.", $"{payments} payments in the processor's books",
                [.. Invariants.NoOrderIsChargedTwice(books)]),
            new("Captured minus refunded equals the orders that stand.",
                $"{orders.Count} orders, {payments} payments",
                [.. Invariants.MoneyMatchesTheOrdersThatStand(orders, books)]),
            new("At most one order at the merchant.", $"{atStores} orders in the stores' books",
                [.. Invariants.NoOrderIsPlacedTwice(orders, books)]),
            new("What is due is given back.", $"{orders.Count(order => order.Submitted.Card is not null)} card orders",
                [.. Invariants.WhatIsDueIsGivenBack(orders)]),
            new("Nothing is held for an order that has ended.", $"{payments} payments in the processor's books",
                [.. Invariants.NothingIsHeldForNothing(orders, books)]),
            new("Invoices hold what stands.", $"{orders.Count(order => order.Submitted.Card is null)} invoiced orders",
                [.. Invariants.InvoicesHoldWhatStands(orders, invoiced)]),
            new("Events stand in an allowed order.", $"{found.Count} events of {orders.Count} orders", unordered),
            new("Events are only appended.", $"{world.Seen.Count} events read on the way, {world.Shown.Count} shown",
                [
                    .. Invariants.NoEventIsTakenBack(world.Seen, found.GetValueOrDefault),
                    .. world.Shown.Where(id => !found.ContainsKey(id)).Select(id => $"{id} was shown, and is gone."),
                ]),
            new("Unknown is not called failed.", $"{orders.Count(order => order.HasEnded)} failed or cancelled orders",
                [.. Invariants.WhatHappenedIsNotCalledFailed(orders, books)]),
            new("No secret and no buyer is shown.",
                $"{world.TextsLookedAt} replies, webhooks, log lines, pages, traces, metrics",
                [.. world.Leaks]),
            new("A repeat buys nothing.", $"{orders.Count} orders", [.. Invariants.NothingIsBoughtTwice(orders)]),
            new("Every event is told, under one id.", $"{world.Listener.Requests} webhooks",
                [.. Invariants.EveryEventIsTold(orders, world.Listener.Accepted, world.Listener.Ids)]),
            new("A shop is asked for new tokens by one at a time.", $"{refreshes} refreshes in the shop's books",
                [.. Invariants.OneRefreshRuns(shop.Value, shopBooks)]),
            new("Newer tokens are not overwritten by older ones.", $"{shopEvents.Count} events of the shop",
                [.. Invariants.NewerTokensStay(shop.Value, shopEvents)]),
            new("An order that is there is not called missing.", $"{asker.Answers} lookups", asker.Wrong),
        ]);
    }

    /// <param name="bought">How long clients bought while processes were killed.</param>
    /// <param name="all">How long it took until everything had ended and was checked.</param>
    public string Markdown(CrashWorld world, TimeSpan bought, TimeSpan all)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"""
            ## {Run.Store}, capture {Run.Capture}
            - {Run.Kills} kills, seed {Run.Seed}, {Run.Clients} clients: {world.Nodes.NodeKills} times a gateway ({world
                .Nodes.StartKills} of them while it started), {world.Nodes.DatabaseKills} times PostgreSQL
            - {world.Submitted.Count} carts answered as submitted, {Orders.Count} orders: {string.Join(", ", Orders
                .GroupBy(order => order.Phase).OrderByDescending(group => group.Count())
                .Select(group => $"{group.Count()} {group.Key}"))}
            - {bought.TotalSeconds:0} s of buying, {all.TotalSeconds:0} s until all had ended and was checked
            - {world.Listener.Requests} webhooks received, {world.Listener.Refused} of them answered 500

            | what must hold | compared | violations |
            |---|---|---|

            """);
        foreach (var line in Lines)
            text.Append(CultureInfo.InvariantCulture, $"| {line.What} | {line.Compared} | {line.Violations.Count} |\n");
        foreach (var violation in Violations.Take(ShownMax)) Explain(text, violation, world);
        return text.Append('\n').ToString();
    }

    /// <summary>The violation with the order's events and what the gateways said of it.</summary>
    private void Explain(StringBuilder text, string violation, CrashWorld world)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n### {violation}\n");
        if (Orders.FirstOrDefault(one => violation.Contains(one.Id, StringComparison.Ordinal)) is not { } order) return;
        foreach (var recorded in order.History)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"- {recorded.Version} {recorded.At:HH:mm:ss.fff} {recorded.Change.GetType().Name}\n");
        }

        foreach (var line in world.LogOf(order.Id).Take(ShownMax))
            text.Append(CultureInfo.InvariantCulture, $"- {line}\n");
    }

    private static Order Folded(string id, IReadOnlyList<RecordedEvent> events) => events.Aggregate(
        Order.NotStarted(id), (order, next) => order.Evolve(OrderEventJson.Codec.Decode(next), next.At));
}

/// <param name="Compared">How much was looked at, so that a line that holds because nothing happened is seen.</param>
internal sealed record HeldLine(string What, string Compared, IReadOnlyList<string> Violations);

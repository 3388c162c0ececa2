using System.Data.Common;
using System.Text.Json;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Conversations;

/// <summary>
/// The conversations and what was said in them. A turn is one append: an event on the conversation's stream, which
/// fences out a second answer to an older state, the new state, the message and the reply.
/// </summary>
public sealed class ConversationStore(IJournal journal)
{
    private const string Shopper = "shopper";
    private const string Assistant = "assistant";
    private const int TurnsReadMax = 1_000;
    private const int OrdersAskedMax = 200;
    private const int MarksAskedMax = 200;
    // Both rows of each, and the conversation's own, fit one append.
    private const int RowsForgottenMax = 3_000;
    // A turn is over by then; what was asked for before it began has found what there was.
    private static readonly TimeSpan TurnMax = TimeSpan.FromMinutes(2);

    public async ValueTask<Conversation?> FindAsync(string id, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select session_id, shop, customer, state, turns, started_at, last_at, message_id, answer, marks "
            + "from chat_sessions where session_id = @id",
            row => new Conversation(
                row.GetString(0),
                ShopDomain.Parse(row.GetString(1)),
                row.IsDBNull(2) ? null : row.GetString(2),
                JsonSerializer.Deserialize(row.GetString(3), ConversationJson.Default.KeptState)!.Open(),
                row.GetInt64(4),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
                row.IsDBNull(7) || row.IsDBNull(8) ? null : new(row.GetString(7), row.GetString(8)),
                row.IsDBNull(9) ? null : row.GetString(9)),
            [("id", id)],
            cancellationToken) is [var found] ? found : null;

    /// <summary>
    /// False when another turn of the conversation was kept since it was read: nothing was written. True also when its
    /// shopper's erasure was asked for while it was answered: it has gone again then.
    /// </summary>
    /// <param name="next">The conversation as the turn leaves it.</param>
    public async ValueTask<bool> TryKeepAsync(
        Conversation next, ConversationTurn turn, CancellationToken cancellationToken)
    {
        var number = next.Turns;
        var marks = ShopperMarks.Joined(next.Marks, next.Shop, MarksOf(next, turn));
        var append = new JournalAppend()
            .Events(
                next.Id, number - 1,
                ConversationJson.Codec.Encode(new ConversationEvent.Answered(next.Shop.Value, turn.Intent)))
            .Upsert(
                "chat_sessions", [("session_id", next.Id)],
                [
                    ("shop", next.Shop.Value),
                    ("customer", next.Customer),
                    ("state", JsonSerializer.Serialize(KeptState.Of(next.State), ConversationJson.Default.KeptState)),
                    ("turns", number),
                    ("started_at", next.StartedAt),
                    ("last_at", next.LastAt),
                    ("message_id", next.LastMessage?.Id),
                    ("answer", next.LastMessage?.Answer),
                    ("marks", marks),
                ])
            .Upsert(
                "chat_messages", [("session_id", next.Id), ("number", number), ("said_by", Shopper)],
                [
                    ("said", turn.Message), ("intent", turn.Intent), ("at", turn.At),
                    ("plain", ShopperMarks.Plain(turn.Message)),
                ])
            .Upsert(
                "chat_messages", [("session_id", next.Id), ("number", number), ("said_by", Assistant)],
                [("said", turn.Reply), ("intent", null), ("at", turn.At), ("order_id", OrderIdOf(turn.Order))]);
        if (await journal.AppendAsync(append, cancellationToken) is not AppendResult.Committed)
        {
            return false;
        }

        // An erasure is written down before it looks: it has found this turn, or this finds it.
        if (marks is not null && await IsToGoAsync(next, turn.At, marks))
        {
            await ForgetAsync([next.Id], CancellationToken.None);
        }

        return true;
    }

    private static IEnumerable<string> MarksOf(Conversation conversation, ConversationTurn turn) =>
    [
        .. conversation.Customer is { } customer ? [ShopperMarks.OfCustomer(customer)] : (string[])[],
        .. turn.Order is { } order ? [ShopperMarks.OfOrder(order)] : (string[])[],
        .. ShopperMarks.In(turn.Message),
    ];

    /// <summary>Looked for also when whoever asked is no longer there.</summary>
    private async ValueTask<bool> IsToGoAsync(Conversation standing, DateTimeOffset at, string marks)
    {
        var own = ShopperMarks.Split(marks).ToHashSet(StringComparer.Ordinal);
        var since = at - TurnMax > standing.StartedAt ? at - TurnMax : standing.StartedAt;
        return (await CustomerRequests.FindAsync(
                journal, standing.Shop, CustomerRequests.Erasure, since, CancellationToken.None))
            .Any(request => own.Overlaps(request.Marks));
    }

    /// <summary>All that was said, oldest first.</summary>
    public async Task<IReadOnlyList<ConversationTurn>> ReadAsync(string id, CancellationToken cancellationToken)
    {
        List<ConversationTurn> all = [];
        IReadOnlyList<(long Number, ConversationTurn Turn)> page;
        var after = 0L;
        do
        {
            page = await journal.QueryAsync(
                $"{TurnsOf} and m.number > @after order by m.number limit {TurnsReadMax}",
                row => (row.GetInt64(5), TurnIn(row)), [.. ArgumentsOf(id), ("after", after)], cancellationToken);
            all.AddRange(page.Select(one => one.Turn));
            after = page.Count == 0 ? after : page[^1].Number;
        }
        while (page.Count == TurnsReadMax);

        return all;
    }

    /// <summary>The last that was said, oldest first.</summary>
    public async Task<IReadOnlyList<ConversationTurn>> LatestAsync(
        string id, int countMax, CancellationToken cancellationToken)
    {
        var latest = await journal.QueryAsync(
            $"{TurnsOf} order by m.number desc limit {Math.Min(countMax, TurnsReadMax)}", TurnIn, ArgumentsOf(id),
            cancellationToken);
        return [.. latest.Reverse()];
    }

    /// <summary>
    /// The conversations of a customer: those that Shopify signed, those in which the e-mail or phone was written, and
    /// those in which one of the orders was shown.
    /// </summary>
    public async Task<IReadOnlyList<string>> OfCustomerAsync(
        ShopDomain shop, ShopifyCustomer customer, CancellationToken cancellationToken)
    {
        SortedSet<string> ids = new(StringComparer.Ordinal);
        if (customer.Id is { } signed)
        {
            ids.UnionWith(await journal.QueryAsync(
                "select session_id from chat_sessions where shop = @shop and customer = @customer",
                row => row.GetString(0), [("shop", shop.Value), ("customer", signed)], cancellationToken));
        }

        var marks = ShopperMarks.Of(customer);
        foreach (var like in ShopperMarks.LikesOf(customer))
        {
            ids.UnionWith(await SayingAsync(shop, like, marks, cancellationToken));
        }

        ids.UnionWith(await MarkedAsync(
            shop, [.. ShopperMarks.Hashed(shop, marks)], DateTimeOffset.MaxValue, cancellationToken));
        foreach (var some in customer.Orders.Select(order => OrderIdOf(order)).Chunk(OrdersAskedMax))
        {
            (string Name, object? Value)[] orders = [.. some.Select((order, at) => ($"o{at}", (object?)order))];
            ids.UnionWith(await journal.QueryAsync(
                "select s.session_id from chat_sessions s join chat_messages m on m.session_id = s.session_id "
                + $"where s.shop = @shop and m.order_id in ({string.Join(", ", orders.Select(one => "@" + one.Name))})",
                row => row.GetString(0), [("shop", shop.Value), .. orders], cancellationToken));
        }

        return [.. ids];
    }

    /// <summary>
    /// The conversations with one of some marks, which are hashes. They tell also of messages that have gone by age.
    /// </summary>
    public async Task<IReadOnlyList<string>> MarkedAsync(
        ShopDomain shop, IReadOnlyList<string> marks, DateTimeOffset startedBefore, CancellationToken cancellationToken)
    {
        SortedSet<string> ids = new(StringComparer.Ordinal);
        foreach (var some in marks.Chunk(MarksAskedMax))
        {
            (string Name, object? Value)[] likes = [.. some.Select((mark, at) => ($"m{at}", (object?)$"%{mark}%"))];
            ids.UnionWith(await journal.QueryAsync(
                "select session_id from chat_sessions where shop = @shop and started_at < @before and ("
                + string.Join(" or ", likes.Select(one => $"marks like @{one.Name}")) + ")",
                row => row.GetString(0),
                [("shop", shop.Value), ("before", startedBefore.ToUnixTimeMilliseconds()), .. likes],
                cancellationToken));
        }

        return [.. ids];
    }

    /// <summary>
    /// The database finds what may be it; a longer address that ends in this one is another person's. What was kept
    /// before there was a plain form is looked through here.
    /// </summary>
    private async Task<IEnumerable<string>> SayingAsync(
        ShopDomain shop, string like, IReadOnlySet<string> marks, CancellationToken cancellationToken)
    {
        var found = await journal.QueryAsync(
            "select s.session_id, m.said from chat_sessions s join chat_messages m on m.session_id = s.session_id "
            + "where s.shop = @shop and m.said_by = @shopper and (m.plain is null or m.plain like @like escape '!')",
            row => (Id: row.GetString(0), Said: row.GetString(1)),
            [("shop", shop.Value), ("shopper", Shopper), ("like", like)],
            cancellationToken);
        return found.Where(one => marks.Overlaps(ShopperMarks.In(one.Said))).Select(one => one.Id);
    }

    public async Task<IReadOnlyList<string>> OfShopAsync(
        ShopDomain shop, int countMax, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            $"select session_id from chat_sessions where shop = @shop order by session_id limit {countMax}",
            row => row.GetString(0), [("shop", shop.Value)], cancellationToken);

    public async Task<IReadOnlyList<string>> QuietSinceAsync(
        DateTimeOffset before, int countMax, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            $"select session_id from chat_sessions where last_at < @before order by last_at limit {countMax}",
            row => row.GetString(0), [("before", before.ToUnixTimeMilliseconds())], cancellationToken);

    /// <summary>
    /// Forgets conversations with all that was said in them. The last append is fenced by the conversation's version,
    /// as a turn is: a turn that is under way meanwhile writes nothing back.
    /// </summary>
    public async Task ForgetAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            while (await FindAsync(id, cancellationToken) is { } standing)
            {
                var rows = await journal.QueryAsync(
                    "select session_id, number, said_by from chat_messages where session_id = @id "
                    + $"order by number limit {RowsForgottenMax + 1}",
                    RowIn, [("id", id)], cancellationToken);
                var append = Without(rows.Take(RowsForgottenMax));
                if (rows.Count <= RowsForgottenMax)
                {
                    append.Delete("chat_sessions", [("session_id", id)]).Events(
                        id, standing.Turns,
                        ConversationJson.Codec.Encode(new ConversationEvent.Forgotten(standing.Shop.Value)));
                }

                await journal.AppendAsync(append, cancellationToken);
            }
        }
    }

    /// <summary>Forgets what was said before a time, in conversations that go on as well.</summary>
    public async Task ForgetSaidBeforeAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        while (await journal.QueryAsync(
            "select session_id, number, said_by from chat_messages where at < @before "
            + $"order by at limit {RowsForgottenMax}",
            RowIn, [("before", before.ToUnixTimeMilliseconds())], cancellationToken) is { Count: > 0 } rows)
        {
            await journal.AppendAsync(Without(rows), cancellationToken);
        }
    }

    private static JournalAppend Without(IEnumerable<(string Id, long Number, string SaidBy)> rows)
    {
        var append = new JournalAppend();
        foreach (var (id, number, saidBy) in rows)
        {
            append.Delete("chat_messages", [("session_id", id), ("number", number), ("said_by", saidBy)]);
        }

        return append;
    }

    private static (string Id, long Number, string SaidBy) RowIn(DbDataReader row) =>
        (row.GetString(0), row.GetInt64(1), row.GetString(2));

    /// <summary>Shopify names an order by its number in some places, and by an address that ends in it in others.</summary>
    private static string? OrderIdOf(string? order) => order?[(order.LastIndexOf('/') + 1)..];

    private const string TurnsOf =
        "select m.said, r.said, m.intent, m.at, r.order_id, m.number from chat_messages m join chat_messages r "
        + "on r.session_id = m.session_id and r.number = m.number and r.said_by = @assistant "
        + "where m.session_id = @id and m.said_by = @shopper";

    private static (string Name, object? Value)[] ArgumentsOf(string id) =>
        [("id", id), ("shopper", Shopper), ("assistant", Assistant)];

    private static ConversationTurn TurnIn(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? "" : row.GetString(2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)), row.IsDBNull(4) ? null : row.GetString(4));
}

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

    public async ValueTask<Conversation?> FindAsync(string id, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select session_id, shop, customer, state, turns, started_at, last_at, message_id, answer "
            + "from chat_sessions where session_id = @id",
            row => new Conversation(
                row.GetString(0),
                ShopDomain.Parse(row.GetString(1)),
                row.IsDBNull(2) ? null : row.GetString(2),
                JsonSerializer.Deserialize(row.GetString(3), ConversationJson.Default.KeptState)!.Open(),
                row.GetInt64(4),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
                row.IsDBNull(7) || row.IsDBNull(8) ? null : new(row.GetString(7), row.GetString(8))),
            [("id", id)],
            cancellationToken) is [var found] ? found : null;

    /// <summary>False when another turn of the conversation was kept since it was read: nothing was written.</summary>
    /// <param name="next">The conversation as the turn leaves it.</param>
    public async ValueTask<bool> TryKeepAsync(Conversation next, ConversationTurn turn, CancellationToken cancellationToken)
    {
        var number = next.Turns;
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
                ])
            .Upsert(
                "chat_messages", [("session_id", next.Id), ("number", number), ("said_by", Shopper)],
                [("said", turn.Message), ("intent", turn.Intent), ("at", turn.At)])
            .Upsert(
                "chat_messages", [("session_id", next.Id), ("number", number), ("said_by", Assistant)],
                [("said", turn.Reply), ("intent", null), ("at", turn.At)]);
        return await journal.AppendAsync(append, cancellationToken) is AppendResult.Committed;
    }

    /// <summary>What was said, oldest first.</summary>
    public async Task<IReadOnlyList<ConversationTurn>> ReadAsync(string id, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            $"{TurnsOf} order by m.number limit {TurnsReadMax}", TurnIn, ArgumentsOf(id), cancellationToken);

    /// <summary>The last that was said, oldest first.</summary>
    public async Task<IReadOnlyList<ConversationTurn>> LatestAsync(
        string id, int countMax, CancellationToken cancellationToken)
    {
        var latest = await journal.QueryAsync(
            $"{TurnsOf} order by m.number desc limit {Math.Min(countMax, TurnsReadMax)}", TurnIn, ArgumentsOf(id),
            cancellationToken);
        return [.. latest.Reverse()];
    }

    /// <summary>The conversations of a customer: those that Shopify signed, and those in which the e-mail or phone was written.</summary>
    /// <param name="mark">The e-mail address or the telephone number; null for neither.</param>
    public async Task<IReadOnlyList<string>> OfCustomerAsync(
        ShopDomain shop, string? customer, string? mark, CancellationToken cancellationToken)
    {
        var sought = ShopperMark.Of(mark);
        // The database finds what may be it; a longer address that ends in this one is another person's.
        var found = await journal.QueryAsync(
            "select s.session_id, m.said from chat_sessions s join chat_messages m on m.session_id = s.session_id "
            + "where s.shop = @shop and @like <> '' "
            + $"and {ShopperMark.Plain("m.said")} like @like escape '!'",
            row => (Id: row.GetString(0), Said: row.GetString(1)),
            [("shop", shop.Value), ("like", sought?.Like ?? "")],
            cancellationToken);
        var signed = customer is null ? [] : await journal.QueryAsync(
            "select session_id from chat_sessions where shop = @shop and customer = @customer",
            row => row.GetString(0), [("shop", shop.Value), ("customer", customer)], cancellationToken);
        return
        [
            .. signed.Concat(found.Where(one => sought?.IsIn(one.Said) == true).Select(one => one.Id))
                .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
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

    /// <summary>Forgets conversations with all that was said in them.</summary>
    public async Task ForgetAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        foreach (var id in ids)
        {
            var numbers = await journal.QueryAsync(
                "select number, said_by from chat_messages where session_id = @id",
                row => (Number: row.GetInt64(0), SaidBy: row.GetString(1)), [("id", id)], cancellationToken);
            foreach (var some in numbers.Chunk(TurnsReadMax))
            {
                var append = new JournalAppend();
                foreach (var (number, saidBy) in some)
                {
                    append.Delete("chat_messages", [("session_id", id), ("number", number), ("said_by", saidBy)]);
                }

                await journal.AppendAsync(append, cancellationToken);
            }

            await journal.AppendAsync(
                new JournalAppend().Delete("chat_sessions", [("session_id", id)]), cancellationToken);
        }
    }

    private const string TurnsOf =
        "select m.said, r.said, m.intent, m.at from chat_messages m join chat_messages r "
        + "on r.session_id = m.session_id and r.number = m.number and r.said_by = @assistant "
        + "where m.session_id = @id and m.said_by = @shopper";

    private static (string Name, object? Value)[] ArgumentsOf(string id) =>
        [("id", id), ("shopper", Shopper), ("assistant", Assistant)];

    private static ConversationTurn TurnIn(DbDataReader row) => new(
        row.GetString(0), row.GetString(1), row.IsDBNull(2) ? "" : row.GetString(2),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}

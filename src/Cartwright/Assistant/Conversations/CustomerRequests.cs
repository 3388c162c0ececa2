using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant.Conversations;

/// <param name="Marks">Of the customer, as hashes.</param>
internal sealed record CustomerRequest(string Id, IReadOnlyList<string> Marks, DateTimeOffset At);

/// <summary>What a shop's customers asked for and is not over, without their names, addresses and numbers.</summary>
internal static class CustomerRequests
{
    public const string Data = "data";
    public const string Erasure = "erasure";
    // Nodes keep their clocks within a second.
    private static readonly TimeSpan ClocksApartMax = TimeSpan.FromSeconds(5);

    public static async Task<IReadOnlyList<CustomerRequest>> FindAsync(
        IJournal journal, ShopDomain shop, string kind, DateTimeOffset since, CancellationToken cancellationToken) =>
        await journal.QueryAsync(
            "select request_id, marks, at from customer_requests where shop = @shop and kind = @kind and at >= @since "
            + "order by at",
            row => new CustomerRequest(
                row.GetString(0), [.. ShopperMarks.Split(row.GetString(1))],
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2))),
            [
                ("shop", shop.Value), ("kind", kind),
                ("since", Math.Max(0, since.ToUnixTimeMilliseconds() - (long)ClocksApartMax.TotalMilliseconds)),
            ],
            cancellationToken);

    public static void Write(
        JournalAppend append, ShopDomain shop, string kind, string id, IEnumerable<string> marks, DateTimeOffset at) =>
        append.Upsert("customer_requests", [("request_id", id)],
        [
            ("shop", shop.Value),
            ("kind", kind),
            ("marks", string.Join(' ', ShopperMarks.Hashed(shop, marks))),
            ("at", at),
        ]);

    public static void Remove(JournalAppend append, string id) =>
        append.Delete("customer_requests", [("request_id", id)]);

    /// <summary>Conversations that were begun by then may hold what an erasure has not found.</summary>
    public static DateTimeOffset LatestStart(CustomerRequest erasure) => erasure.At + ClocksApartMax;
}

using System.Globalization;
using Cartwright.Journal;
using Cartwright.Orders;

namespace Cartwright.Invoices;

public enum InvoiceLineKind
{
    /// <summary>An order that its merchant has.</summary>
    Order,

    /// <summary>An order, or a part of one, that does not stand any more. Its amount is negative.</summary>
    Credit,
}

/// <param name="At">When the merchant took the order, or when it, or the part, fell away.</param>
public sealed record InvoiceLine(
    string OrderId,
    string CartId,
    string Store,
    string MerchantOrderId,
    InvoiceLineKind Kind,
    DateTimeOffset At,
    Money Amount);

/// <summary>
/// An account that is billed by invoice pays for an order once its merchant has it, so that a failed one is on no
/// invoice. What falls away later is a credit of the month in which it falls away. Each line is written in the append
/// that holds its event.
/// </summary>
internal static class InvoiceLines
{
    /// <summary>Pure: the line an event makes; null for most.</summary>
    public static InvoiceLine? Of(Order before, Order after, DateTimeOffset at)
    {
        if (after.Submission is not { Card: null } submitted || after.Placed is not { } placed)
        {
            return null;
        }

        var owed = Owed(after) - Owed(before);
        return owed == 0 ? null : new(
            after.Id, submitted.CartId, submitted.Store, placed.MerchantOrderId,
            before.Placed is null ? InvoiceLineKind.Order : InvoiceLineKind.Credit,
            at, submitted.Amount with { Minor = owed });
    }

    public static string MonthOf(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static void Add(JournalAppend append, Order before, Order after, DateTimeOffset at)
    {
        if (Of(before, after, at) is { } line)
        {
            append.Upsert("invoice_lines", [("order_id", line.OrderId), ("version", after.Version)],
            [
                ("account_id", after.Submitted.AccountId),
                ("month", MonthOf(at)),
                ("kind", line.Kind.ToString()),
                ("cart_id", line.CartId),
                ("store", line.Store),
                ("merchant_order_id", line.MerchantOrderId),
                ("at", at.ToUnixTimeMilliseconds()),
                ("amount_minor", line.Amount.Minor),
                ("currency", line.Amount.Currency),
            ]);
        }
    }

    private static long Owed(Order order) => order.Placed is null || order.HasEnded
        ? 0
        : order.Submitted.Amount.Minor - order.CreditMinor;
}

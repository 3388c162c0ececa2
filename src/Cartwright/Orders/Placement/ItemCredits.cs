using Cartwright.Merchants;

namespace Cartwright.Orders.Placement;

/// <summary>Pure: what a part of an order is worth to the shopper, when the merchant does not say.</summary>
public static class ItemCredits
{
    /// <summary>
    /// Price times quantity, with its share of the tax. Parts are taken from a running sum, so that they add up to the
    /// whole whatever is rounded.
    /// </summary>
    public static Money OfReturn(Order order, OrderReturn made)
    {
        var before = order.Returns.TakeWhile(other => other.Id != made.Id)
            .Where(other => other.Credit is not null)
            .SelectMany(other => other.Lines);
        var earlier = Goods(order, before);
        var both = earlier + Goods(order, made.Lines);
        return order.Submitted.Amount with { Minor = WithTax(order, both) - WithTax(order, earlier) };
    }

    /// <summary>What is due for all that the merchant has cancelled or refunded so far.</summary>
    public static Money OfCancellation(Order order, MerchantOrderOutcome.Read read)
    {
        var amount = order.Submitted.Amount;
        var credited = read.Credited is { } said && said.Currency == amount.Currency ? said.Minor : 0;
        var worked = WithTax(order, Goods(order, read.Unpriced));
        return amount with { Minor = Math.Min(amount.Minor, checked(Math.Max(0, credited) + worked)) };
    }

    private static long Goods(Order order, IEnumerable<LineQuantity> lines) => lines
        .GroupBy(line => line.ItemId)
        .Sum(group => order.Submitted.Lines.FirstOrDefault(line => line.ItemId == group.Key) is { } line
            ? checked(line.UnitPrice.Minor * Math.Min(line.Quantity, group.Sum(part => part.Quantity)))
            : 0);

    private static long WithTax(Order order, long goods)
    {
        var quote = order.Submitted.Quote;
        var tax = quote.Tax?.Minor ?? 0;
        var subtotal = quote.Subtotal.Minor;
        return subtotal <= 0 ? goods : goods + (long)((decimal)tax * goods / subtotal);
    }
}

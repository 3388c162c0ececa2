using System.Globalization;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The orders that each shop begins with. Their times are told from the moment it begins.</summary>
internal static class OrderTable
{
    private const int TulipOrders = 200;

    private static readonly (string First, string Last)[] s_people =
    [
        ("Grace", "Hopper"), ("Mary", "Somerville"), ("Emmy", "Noether"), ("Alan", "Kay"), ("Barbara", "Liskov"),
        ("Edsger", "Dijkstra"), ("Radia", "Perlman"), ("Niklaus", "Wirth"), ("Frances", "Allen"), ("John", "Backus"),
    ];

    private static readonly string[] s_zips = ["10001", "60601", "98101", "02108", "30303", "73301", "80202", "33101"];

    public static ShopOrder[] Of(Shop shop, DateTimeOffset now) => shop.Domain switch
    {
        "tulips.myshopify.com" => Tulips(shop, now),
        "mugs.myshopify.com" => Mugs(shop, now),
        "posters.myshopify.com" => Posters(shop, now),
        "porter.myshopify.com" => [.. Enumerable.Range(1001, 5).Select(number => Plain(shop, 40_000, number, now))],
        _ => [],
    };

    private static ShopOrder[] Tulips(Shop shop, DateTimeOffset now)
    {
        const long Base = 10_000;
        ShopOrder Order(int number) => Plain(shop, Base, number, now);
        Shipment Sent(int number, int part, string status, double sentDaysAgo, double? deliveredDaysAgo) =>
            Parcel(shop, Base, number, part, status, now, sentDaysAgo, deliveredDaysAgo);

        return
        [
            Order(900) with { ProcessedAt = now.AddDays(-120), FulfillmentStatus = "FULFILLED" },
            Order(1001) with
            {
                ProcessedAt = now.AddDays(-6), Email = "ada@example.com", Phone = "+14155550123", Zip = "94105",
                City = "San Francisco", Customer = new(7001, "Ada", "Lovelace"), FulfillmentStatus = "FULFILLED",
                ClosedAt = now.AddDays(-1), Shipments = [Sent(1001, 1, "DELIVERED", 4, 1)],
            },
            Order(1002) with
            {
                ProcessedAt = now.AddDays(-3), FulfillmentStatus = "FULFILLED",
                Shipments = [Sent(1002, 1, "IN_TRANSIT", 1, null)],
            },
            Order(1003) with { ProcessedAt = now.AddHours(-5) },
            Order(1004) with
            {
                ProcessedAt = now.AddDays(-8), CancelledAt = now.AddDays(-7), CancelReason = "CUSTOMER",
                ClosedAt = now.AddDays(-7), FinancialStatus = "REFUNDED",
                Refunds = [new(Base + 1004, Order(1004).Total, now.AddDays(-7))],
            },
            Order(1005) with
            {
                ProcessedAt = now.AddDays(-5), FulfillmentStatus = "FULFILLED",
                Shipments = [Sent(1005, 1, "DELIVERED", 4, 2), Sent(1005, 2, "IN_TRANSIT", 1, null)],
            },
            Order(1006) with
            {
                ProcessedAt = now.AddDays(-12), FulfillmentStatus = "FULFILLED", FinancialStatus = "PARTIALLY_REFUNDED",
                Shipments = [Sent(1006, 1, "DELIVERED", 10, 8)],
                Refunds = [new(Base + 1006, 5.50m, now.AddDays(-2))],
            },
            Order(1007) with
            {
                ProcessedAt = now.AddDays(-15), FulfillmentStatus = "FULFILLED", ReturnStatus = "IN_PROGRESS",
                Shipments = [Sent(1007, 1, "DELIVERED", 13, 11)],
                Returns = [new(Base + 1007, "#1007-R1", "OPEN", now.AddDays(-3))],
            },
            Order(1008) with { ProcessedAt = now.AddDays(-2), Email = null, Phone = null, Customer = null },
            // A search for a bare #1001 finds this one too.
            Order(1010) with { Note = "Goes with #1001." },
            Order(1009),
            .. Enumerable.Range(1011, TulipOrders - 11).Select(Order),
        ];
    }

    private static ShopOrder[] Mugs(Shop shop, DateTimeOffset now) =>
    [
        .. Enumerable.Range(1001, 20).Select(number => Plain(shop, 20_000, number, now)),
        Plain(shop, 20_000, 1010, now) with
        {
            Id = 21_910, Email = "second@example.com", Zip = "75001", Customer = new(27_910, "Blaise", "Pascal"),
        },
    ];

    private static ShopOrder[] Posters(Shop shop, DateTimeOffset now) =>
    [
        Plain(shop, 30_000, 800, now) with { ProcessedAt = now.AddDays(-400), FulfillmentStatus = "FULFILLED" },
        Plain(shop, 30_000, 900, now) with { ProcessedAt = now.AddDays(-120), FulfillmentStatus = "FULFILLED" },
        .. Enumerable.Range(1001, 20).Select(number => Plain(shop, 30_000, number, now)),
    ];

    /// <summary>An order that waits to be sent, of a buyer who follows from its number and shop.</summary>
    public static ShopOrder Plain(Shop shop, long baseId, int number, DateTimeOffset now)
    {
        var id = baseId + number;
        var (first, last) = s_people[id % s_people.Length];
        return new()
        {
            Id = id,
            Name = $"{shop.Prefix}{number}{shop.Suffix}",
            Number = number,
            ConfirmationNumber = ConfirmationOf(id),
            ProcessedAt = now.AddHours(-2 * Math.Abs(number - 1000)),
            Email = $"{first}.{last}.{id}@example.com".ToLowerInvariant(),
            Phone = $"+1415556{id % 10_000:D4}",
            Zip = s_zips[id % s_zips.Length],
            City = "Springfield",
            Customer = new(id, first, last),
            SourceIdentifier = $"till-{id}",
            Tags = id % 2 == 0 ? ["wholesale"] : [],
            Currency = shop.Currency,
            Lines = [new(2 * id, $"{shop.Title}, a dozen", 1, 12.50m), new((2 * id) + 1, "Gift card", 2, 5m)],
        };
    }

    /// <summary>Nine letters and digits that say nothing of the order's number.</summary>
    public static string ConfirmationOf(long id)
    {
        const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
        var mixed = unchecked((ulong)id * 0x9E3779B97F4A7C15UL);
        return string.Create(9, mixed, static (span, rest) =>
        {
            foreach (ref var letter in span)
            {
                letter = Alphabet[(int)(rest % 32)];
                rest /= 32;
            }
        });
    }

    private static Shipment Parcel(
        Shop shop, long baseId, int number, int part, string status, DateTimeOffset now, double sentDaysAgo,
        double? deliveredDaysAgo)
    {
        var tracking = string.Create(CultureInfo.InvariantCulture, $"1Z{baseId + number}{part:D3}");
        return new(
            ((baseId + number) * 10) + part, $"{shop.Prefix}{number}{shop.Suffix}-F{part}", status,
            now.AddDays(-sentDaysAgo),
            [new("UPS", tracking, $"https://tracking.example/{tracking}")])
        {
            InTransitAt = now.AddDays(-sentDaysAgo).AddHours(3),
            EstimatedDeliveryAt = now.AddDays(deliveredDaysAgo is { } ago ? -ago : 2),
            DeliveredAt = deliveredDaysAgo is { } days ? now.AddDays(-days) : null,
        };
    }
}

using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Carts;

public sealed class FollowCheckoutTests
{
    private const string Other = "tulips.example";

    private static readonly OrderEvent[] UntilPaid =
    [
        Submission(CartSamples.Store), new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount),
    ];

    private static readonly OrderEvent[] UntilChallenged =
    [
        Submission(Other), new OrderEvent.PaymentActionRequired("pi_2", new("https://bank.example/"), OrderSamples.Noon),
    ];

    private static Cart Cart => CartSamples.With(
        new CartEvent.StoreAdded(Other, Marketplace.Shopify, "order_2"),
        new CartEvent.ItemsAdded(Other, [CartSamples.Line]),
        new CartEvent.SubmissionStarted([new(CartSamples.Store, "order_1"), new(Other, "order_2")]));

    [Fact]
    public void Events_of_all_orders_are_told_by_time_with_what_was_so_then()
    {
        var told = FollowCheckout.Advance(
            Cart, [Happened("order_1", [0, 3], UntilPaid), Happened("order_2", [1, 2], UntilChallenged)], []);

        told.Select(step => (step.Id, step.Event?.GetType().Name, step.Of.Order.Version, step.Status)).ShouldBe(
        [
            ("order_1.1", "OrderSubmissionStarted", 1, CheckoutStatus.Processing),
            ("order_2.1", "OrderSubmissionStarted", 1, CheckoutStatus.Processing),
            ("order_2.2", null, 2, CheckoutStatus.ActionRequired),
            ("order_1.2", "PaymentSucceeded", 2, CheckoutStatus.ActionRequired),
        ]);
    }

    [Fact]
    public void What_was_told_is_not_told_again_and_nothing_is_left_out()
    {
        var told = new Dictionary<string, Order>();
        var whole = Happened("order_1", [0, 1], UntilPaid);

        var first = FollowCheckout.Advance(Cart, [Happened("order_1", [0], UntilPaid)], told).ToList();
        var again = FollowCheckout.Advance(Cart, [whole], told).ToList();
        var last = FollowCheckout.Advance(Cart, [whole], told).ToList();

        first.Select(step => step.Id).ShouldBe(["order_1.1"]);
        again.Select(step => step.Id).ShouldBe(["order_1.2"]);
        last.ShouldBeEmpty();
    }

    [Fact]
    public void Events_of_one_order_keep_their_order_when_clocks_disagree() =>
        FollowCheckout.Advance(Cart, [Happened("order_1", [5, 2], UntilPaid)], [])
            .Select(step => step.Id).ShouldBe(["order_1.1", "order_1.2"]);

    private static OrderEvent.SubmissionStarted Submission(string store) => new(
        "account_1", "cart_1", store, Marketplace.Shopify, new("https://merchant.example/"), [], OrderSamples.Buyer,
        OrderSamples.Quote, OrderSamples.Amount, new("key", "sealed"));

    private static Order Happened(string id, int[] seconds, OrderEvent[] changes) => changes.Zip(seconds)
        .Aggregate(Order.NotStarted(id), (order, next) =>
            order.Evolve(next.First, OrderSamples.Noon.AddSeconds(next.Second)));
}

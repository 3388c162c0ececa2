using Cartwright.Orders;

namespace Cartwright.Tests.Orders;

public sealed class OrderStatusesTests
{
    [Theory]
    [InlineData(OrderPhase.NotStarted, OrderStatus.Pending)]
    [InlineData(OrderPhase.Submitted, OrderStatus.Processing)]
    [InlineData(OrderPhase.AwaitingPaymentAction, OrderStatus.ActionRequired)]
    [InlineData(OrderPhase.PaymentSecured, OrderStatus.Processing)]
    [InlineData(OrderPhase.PaymentRefused, OrderStatus.Failed)]
    [InlineData(OrderPhase.Placing, OrderStatus.Processing)]
    [InlineData(OrderPhase.AwaitingMerchantAction, OrderStatus.ActionRequired)]
    [InlineData(OrderPhase.Accepted, OrderStatus.Processing)]
    [InlineData(OrderPhase.Placed, OrderStatus.Succeeded)]
    [InlineData(OrderPhase.Failed, OrderStatus.Failed)]
    [InlineData(OrderPhase.Cancelled, OrderStatus.Cancelled)]
    public void Phase_is_told_as_the_contracts_status(OrderPhase phase, OrderStatus status) =>
        OrderStatuses.Of(OrderSamples.InPhase(phase)).ShouldBe(status);

    [Fact]
    public void Cancelled_order_stays_cancelled_while_its_money_is_given_back()
    {
        var refunding = OrderSamples.InPhase(OrderPhase.Cancelled)
            .Evolve(OrderSamples.Sample(typeof(OrderEvent.RefundStarted)), OrderSamples.Noon);

        OrderStatuses.Of(refunding).ShouldBe(OrderStatus.Cancelled);
        refunding.IsTerminal.ShouldBeFalse();
    }

    [Theory]
    [InlineData(CheckoutStatus.Pending)]
    [InlineData(CheckoutStatus.Pending, OrderStatus.Pending, OrderStatus.Pending)]
    [InlineData(CheckoutStatus.Processing, OrderStatus.Processing, OrderStatus.Succeeded)]
    [InlineData(CheckoutStatus.Processing, OrderStatus.Processing, OrderStatus.Failed)]
    [InlineData(CheckoutStatus.Processing, OrderStatus.Processing, OrderStatus.Pending)]
    [InlineData(CheckoutStatus.ActionRequired, OrderStatus.ActionRequired, OrderStatus.Processing)]
    [InlineData(CheckoutStatus.ActionRequired, OrderStatus.Failed, OrderStatus.ActionRequired)]
    [InlineData(CheckoutStatus.Succeeded, OrderStatus.Succeeded, OrderStatus.Succeeded)]
    [InlineData(CheckoutStatus.Failed, OrderStatus.Failed, OrderStatus.Failed)]
    [InlineData(CheckoutStatus.Failed, OrderStatus.Failed, OrderStatus.Pending)]
    [InlineData(CheckoutStatus.Cancelled, OrderStatus.Cancelled)]
    [InlineData(CheckoutStatus.PartiallySucceeded, OrderStatus.Succeeded, OrderStatus.Failed)]
    [InlineData(CheckoutStatus.PartiallySucceeded, OrderStatus.Succeeded, OrderStatus.Pending)]
    [InlineData(CheckoutStatus.PartiallySucceeded, OrderStatus.Succeeded, OrderStatus.Cancelled)]
    [InlineData(CheckoutStatus.Mixed, OrderStatus.Cancelled, OrderStatus.Failed)]
    public void Checkout_combines_its_orders(CheckoutStatus expected, params OrderStatus[] orders)
    {
        CheckoutStatuses.Of(orders).ShouldBe(expected);
        CheckoutStatuses.Of([.. orders.Reverse()]).ShouldBe(expected);
    }
}

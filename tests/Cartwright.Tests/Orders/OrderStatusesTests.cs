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
    [InlineData(OrderPhase.CancellingPayment, OrderStatus.CancellationInProgress)]
    [InlineData(OrderPhase.Withdrawing, OrderStatus.CancellationInProgress)]
    [InlineData(OrderPhase.Cancelling, OrderStatus.CancellationInProgress)]
    public void Phase_is_told_as_the_contracts_status(OrderPhase phase, OrderStatus status) =>
        OrderStatuses.Of(OrderSamples.InPhase(phase)).ShouldBe(status);

    [Theory]
    [InlineData(ReturnPhase.Started, OrderStatus.ReturnRequested)]
    [InlineData(ReturnPhase.Requested, OrderStatus.ReturnRequested)]
    [InlineData(ReturnPhase.RequestAccepted, OrderStatus.ReturnRequestAccepted)]
    [InlineData(ReturnPhase.Accepted, OrderStatus.ReturnRequestAccepted)]
    [InlineData(ReturnPhase.Approved, OrderStatus.ReturnApproved)]
    [InlineData(ReturnPhase.Denied, OrderStatus.ReturnDenied)]
    [InlineData(ReturnPhase.Closed, OrderStatus.ReturnClosed)]
    [InlineData(ReturnPhase.Refused, OrderStatus.Succeeded)]
    public void Placed_order_tells_its_last_return(ReturnPhase phase, OrderStatus status) =>
        OrderStatuses.Of(OrderSamples.WithReturn(phase)).ShouldBe(status);

    [Fact]
    public void Order_whose_merchant_cancelled_a_part_says_so() =>
        OrderStatuses.Of(OrderSamples.InPhase(OrderPhase.Placed)
                .Evolve(OrderSamples.Sample(typeof(OrderEvent.PartlyCancelled)), OrderSamples.Noon))
            .ShouldBe(OrderStatus.PartiallyCancelled);

    [Fact]
    public void Order_taken_back_for_its_authorization_is_not_told_as_a_cancellation() =>
        OrderStatuses.Of(OrderSamples.After(OrderSamples.Sample(typeof(OrderEvent.PaymentAuthorized)), OrderSamples.Intent,
                new OrderEvent.WithdrawStarted("key", WithdrawalReason.AuthorizationExpiring)))
            .ShouldBe(OrderStatus.Processing);

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
    [InlineData(CheckoutStatus.CancellationInProgress, OrderStatus.CancellationInProgress, OrderStatus.Succeeded)]
    [InlineData(CheckoutStatus.Succeeded, OrderStatus.ReturnRequested, OrderStatus.Succeeded)]
    [InlineData(CheckoutStatus.PartiallySucceeded, OrderStatus.PartiallyCancelled)]
    [InlineData(CheckoutStatus.Mixed, OrderStatus.Cancelled, OrderStatus.Failed)]
    public void Checkout_combines_its_orders(CheckoutStatus expected, params OrderStatus[] orders)
    {
        CheckoutStatuses.Of(orders).ShouldBe(expected);
        CheckoutStatuses.Of([.. orders.Reverse()]).ShouldBe(expected);
    }
}

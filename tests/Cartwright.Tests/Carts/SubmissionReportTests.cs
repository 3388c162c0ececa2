using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Carts;

public sealed class SubmissionReportTests
{
    [Theory]
    [InlineData("", null)]
    [InlineData("yes", true)]
    [InlineData("no", false)]
    [InlineData("unknown", null)]
    [InlineData("yes yes", true)]
    [InlineData("yes no", false)]
    [InlineData("yes unknown", null)]
    [InlineData("no unknown", false)]
    [InlineData("before", false)]
    [InlineData("before before", false)]
    [InlineData("before yes", false)]
    [InlineData("before no", false)]
    [InlineData("before unknown", false)]
    public void One_false_makes_the_whole_false_else_one_unknown_makes_it_unknown(string stores, bool? expected)
    {
        var report = Report([.. stores.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Problem)]);

        report.Retryable.ShouldBe(expected);
        report.HasFailures.ShouldBe(stores.Length > 0);
    }

    [Fact]
    public void Problem_of_the_whole_cart_forbids_a_repeat_that_its_stores_would_allow() =>
        (Report(Problem("yes")) with { Problems = [new("CART_IS_EMPTY", "Empty.", false)] }).Retryable.ShouldBe(false);

    [Fact]
    public void Problems_of_quotes_are_the_golden_ones() => Golden.ShouldMatch(
        Enum.GetValues<QuoteProblemCode>().Select(code =>
        {
            var problem = StoreProblems.Of(new QuoteProblem(code, "Why.", [], "vendor"));
            return $"{code} | {problem.Code} | {problem.Retryable?.ToString() ?? "unknown"}";
        }),
        "StoreProblems");

    [Fact]
    public void Store_that_can_be_bought_from_has_no_problems()
    {
        var store = Quoted();

        SubmissionRules.Problems(store, CartSamples.Quoted(OrderSamples.Quote)).ShouldBeEmpty();
    }

    [Fact]
    public void Total_that_was_not_shown_is_told_and_not_charged()
    {
        var dearer = OrderSamples.Quote with { Total = new(2_576, "USD") };

        SubmissionRules.Problems(Quoted(), CartSamples.Quoted(dearer)).ShouldBe([StoreProblems.TotalChanged]);
    }

    [Fact]
    public void Total_that_was_never_shown_is_told_and_not_charged() =>
        SubmissionRules.Problems(
                CartSamples.With().Store(CartSamples.Store)!, CartSamples.Quoted(OrderSamples.Quote))
            .ShouldBe([StoreProblems.TotalChanged]);

    [Fact]
    public void Shipping_chosen_with_the_submission_may_cost_what_its_method_showed()
    {
        var express = new ShippingMethod("express", "Express", new(900, "USD"), new(75, "USD"), new(2_975, "USD"));
        var seen = OrderSamples.Quote with { ShippingMethods = [.. OrderSamples.Quote.ShippingMethods, express] };
        var store = CartSamples.With(CartSamples.Quoted(seen)).Store(CartSamples.Store)!;
        var quote = seen with { SelectedShippingMethodId = "express", Total = new(2_975, "USD") };

        SubmissionRules.Problems(store, CartSamples.Quoted(quote)).ShouldBeEmpty();
        SubmissionRules.Problems(store, CartSamples.Quoted(quote with { Total = new(2_976, "USD") }))
            .ShouldBe([StoreProblems.TotalChanged]);
    }

    [Fact]
    public void Store_that_cannot_be_asked_may_be_tried_again() =>
        SubmissionRules.Problems(Quoted(), CartSamples.Quoted(null) with { Unavailable = "no answer" })
            .ShouldBe([StoreProblems.Unreachable]);

    [Fact]
    public void Quote_without_a_total_is_not_charged() =>
        SubmissionRules.Problems(Quoted(), CartSamples.Quoted(OrderSamples.Quote with { Total = null }))
            .ShouldBe([StoreProblems.NoTotal]);

    [Fact]
    public void Refused_payment_is_told_with_the_failures_words()
    {
        var failure = new OrderEvent.Failed(OrderFailedReason.PaymentDeclined, "The card was declined.", false, "x");

        StoreProblems.Of(failure).ShouldBe(
            new(StoreProblemCode.PaymentFailed, "The card was declined.", false, "PAYMENT_DECLINED"));
    }

    private static CartStore Quoted() =>
        CartSamples.With(CartSamples.Quoted(OrderSamples.Quote)).Store(CartSamples.Store)!;

    private static SubmissionReport Report(params StoreProblem[] problems) => new(
        CartSamples.With(),
        [.. problems.Select(problem => new StoreReport(Quoted(), "order_1", false, [problem]))],
        []);

    private static StoreProblem Problem(string retryable) => retryable switch
    {
        "before" => StoreProblems.AlreadySubmitted,
        "yes" => new(StoreProblemCode.UpstreamServiceError, "Later.", true, "LATER"),
        "no" => new(StoreProblemCode.Undeliverable, "Never.", false, "NEVER"),
        _ => new(StoreProblemCode.SubmitStoreFailed, "Who knows.", null, "WHO_KNOWS"),
    };
}

using System.Text.RegularExpressions;
using Cartwright.Api;
using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Tests.Carts;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Api;

public sealed class CheckoutSchemaTests
{
    [Fact]
    public void Every_type_and_field_of_the_contract_is_served() => CheckoutSchema.Instance.ShouldNotBeNull();

    [Theory]
    [InlineData(Marketplace.Shopify)]
    [InlineData(Marketplace.Amazon)]
    public void Every_problem_of_a_quote_has_codes_that_the_contract_knows(Marketplace marketplace)
    {
        foreach (var code in Enum.GetValues<QuoteProblemCode>())
        {
            var view = StoreWith(marketplace, CartSamples.Quoted(
                OrderSamples.Quote, new QuoteProblem(code, "Why.", ["mug_1"], "vendor")));

            var offered = OfferFields.Problems(view).ShouldHaveSingleItem();
            Values("OfferErrorCode").ShouldContain(offered.Code);
            offered.Ids.ShouldBe(["mug_1@mugs.example"]);
            OfferFields.StoreProblems(view).ShouldAllBe(problem => Values("StoreErrorCode").Contains(problem.Code));
        }
    }

    [Fact]
    public void Store_that_cannot_be_asked_says_so_at_the_offer_and_at_the_store()
    {
        var view = StoreWith(Marketplace.Shopify, CartSamples.Quoted(null) with { Unavailable = "a secret reason" });

        OfferFields.Problems(view).ShouldHaveSingleItem().Code.ShouldBe("MARKETPLACE_ERROR");
        var problem = OfferFields.StoreProblems(view).ShouldHaveSingleItem();
        Values("StoreErrorCode").ShouldContain(problem.Code);
        problem.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void Every_problem_of_a_buyer_has_a_code_that_the_contract_knows()
    {
        var known = Values("SubmitCartResultErrorCode");
        foreach (var code in Enum.GetValues<BuyerProblemCode>())
        {
            known.ShouldContain(code.BuyerIdentityCode());
            if (code != BuyerProblemCode.InvalidEmail)
            {
                known.ShouldContain(code.BillingAddressCode());
            }
        }
    }

    [Fact]
    public void Every_problem_of_a_submission_has_a_code_that_the_contract_knows()
    {
        var cart = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote));
        SubmissionProblem[] problems =
        [
            .. SubmissionRules.Problems(Cart.Empty("cart_1"), []),
            .. SubmissionRules.Problems(cart with { Buyer = null }, []),
            .. SubmissionRules.Problems(cart, [new("other.example", "express")]),
        ];

        problems.Length.ShouldBe(3);
        problems.ShouldAllBe(problem => Values("SubmitCartResultErrorCode").Contains(problem.Code));
    }

    [Theory]
    [InlineData("SubmitStoreResultErrorCode", StoreProblemCode.AlreadySubmitted, "ALREADY_SUBMITTED")]
    [InlineData("SubmitStoreResultErrorCode", StoreProblemCode.InternalServerError, "INTERNAL_SERVER_ERROR")]
    public void Code_in_extensions_is_spelled_as_in_the_contract(string type, StoreProblemCode code, string expected)
    {
        ContractNames.Of(code).ShouldBe(expected);
        Values(type).ShouldContain(expected);
    }

    [Fact]
    public void Offer_of_a_cart_without_buyer_says_what_is_missing()
    {
        var cart = CartSamples.With(CartSamples.Quoted(OrderSamples.Quote)) with { Buyer = null };

        OfferFields.Problems(StoreView.Of(cart, cart.Stores[0], ApiSamples.Caller))
            .ShouldHaveSingleItem().Code.ShouldBe("BUYER_IDENTITY_MISSING");
    }

    private static StoreView StoreWith(Marketplace marketplace, CartEvent.StoreQuoted quoted)
    {
        var cart = CartSamples.With(quoted);
        return StoreView.Of(cart, cart.Stores[0] with { Marketplace = marketplace }, ApiSamples.Caller);
    }

    private static string[] Values(string type) =>
        Regex.Match(CheckoutSchema.Sdl(), $@"enum {type} \{{([^}}]*)\}}").Groups[1].Value
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}

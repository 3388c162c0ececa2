using Cartwright.Accounts;
using Cartwright.Api;
using Cartwright.GraphQL;

namespace Cartwright.Tests.Api;

public sealed class SubmitFieldsTests
{
    [Theory]
    [InlineData("203.0.113.7")]
    [InlineData("0.0.0.0")]
    [InlineData("2001:db8::1")]
    [InlineData("::1")]
    [InlineData("::ffff:203.0.113.7")]
    public void Address_of_the_shopper_is_taken(string header) =>
        Should.NotThrow(() => SubmitFields.CheckShopperIp(header));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("203.0.113")]
    [InlineData("203.0.113.256")]
    [InlineData("203.0.113.7, 203.0.113.8")]
    [InlineData("0xCB007107")]
    [InlineData("203.0.113.07")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[2001:db8::1]:80")]
    [InlineData("fe80::1%eth0")]
    [InlineData("shopper.example")]
    public void What_is_no_address_is_refused(string? header) =>
        Should.Throw<GraphQLException>(() => SubmitFields.CheckShopperIp(header)).Code.ShouldBe("SHOPPER_IP_IS_REQUIRED");

    [Theory]
    [InlineData("tok_visa")]
    [InlineData("pm_1:2-3.4")]
    public void Token_of_a_processor_is_taken(string token) =>
        SubmitFields.Token(new("account_1", Billing.Card), token)!.Reveal().ShouldBe(token);

    [Theory]
    [InlineData("tok visa")]
    [InlineData("tok_visa\n")]
    [InlineData("{\"card\":1}")]
    [InlineData("töken")]
    public void Token_of_another_shape_is_refused_and_not_repeated(string token)
    {
        var refusal = Should.Throw<GraphQLException>(() => SubmitFields.Token(new("account_1", Billing.Card), token));

        refusal.Code.ShouldBe("BAD_USER_INPUT");
        refusal.Message.ShouldNotContain(token);
    }

    [Fact]
    public void Token_that_is_too_long_is_refused() =>
        Should.Throw<GraphQLException>(() => SubmitFields.Token(new("account_1", Billing.Card), new('x', 256)))
            .Code.ShouldBe("BAD_USER_INPUT");

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Missing_token_is_refused_where_the_account_pays_by_card(string? token)
    {
        Should.Throw<GraphQLException>(() => SubmitFields.Token(new("account_1", Billing.Card), token))
            .Code.ShouldBe("PAYMENT_TOKEN_REQUIRED");
        SubmitFields.Token(new("account_1", Billing.Invoice), token).ShouldBeNull();
    }

    [Fact]
    public void Input_that_is_printed_does_not_show_the_token() =>
        new SubmitInput(null, null, null, null, "cart_1", null, "tok_visa").ToString().ShouldNotContain("tok_visa");
}

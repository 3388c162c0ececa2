using Cartwright.Api;
using Cartwright.Carts;
using Cartwright.GraphQL;

namespace Cartwright.Tests.Api;

public sealed class InputBoundsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(Cart.QuantityMax)]
    public void Quantity_within_bounds_is_taken(int quantity) =>
        InputBounds.Items(Items(new ShopifyItemInput(null, quantity, "mug@mugs.example")), mayBeEmpty: false)
            .ShouldHaveSingleItem().Quantity.ShouldBe(quantity);

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(Cart.QuantityMax + 1)]
    [InlineData(int.MinValue)]
    public void Quantity_out_of_bounds_is_refused(int quantity) => ShouldRefuse(() =>
        InputBounds.Items(Items(new ShopifyItemInput(null, quantity, "mug@mugs.example")), mayBeEmpty: false));

    [Theory]
    [InlineData(-0.01)]
    [InlineData(50.01)]
    public void Price_adjustment_out_of_bounds_is_refused(double percent) => ShouldRefuse(() => InputBounds.Items(
        Items(new ShopifyItemInput(new((decimal)percent), 1, "mug@mugs.example")), mayBeEmpty: false));

    [Fact]
    public void Price_adjustment_of_50_percent_is_taken() =>
        InputBounds.Items(Items(new ShopifyItemInput(new(50), 1, "mug@mugs.example")), mayBeEmpty: false)[0]
            .MarkupPercent.ShouldBe(50);

    [Fact]
    public void No_items_are_refused_unless_the_cart_is_new()
    {
        ShouldRefuse(() => InputBounds.Items(Items(), mayBeEmpty: false));
        ShouldRefuse(() => InputBounds.Ids(new(null, null)));
        InputBounds.Items(new(null, null), mayBeEmpty: true).ShouldBeEmpty();
    }

    [Fact]
    public void More_items_than_a_cart_holds_are_refused()
    {
        var items = Enumerable.Range(0, Cart.LineCountMax + 1)
            .Select(at => new ShopifyItemInput(null, 1, $"mug_{at}@mugs.example")).ToArray();

        InputBounds.Items(Items(items[..^1]), mayBeEmpty: false).Count.ShouldBe(Cart.LineCountMax);
        ShouldRefuse(() => InputBounds.Items(Items(items), mayBeEmpty: false));
    }

    [Fact]
    public void Item_that_is_there_twice_is_refused() => ShouldRefuse(() => InputBounds.Items(
        Items(new(null, 1, "mug@mugs.example"), new ShopifyItemInput(null, 2, "mug@mugs.example")), mayBeEmpty: false));

    [Theory]
    [InlineData(0)]
    [InlineData(301)]
    public void Id_that_is_empty_or_too_long_is_refused(int characters) =>
        ShouldRefuse(() => InputBounds.Id(new('x', characters), "item"));

    [Fact]
    public void Attributes_within_bounds_are_taken() =>
        InputBounds.Attributes([.. Enumerable.Range(0, 10).Select(at =>
            new AttributeInput($"{at}".PadLeft(500, 'k'), new('v', 500)))]).Count.ShouldBe(10);

    [Fact]
    public void Attributes_out_of_bounds_are_refused()
    {
        ShouldRefuse(() => InputBounds.Attributes([.. Enumerable.Range(0, 11).Select(at => new AttributeInput($"{at}", ""))]));
        ShouldRefuse(() => InputBounds.Attributes([new("", "value")]));
        ShouldRefuse(() => InputBounds.Attributes([new(new('k', 501), "value")]));
        ShouldRefuse(() => InputBounds.Attributes([new("key", new('v', 501))]));
        ShouldRefuse(() => InputBounds.Attributes([new("key", "one"), new("key", "two")]));
    }

    [Fact]
    public void Shipping_options_out_of_bounds_are_refused()
    {
        ShouldRefuse(() => InputBounds.Shipping([], mayBeEmpty: false));
        ShouldRefuse(() => InputBounds.Shipping([new("", "mugs.example")], mayBeEmpty: true));
        ShouldRefuse(() => InputBounds.Shipping([new("a", "mugs.example"), new("b", "mugs.example")], mayBeEmpty: true));
        InputBounds.Shipping(null, mayBeEmpty: true).ShouldBeEmpty();
    }

    private static ItemsInput Items(params ShopifyItemInput[] items) => new(null, items);

    private static void ShouldRefuse(Func<object> read)
    {
        var refusal = Should.Throw<GraphQLException>(read);
        refusal.Code.ShouldBe("BAD_USER_INPUT");
        refusal.Extensions!["retryable"].ShouldBe(false);
        refusal.Message.ShouldEndWith(".");
    }
}

using System.Text.Json;
using Cartwright.Client;

namespace Cartwright.EndToEnd;

/// <summary>The npm client @rye-api/rye-sdk 1.4.2, as it was published.</summary>
public sealed class NpmClientTests(World world) : IClassFixture<World>
{
    private static readonly string[] Methods =
    [
        "addCartItems", "checkoutByCartId", "createCart", "deleteCartItems", "getCart", "getEnvironmentToken",
        "getIntegratedShopifyStore", "getProductById", "getProductsByDomainV2", "getShopifyAppInformation",
        "getShopifyCollection", "orderById", "removeCart", "requestProductByUrl", "requestStoreByUrl", "submitCart",
        "updateCartBuyerIdentity", "updateCartItems", "updateCartSelectedShippingOptions",
    ];

    [Fact]
    public async Task Npm_client_gets_data_from_each_of_its_methods()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var node = Needs.Program("node");
        var folder = Needs.Npm();
        string[] stores = [await DescribeAsync("tulips"), await DescribeAsync("mugs")];

        var run = await ProgramRun.RunAsync(
            node,
            folder,
            ["drive.cjs", $$"""
                {"endpoint":"{{world.Endpoint}}","key":"{{world.Key.Reveal()}}","stores":[{{string.Join(',', stores)}}]}
                """],
            cancellationToken);

        run.ExitCode.ShouldBe(0, run.Error);
        var calls = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .ToDictionary(call => call.GetProperty("method").GetString()!, call => call.GetProperty("data"));
        calls.Keys.Order(StringComparer.Ordinal).ShouldBe(Methods);
        calls.Where(call => call.Value.ValueKind == JsonValueKind.Null).Select(call => call.Key).ShouldBeEmpty();
        calls.Where(call => HasErrors(call.Value)).Select(call => $"{call.Key}: {call.Value}").ShouldBeEmpty();
        calls["checkoutByCartId"].GetProperty("orders").GetArrayLength().ShouldBe(2);
    }

    /// <summary>A cart, a store, an offer or a submission with an error anywhere in it.</summary>
    private static bool HasErrors(JsonElement data) => data.ValueKind switch
    {
        JsonValueKind.Object => data.EnumerateObject().Any(member =>
            (member is { Name: "errors", Value.ValueKind: JsonValueKind.Array } && member.Value.GetArrayLength() > 0)
            || HasErrors(member.Value)),
        JsonValueKind.Array => data.EnumerateArray().Any(HasErrors),
        JsonValueKind.Undefined or JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or
        JsonValueKind.False or JsonValueKind.Null => false,
    };

    private async Task<string> DescribeAsync(string name)
    {
        var store = world.Stores.Single(store => store.Name == name);
        var reply = await world.Client.ListProductsAsync(
            store.Domain, 1, 0, TestContext.Current.CancellationToken);
        var product = reply.ShouldBeOfType<Reply<IReadOnlyList<Product>>.Answered>().Value.Single();
        return $$"""
            {"domain":"{{store.Domain}}","url":"{{store.Url}}","productId":"{{product.Id}}",
            "productUrl":"{{product.Url}}","variantId":"{{product.Variants[0].Id}}",
            "otherVariantId":"{{product.Variants[1].Id}}"}
            """;
    }
}

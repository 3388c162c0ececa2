using System.Text.Json.Nodes;

namespace Cartwright.Tests.Slices;

/// <summary>What a client asks after a purchase, and what the books say then.</summary>
internal static class AfterSales
{
    /// <summary>Buys one of a store and answers the order's id, once its checkout is as wanted.</summary>
    public static async Task<string> BuyAsync(
        this Shopper shopper, string variant, string status = "SUCCEEDED", string? token = "tok_visa", int quantity = 1)
    {
        var cart = await shopper.CartAsync([.. Enumerable.Repeat(variant, 1)]);
        if (quantity > 1)
        {
            await shopper.WantAsync(cart, variant, quantity);
        }

        await shopper.SubmitAsync(cart, token);
        var checkout = await shopper.CheckoutWhenAsync(cart, status);
        return checkout["orders"]![0]!["id"]!.GetValue<string>();
    }

    /// <summary>Changes how many of an item an unsubmitted cart holds.</summary>
    public static Task<JsonNode> WantAsync(this Shopper shopper, string cart, string variant, int quantity) =>
        shopper.AskAsync(
            "mutation($input: CartItemsUpdateInput!) { updateCartItems(input: $input) { errors { code } } }",
            new
            {
                input = new
                {
                    id = cart,
                    items = new { shopifyCartItemsInput = new[] { new { variantId = variant, quantity } } },
                },
            });

    public static async Task<JsonNode> CancelAsync(this Shopper shopper, string orderId) => await shopper.AskAsync(
        """
        mutation($id: ID!) {
          cancelOrder(input: {orderId: $id}) {
            error { code message }
            result {
              ... on CancelShopifyOrderResult { status }
              ... on CancelAmazonOrderResult { items { amazonOrderId failReason status } }
            }
          }
        }
        """,
        new { id = orderId });

    /// <summary>The status, or the error's code.</summary>
    public static async Task<string> CancelledAsync(this Shopper shopper, string orderId)
    {
        var answer = await shopper.CancelAsync(orderId);
        var told = answer["data"]?["cancelOrder"];
        return (told?["error"]?["code"] ?? told?["result"]?["status"]
            ?? answer["errors"]?[0]?["extensions"]?["code"])!.GetValue<string>();
    }

    public static Task<JsonNode> ReturnAsync(this Shopper shopper, string orderId, string item, int quantity = 1) =>
        shopper.AskAsync(
            """
            mutation($input: ReturnOrderInput!) {
              returnOrder(input: $input) {
                error { code message }
                result {
                  ... on ReturnShopifyOrderResult { orderId returnId lineItems { ... on ShopifyReturnLineItem {
                    variantId quantity price currencyCode status } } }
                  ... on ReturnAmazonOrderResult { orders { amazonOrderId returnId lineItems { productId quantity } } }
                }
              }
            }
            """,
            new { input = new { orderId, lineItems = new[] { new { id = item, quantity } } } });

    /// <summary>The return's id, or the error's code.</summary>
    public static async Task<string> ReturnedAsync(
        this Shopper shopper, string orderId, string item, int quantity = 1)
    {
        var answer = await shopper.ReturnAsync(orderId, item, quantity);
        var told = answer["data"]?["returnOrder"] ?? throw new InvalidOperationException(answer.ToJsonString());
        return (told["error"]?["code"] ?? told["result"]?["returnId"] ?? told["result"]?["orders"]?[0]?["returnId"])!
            .GetValue<string>();
    }

    public static async Task<JsonNode> OrderAsync(this Shopper shopper, string orderId)
    {
        var answer = await shopper.AskAsync(
            """
            query($id: ID!) {
              orderByID(id: $id) {
                status marketplaceOrderIds total { value }
                requiredActions { ... on CompletePaymentChallenge { redirectURL } }
                returns { id shippingLabelUrl marketplaceOrderId orderId lineItems {
                  ... on ShopifyReturnLineItem { variantId quantity status }
                  ... on AmazonReturnLineItem { productId quantity } } }
                events { __typename id ... on OrderFailedOrderEvent { reasonCode retryable }
                  ... on OrderCancelFailedOrderEvent { reason } }
              }
            }
            """,
            new { id = orderId });
        return answer["data"]?["orderByID"] ?? throw new InvalidOperationException(answer.ToJsonString());
    }

    /// <summary>Asks until the order is as wanted; the test's own time limit ends it otherwise.</summary>
    public static async Task<JsonNode> OrderWhenAsync(
        this Shopper shopper, string orderId, Func<JsonNode, bool> isWanted)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var order = await shopper.OrderAsync(orderId);
            if (isWanted(order))
            {
                return order;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static Task<JsonNode> OrderWhenAsync(this Shopper shopper, string orderId, string status) =>
        shopper.OrderWhenAsync(orderId, order => order["status"]!.GetValue<string>() == status);

    public static IReadOnlyList<string> Events(this JsonNode order) =>
        [.. order["events"]!.AsArray().Select(change => change!["__typename"]!.GetValue<string>())];

    /// <summary>The order's number at its merchant.</summary>
    public static string Number(this JsonNode order) => order["marketplaceOrderIds"]![0]!.GetValue<string>();

    /// <summary>Waits until so much is kept of all payments together: captured minus refunded.</summary>
    public static async Task KeptAsync(this World world, long minor)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            var payments = (await world.BooksAsync())["payments"]!.AsArray();
            var kept = payments.Sum(payment =>
                payment!["captured"]!.GetValue<long>() - payment["refunded"]!.GetValue<long>());
            kept.ShouldBeGreaterThanOrEqualTo(minor, "more was given back than is due");
            if (kept == minor)
            {
                return;
            }

            await Task.Delay(
                TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    public static async Task<IReadOnlyList<string>> PaymentsAsync(this World world) =>
    [
        .. (await world.BooksAsync())["payments"]!.AsArray()
            .Select(payment => $"{payment!["status"]} {payment["captures"]}"),
    ];

    public static async Task<int> RefundsAsync(this World world) =>
        (await world.BooksAsync())["refunds"]!.AsArray().Count;
}

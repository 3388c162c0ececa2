using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Client.Tests;

public sealed class CartwrightClientTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Submission_that_a_store_refuses_keeps_the_code_and_the_retryable_of_the_extensions()
    {
        var (client, gateway) = Start(GatewayScript.Json(
            """
            {"data":{"submitCart":{"errors":[],"cart":{"id":"cart_1","stores":[{"orderId":"order_1",
             "isSubmitted":false,"store":{"store":"mugs.example"},
             "errors":[{"code":"PAYMENT_FAILED","message":"The card was declined."}]}]}}},
             "extensions":{"retryable":false}}
            """));

        var reply = await client.SubmitCartAsync(
            new() { CartId = "cart_1", Token = "tok_chargeDeclined", IdempotencyKey = "k1" }, Cancellation);

        var answered = reply.ShouldBeOfType<Reply<Submission>.Answered>();
        answered.Retryable.ShouldBe(false);
        answered.Value.AllErrors.Single().Code.ShouldBe("PAYMENT_FAILED");
        answered.Value.Cart.Stores.Single().Store.Domain.ShouldBe("mugs.example");
        var (request, body) = gateway.Received.Single();
        request.Headers.Authorization!.ToString().ShouldBe("Basic key");
        request.Headers.GetValues("Rye-Shopper-IP").Single().ShouldBe("203.0.113.7");
        request.Headers.GetValues("Idempotency-Key").Single().ShouldBe("k1");
        JsonDocument.Parse(body).RootElement.GetProperty("variables").GetRawText()
            .ShouldBe("""{"input":{"id":"cart_1","token":"tok_chargeDeclined"}}""");
    }

    [Theory]
    [InlineData("""{"extensions":{"retryable":true}""", true)]
    [InlineData("""{"extensions":{"retryable":null}""", null)]
    [InlineData("""{"extensions":{}""", null)]
    [InlineData("""{"x":1""", null)]
    public async Task Root_error_is_refused_with_its_code_and_retryable(string start, bool? retryable)
    {
        var (client, _) = Start(GatewayScript.Json(start +
            ""","data":null,"errors":[{"message":"Cart not found.","extensions":{"code":"CART_NOT_FOUND_ERROR"}}]}"""));

        var reply = await client.GetCartAsync("cart_1", Cancellation);

        var refused = reply.ShouldBeOfType<Reply<CartAnswer>.Refused>();
        refused.Errors.ShouldBe([new GatewayError("CART_NOT_FOUND_ERROR", "Cart not found.")]);
        refused.Retryable.ShouldBe(retryable);
    }

    [Theory]
    [InlineData("<html>bad gateway</html>")]
    [InlineData("""{"data":{"getCart":{"cart":""")]
    [InlineData("""{"data":null}""")]
    [InlineData("""{"data":{"getCart":{"errors":[]}}}""")]
    [InlineData("[]")]
    public async Task Unreadable_answer_is_unknown_not_refused(string body)
    {
        var (client, _) = Start(GatewayScript.Json(body));

        (await client.GetCartAsync("cart_1", Cancellation)).ShouldBeOfType<Reply<CartAnswer>.Unknown>();
    }

    [Theory]
    [InlineData("SUBMISSION_TIMED_OUT", 504, "null")]
    [InlineData("SUBMISSION_TIMED_OUT", 200, "null")]
    [InlineData("SERVICE_UNAVAILABLE", 200, "null")]
    [InlineData("INTERNAL_SERVER_ERROR", 200, "null")]
    [InlineData("WHATEVER", 500, "null")]
    [InlineData("WHATEVER", 502, "false")]
    public async Task Error_after_which_the_call_may_have_been_carried_out_is_unknown_not_refused(
        string code, int status, string retryable)
    {
        var (client, _) = Start(GatewayScript.Json(Error(code, retryable), (HttpStatusCode)status));

        var reply = await client.SubmitCartAsync(new() { CartId = "cart_1" }, Cancellation);

        reply.ShouldBeOfType<Reply<Submission>.Unknown>().Why.ShouldContain(code);
    }

    [Theory]
    [InlineData("OVERLOADED", 503, true)]
    [InlineData("SERVICE_UNAVAILABLE", 200, true)]
    public async Task Error_that_may_be_repeated_is_refused_and_says_when(string code, int status, bool retryable)
    {
        var (client, _) = Start(() =>
        {
            var answer = GatewayScript.Json(Error(code, "true"), (HttpStatusCode)status)();
            answer.Headers.Add("Retry-After", "7");
            return answer;
        });

        var reply = await client.SubmitCartAsync(new() { CartId = "cart_1" }, Cancellation);

        var refused = reply.ShouldBeOfType<Reply<Submission>.Refused>();
        (refused.Retryable, refused.RetryAfter).ShouldBe((retryable, TimeSpan.FromSeconds(7)));
    }

    [Fact]
    public async Task Answer_that_is_too_long_is_unknown()
    {
        var (client, _) = Start(GatewayScript.Json(
            $$$"""{"data":{"orderByID":{{{Order("order_1", "SUCCEEDED")}}} } }""" + new string(' ', 16 * 1024 * 1024)));

        (await client.GetOrderAsync("order_1", Cancellation)).ShouldBeOfType<Reply<Order>.Unknown>();
    }

    [Theory]
    [InlineData("OrderPlaced", false)]
    [InlineData("OrderPlaced,PaymentSucceeded", true)]
    public async Task Placed_order_is_paid_only_once_its_payment_is_captured(string events, bool isPaid)
    {
        var (client, _) = Start(GatewayScript.Json(
            $$$"""{"data":{"orderByID":{{{Order("order_1", "SUCCEEDED", events.Split(','))}}} } }"""));

        var order = (await client.GetOrderAsync("order_1", Cancellation)).ShouldBeOfType<Reply<Order>.Answered>().Value;

        (order.IsSettled, order.IsPaid).ShouldBe((true, isPaid));
    }

    private static string Error(string code, string retryable) =>
        $$$"""
        {"data":null,"errors":[{"message":"Because.","extensions":{"code":"{{{code}}}"}}],
         "extensions":{"retryable":{{{retryable}}} } }
        """;

    [Fact]
    public async Task Lost_connection_is_unknown_and_the_call_is_not_repeated()
    {
        var (client, gateway) = Start(GatewayScript.Lost());

        var reply = await client.SubmitCartAsync(new() { CartId = "cart_1" }, Cancellation);

        reply.ShouldBeOfType<Reply<Submission>.Unknown>();
        gateway.Received.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Cart_with_items_of_both_marketplaces_is_sent_by_the_contract()
    {
        var (client, gateway) = Start(GatewayScript.Json(
            """{"data":{"createCart":{"errors":[],"cart":{"id":"cart_1","cost":null,"stores":[]}}}}"""));

        var reply = await client.CreateCartAsync(
            new()
            {
                Items = [new("v@mugs.example", 2), new("B01", 1, Marketplace.Amazon)],
                Buyer = new() { CountryCode = "US", City = "Springfield" },
                Attributes = new Dictionary<string, string> { ["note"] = "gift" },
            },
            Cancellation);

        reply.ShouldBeOfType<Reply<CartAnswer>.Answered>().Value.Cart.Id.ShouldBe("cart_1");
        JsonDocument.Parse(gateway.Received.Single().Body).RootElement.GetProperty("variables").GetRawText().ShouldBe(
            """
            {"input":{"items":{"shopifyCartItemsInput":[{"variantId":"v@mugs.example","quantity":2}],
            "amazonCartItemsInput":[{"productId":"B01","quantity":1}]},
            "buyerIdentity":{"city":"Springfield","countryCode":"US"},"attributes":[{"key":"note","value":"gift"}]}}
            """.ReplaceLineEndings(""));
    }

    [Fact]
    public async Task Unknown_order_is_refused_as_not_found()
    {
        var (client, _) = Start(GatewayScript.Json("""{"data":{"orderByID":null}}"""));

        var reply = await client.GetOrderAsync("order_1", Cancellation);

        reply.ShouldBeOfType<Reply<Order>.Refused>().Errors.Single().Code.ShouldBe("NOT_FOUND");
    }

    [Theory]
    [InlineData("SUCCEEDED", "OrderPlaced", true)]
    [InlineData("PROCESSING", "PaymentSucceeded", false)]
    [InlineData("FAILED", "PaymentFailed", true)]
    [InlineData("FAILED", "PaymentSucceeded", false)]
    [InlineData("FAILED", "PaymentSucceeded,PaymentRefunded", true)]
    [InlineData("ACTION_REQUIRED", "", false)]
    public async Task Order_is_settled_when_it_ended_and_a_payment_for_nothing_is_refunded(
        string status, string events, bool settled)
    {
        var (client, _) = Start(GatewayScript.Json($$$"""
            {"data":{"orderByID":{{{Order("order_1", status, events.Split(',', StringSplitOptions.RemoveEmptyEntries))}}}}}
            """));

        var reply = await client.GetOrderAsync("order_1", Cancellation);

        reply.ShouldBeOfType<Reply<Order>.Answered>().Value.IsSettled.ShouldBe(settled);
    }

    [Theory]
    [InlineData("OrderPlacedOrderEvent", OrderEventKind.OrderPlaced)]
    [InlineData("SomethingNewOrderEvent", OrderEventKind.Other)]
    [InlineData("1OrderEvent", OrderEventKind.Other)]
    public void Event_of_an_unknown_type_is_other(string typeName, OrderEventKind kind) =>
        new OrderEvent { Id = "e", CreatedAt = default, TypeName = typeName }.Kind.ShouldBe(kind);

    internal static string Order(string id, string status, params string[] events) =>
        $$"""{"id":"{{id}}","status":"{{status}}","events":[{{string.Join(',', events.Select((name, index) =>
            $$"""{"__typename":"{{name}}OrderEvent","id":"{{id}}.{{index}}","createdAt":"2026-11-23T10:00:00Z"}"""))}}]}""";

    internal static (CartwrightClient Client, GatewayScript Gateway) Start(params Func<HttpResponseMessage>[] answers) =>
        Start(new FakeTimeProvider(), answers);

    internal static (CartwrightClient Client, GatewayScript Gateway) Start(
        TimeProvider clock, params Func<HttpResponseMessage>[] answers)
    {
        var gateway = new GatewayScript(answers);
        return (Of(gateway, clock), gateway);
    }

    internal static CartwrightClient Of(GatewayScript gateway, TimeProvider clock) =>
        new(new HttpClient(gateway), new() { ApiKey = "key", ShopperIp = "203.0.113.7" }, clock);
}

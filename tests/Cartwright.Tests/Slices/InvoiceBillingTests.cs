using System.Net;
using System.Text.Json.Nodes;
using Cartwright.Accounts;

namespace Cartwright.Tests.Slices;

/// <summary>Orders of an account that is billed by invoice, from submitCart to the month's invoice.</summary>
public sealed class InvoiceBillingTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Invoice_holds_the_orders_that_stand_and_not_the_failed_ones()
    {
        await using var world = await World.StartAsync();
        var shopper = await world.ShopperAsync("account_invoiced", Billing.Invoice);
        var cart = await shopper.CartAsync(Tulips, Mug);
        await world.FaultAsync(new { target = "store:tulips", kind = "out-of-stock-at-complete" });

        await shopper.SubmitAsync(cart, token: null);
        var checkout = await shopper.CheckoutWhenAsync(cart, "PARTIALLY_SUCCEEDED");

        var stands = checkout["orders"]!.AsArray().Single(order => order!["status"]!.GetValue<string>() == "SUCCEEDED")!;
        var invoice = JsonNode.Parse(await TextAsync(world, shopper, "json"))!;
        var line = invoice["lines"]!.AsArray().ShouldHaveSingleItem()!;
        line["orderId"]!.GetValue<string>().ShouldBe(stands["id"]!.GetValue<string>());
        line["merchantOrderId"]!.GetValue<string>().ShouldBe(stands["marketplaceOrderIds"]![0]!.GetValue<string>());
        line["amount"]!["minor"]!.GetValue<long>().ShouldBe(stands["total"]!["value"]!.GetValue<long>());
        invoice["totals"]![0]!["minor"]!.GetValue<long>().ShouldBe(stands["total"]!["value"]!.GetValue<long>());
        (await TextAsync(world, shopper, "csv")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        (await world.BooksAsync())["payments"]!.AsArray().ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_cancelled_later_is_credited()
    {
        await using var world = await World.StartUnshippedAsync();
        var shopper = await world.ShopperAsync("account_invoiced", Billing.Invoice);
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, token: null);
        var checkout = await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");

        await shopper.AskAsync(
            "mutation($id: ID!) { cancelOrder(input: {orderId: $id}) { error { code message } } }",
            new { id = checkout["orders"]![0]!["id"]!.GetValue<string>() });
        await shopper.CheckoutWhenAsync(cart, "CANCELLED");

        var invoice = JsonNode.Parse(await TextAsync(world, shopper, "json"))!;
        invoice["lines"]!.AsArray().Select(line => line!["kind"]!.GetValue<string>()).ShouldBe(["order", "credit"]);
        invoice["totals"]![0]!["minor"]!.GetValue<long>().ShouldBe(0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Account_sees_its_own_invoice_only_and_wrong_questions_are_told_apart()
    {
        await using var world = await World.StartAsync();
        var invoiced = await world.ShopperAsync("account_invoiced", Billing.Invoice);
        var other = await world.ShopperAsync("account_other", Billing.Invoice);
        var card = await world.ShopperAsync();
        var cart = await invoiced.CartAsync(Mug);
        await invoiced.SubmitAsync(cart, token: null);
        await invoiced.CheckoutWhenAsync(cart, "SUCCEEDED");

        JsonNode.Parse(await TextAsync(world, other, "json"))!["lines"]!.AsArray().ShouldBeEmpty();
        await RefusedAsync(card, Path(), HttpStatusCode.NotFound, "NOT_INVOICED");
        await RefusedAsync(invoiced, "v1/invoices/2026-13", HttpStatusCode.BadRequest, "BAD_USER_INPUT");
        await RefusedAsync(invoiced, "v1/invoices/last", HttpStatusCode.BadRequest, "BAD_USER_INPUT");
        await RefusedAsync(invoiced, Path() + "?format=pdf", HttpStatusCode.BadRequest, "BAD_USER_INPUT");
        using var unknown = await world.Outside.GetAsync(new Uri(world.Address, "/" + Path()), Stop);
        unknown.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        async Task RefusedAsync(Shopper shopper, string path, HttpStatusCode status, string code)
        {
            using var answer = await shopper.Http.GetAsync(new Uri(world.Address, "/" + path), Stop);
            answer.StatusCode.ShouldBe(status);
            (await answer.Content.ReadAsStringAsync(Stop)).ShouldContain(code);
        }
    }

    private static string Path() => $"v1/invoices/{TimeProvider.System.GetUtcNow():yyyy-MM}";

    private static async Task<string> TextAsync(World world, Shopper shopper, string format)
    {
        using var answer = await shopper.Http.GetAsync(new Uri(world.Address, $"/{Path()}?format={format}"), Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Stop);
    }
}

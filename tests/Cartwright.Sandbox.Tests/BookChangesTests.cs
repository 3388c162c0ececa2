using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Sandbox.Tests;

/// <summary>The books, changed by hand.</summary>
public sealed class BookChangesTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refund_that_is_sent_back_counts_as_not_refunded_and_can_be_made_again()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var payment = await PaidAsync(sandbox);
        var refund = (await sandbox.StripeAsync(HttpMethod.Post, "refunds", $"payment_intent={payment}"))["id"];

        var first = await ChangeAsync(sandbox, $"refunds/{refund}", new { status = "failed" });
        var again = await ChangeAsync(sandbox, $"refunds/{refund}", new { status = "failed" });
        var shown = await sandbox.StripeAsync(HttpMethod.Get, $"refunds/{refund}");
        var second = await sandbox.StripeAsync(HttpMethod.Post, "refunds", $"payment_intent={payment}");

        (first, again).ShouldBe((HttpStatusCode.NoContent, HttpStatusCode.NoContent));
        shown["status"].ShouldBe("failed");
        second["amount"].ShouldBe("1000");
    }

    [Fact]
    public async Task Amounts_that_are_changed_are_what_the_processor_and_the_store_say()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var payment = await PaidAsync(sandbox);
        var session = await ACheckout.OpenAsync(sandbox, "tulips");
        var order = (await ACheckout.CompleteAsync(sandbox, "tulips", session))["order.id"];

        await ChangeAsync(sandbox, $"payments/{payment}", new { captured = 700 });
        await ChangeAsync(sandbox, $"orders/{order}", new { total = 42 });

        (await sandbox.StripeAsync(HttpMethod.Get, $"payment_intents/{payment}"))["amount_received"].ShouldBe("700");
        var shown = JsonNode.Parse((await sandbox.StoreAsync(HttpMethod.Get, "tulips", $"orders/{order}")).Body)!;
        shown["totals"]!.AsArray().Single(total => total!["type"]!.GetValue<string>() == "total")!["amount"]!
            .GetValue<long>().ShouldBe(42);
    }

    [Theory]
    [InlineData("payments/pi_none", """{"captured":1}""", HttpStatusCode.NotFound)]
    [InlineData("refunds/re_none", """{"status":"failed"}""", HttpStatusCode.NotFound)]
    [InlineData("orders/ord_none", """{"total":1}""", HttpStatusCode.NotFound)]
    [InlineData("payments/PAYMENT", """{"captured":-1}""", HttpStatusCode.BadRequest)]
    [InlineData("payments/PAYMENT", """{"captured":"1"}""", HttpStatusCode.BadRequest)]
    [InlineData("payments/PAYMENT", "[]", HttpStatusCode.BadRequest)]
    public async Task Change_that_makes_no_sense_is_refused(string path, string body, HttpStatusCode status)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var payment = await PaidAsync(sandbox);

        var answer = await ChangeAsync(
            sandbox, path.Replace("PAYMENT", payment, StringComparison.Ordinal), JsonNode.Parse(body)!);

        answer.ShouldBe(status);
    }

    private static async Task<string> PaidAsync(ARunningSandbox sandbox) => (await sandbox.StripeAsync(
        HttpMethod.Post, "payment_intents",
        "amount=1000&currency=usd&confirm=true&payment_method_types[]=card&payment_method=pm_card_visa"))["id"]!;

    private static async Task<HttpStatusCode> ChangeAsync<T>(ARunningSandbox sandbox, string path, T change)
    {
        using var answer = await sandbox.Http.PatchAsJsonAsync($"/sandbox/books/{path}", change, Stop);
        return answer.StatusCode;
    }
}

using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Payments;
using Cartwright.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>The journal against the books of the sandbox, with differences made by hand at the other side.</summary>
public sealed class ReconciliationTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const string Mug = "mug_plain_white@mugs.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Orders_that_were_placed_failed_refunded_and_declined_leave_no_difference()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var placed = await shopper.CartAsync(Tulips, Mug);
        var declined = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(placed);
        await shopper.CheckoutWhenAsync(placed, "SUCCEEDED");
        await shopper.SubmitAsync(declined, "tok_chargeDeclined");
        await FailAsync(world, shopper);

        var report = await ReconcileAsync(world);

        report.Differences.ShouldBeEmpty();
        (report.Compared.Count, report.UnderWay, report.NotAsked.Count).ShouldBe((4, 0, 0));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Capture_for_an_order_that_the_journal_does_not_have_is_found()
    {
        await using var world = await StartAsync();
        await ChargeAsync(world, "order_stray");

        (await ReconcileAsync(world)).Differences.ShouldHaveSingleItem()
            .Key.ShouldBe("CaptureWithoutOrder:order_stray");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Second_capture_and_a_refund_by_hand_are_found()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var (first, second) = (await PlaceAsync(shopper), await PlaceAsync(shopper));
        await ChargeAsync(world, first);
        await RefundAsync(world, second, amount: 100);

        (await ReconcileAsync(world)).Differences.Select(found => found.Key)
            .ShouldBe([$"CapturedTwice:{first}", $"RefundNotInJournal:{second}"], ignoreOrder: true);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_neither_processor_nor_merchant_knows_any_more_is_found()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var order = await PlaceAsync(shopper);
        using var reset = await world.Outside.PostAsync(new Uri(world.SandboxAddress, "sandbox/reset"), null, Stop);

        (await ReconcileAsync(world)).Differences.Select(found => found.Key)
            .ShouldBe([$"OrderWithoutCapture:{order}", $"NotAtMerchant:{order}"], ignoreOrder: true);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Merchant_that_does_not_answer_is_no_difference_and_a_processor_that_does_not_answer_is_an_error()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var order = await PlaceAsync(shopper);
        await world.FaultAsync(
            new { target = "store:tulips", operation = "get_order", kind = "status", code = 503 });

        var report = await ReconcileAsync(world);
        await world.FaultAsync(new { target = "stripe", kind = "status", code = 503 });

        report.Differences.ShouldBeEmpty();
        report.NotAsked.ShouldBe([order]);
        await Should.ThrowAsync<PaymentsUnreadableException>(() => ReconcileAsync(world));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_something_happened_to_just_now_is_compared_another_time()
    {
        await using var world = await World.StartUnshippedAsync("--Reconciliation:RestSeconds=600");
        var shopper = await world.ShopperAsync();
        var order = await PlaceAsync(shopper);
        await ChargeAsync(world, order);

        var report = await ReconcileAsync(world);

        (report.Differences.Count, report.UnderWay).ShouldBe((0, 1));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Daily_comparison_keeps_a_difference_on_the_attention_list_until_it_is_gone()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var order = await PlaceAsync(shopper);
        await RefundAsync(world, order, amount: 100);
        var journal = world.Services.GetRequiredService<IJournal>();

        await RunDailyAsync();
        var found = await ListAsync();
        await world.Outside.PostAsync(new Uri(world.SandboxAddress, "sandbox/reset"), null, Stop);
        await RunDailyAsync();
        var later = await ListAsync();

        found.ShouldBe([$"RefundNotInJournal:{order}"]);
        later.ShouldBe([$"NotAtMerchant:{order}", $"OrderWithoutCapture:{order}"]);

        async Task RunDailyAsync()
        {
            var before = await ListAsync();
            await journal.AppendAsync(new JournalAppend().Enqueue("reconcile", "daily"), Stop);
            while ((await ListAsync()).SequenceEqual(before))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
            }
        }

        async Task<IReadOnlyList<string>> ListAsync() => await journal.QueryAsync(
            "select key from attention where kind = 'reconciliation' order by key", row => row.GetString(0), null, Stop);
    }

    /// <summary>Nothing is shipped, so that a placed order is at rest once it is placed.</summary>
    private static Task<World> StartAsync() => World.StartUnshippedAsync("--Reconciliation:RestSeconds=0");

    private static Task<ReconciliationReport> ReconcileAsync(World world)
    {
        var now = TimeProvider.System.GetUtcNow();
        return world.Services.GetRequiredService<Reconcile>().HandleAsync(now.AddDays(-1), now.AddMinutes(1), Stop);
    }

    private static async Task<string> PlaceAsync(Shopper shopper)
    {
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart);
        var checkout = await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        return checkout["orders"]![0]!["id"]!.GetValue<string>();
    }

    private static async Task FailAsync(World world, Shopper shopper)
    {
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(new { target = "store:tulips", kind = "out-of-stock-at-complete" });
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, found => found["orders"]![0]!["events"]!.AsArray().Any(change =>
            change!["__typename"]!.GetValue<string>() == "PaymentRefundedOrderEvent"));
        await world.FaultAsync();
    }

    private static Task ChargeAsync(World world, string orderId) => StripeAsync(world, "payment_intents",
        new("amount", "1000"), new("currency", "usd"), new("confirm", "true"),
        new("payment_method_types[0]", "card"), new("payment_method_data[type]", "card"),
        new("payment_method_data[card][token]", "tok_visa"), new("metadata[order_id]", orderId));

    /// <summary>A person refunds at the processor, past the gateway.</summary>
    internal static async Task RefundAsync(World world, string orderId, int amount)
    {
        var payment = (await world.BooksAsync())["payments"]!.AsArray()
            .Single(payment => payment!["order_id"]!.GetValue<string>() == orderId)!["id"]!.GetValue<string>();
        await StripeAsync(world, "refunds", new("payment_intent", payment), new("amount", $"{amount}"));
    }

    private static async Task StripeAsync(World world, string path, params KeyValuePair<string, string>[] form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(world.SandboxAddress, $"stripe/v1/{path}"))
        {
            Content = new FormUrlEncodedContent(form),
        };
        request.Headers.Authorization = new("Bearer", "sk_test_sandbox");
        using var answer = await world.Outside.SendAsync(request, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
    }
}

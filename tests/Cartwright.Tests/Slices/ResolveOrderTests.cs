using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>An operator settles orders beside a serving gateway, as the command line does.</summary>
public sealed class ResolveOrderTests
{
    private const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";
    private const int LimitMilliseconds = 60_000;

    private static readonly object[] StoreIsSilent =
    [
        new { target = "store:tulips", operation = "complete", kind = "drop-before" },
        new { target = "store:tulips", operation = "get_session", kind = "status", code = 503 },
    ];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_the_merchant_has_is_placed_under_its_number_with_who_and_why()
    {
        await using var world = await StartAsync();
        var (shopper, cart, order) = await SubmittedAsync(world,
            new { target = "store:tulips", operation = "complete", kind = "drop-after" },
            new { target = "store:tulips", operation = "get_session", kind = "status", code = 503 });
        await InPhaseAsync(world, order, OrderPhase.Placing);
        await world.FaultStruckAsync("get_session");
        var number = (await world.BooksAsync())["orders"]![0]!["order_id"]!.GetValue<string>();

        (await ResolveAsync(world, order, new Resolution.Placed(number))).ShouldBeOfType<ResolveAnswer.Settled>();

        var checkout = await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        checkout["orders"]![0]!["marketplaceOrderIds"]!.AsArray().Single()!.GetValue<string>().ShouldBe(number);
        (await LoadAsync(world, order)).History.Select(recorded => recorded.Change)
            .OfType<OrderEvent.SettledByOperator>().ShouldHaveSingleItem()
            .ShouldBe(new("ada", "I asked the merchant.", Settlement.Placed));
        await WorkIsOverAsync(world, order, OrderQueues.Place);
        await BooksShouldShowAsync(world, captured: 1, refunded: 0, placed: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_was_only_authorized_is_captured_once_it_is_settled_as_placed()
    {
        await using var world = await StartAsync("--Payments:Capture=OnPlacement");
        var (_, _, order) = await SubmittedAsync(world, StoreIsSilent);
        await InPhaseAsync(world, order, OrderPhase.Placing);

        (await ResolveAsync(world, order, new Resolution.Placed("1001"))).ShouldBeOfType<ResolveAnswer.Settled>();

        await UntilAsync(world, order, found => found.Money.Phase == MoneyPhase.Captured);
        await BooksShouldShowAsync(world, captured: 1, refunded: 0, placed: 0);
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("AtSubmission", MoneyPhase.Refunded)]
    [InlineData("OnPlacement", MoneyPhase.Voided)]
    public async Task Paid_order_fails_only_together_with_its_refund(string capture, MoneyPhase end)
    {
        await using var world = await StartAsync($"--Payments:Capture={capture}");
        var (shopper, cart, order) = await SubmittedAsync(world, StoreIsSilent);
        await InPhaseAsync(world, order, OrderPhase.Placing);
        var before = await LoadAsync(world, order);

        var refused = await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.OutOfStock, false));
        (await LoadAsync(world, order)).Version.ShouldBe(before.Version);
        await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.OutOfStock, true));

        refused.ShouldBeOfType<ResolveAnswer.Refused>().Sentence.ShouldContain("--refund");
        var checkout = await shopper.CheckoutWhenAsync(cart, "FAILED");
        checkout["orders"]![0]!["events"]!.AsArray()
            .Single(change => change!["__typename"]!.GetValue<string>() == "OrderFailedOrderEvent")!["reasonCode"]!
            .GetValue<string>().ShouldBe("OUT_OF_STOCK");
        await UntilAsync(world, order, found => found.Money.Phase == end);
        var isCaptured = end == MoneyPhase.Refunded;
        await BooksShouldShowAsync(world, captured: isCaptured ? 1 : 0, refunded: isCaptured ? 1 : 0, placed: 0);
        await WorkIsOverAsync(world, order, OrderQueues.Place);
        (await AttentionAsync(world)).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_reaches_the_merchant_while_it_is_failed_is_refunded_and_a_person_is_told_its_number()
    {
        await using var world = await StartAsync();
        var (_, _, order) = await SubmittedAsync(
            world, new { target = "store:tulips", operation = "complete", kind = "delay", seconds = 1.0 });
        await world.FaultStruckAsync("complete");

        (await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.InternalError, true)))
            .ShouldBeOfType<ResolveAnswer.Settled>();

        await UntilAsync(world, order, found => found.Money.Phase == MoneyPhase.Refunded);
        await WorkIsOverAsync(world, order, OrderQueues.Place);
        await BooksShouldShowAsync(world, captured: 1, refunded: 1, placed: 1);
        var number = (await world.BooksAsync())["orders"]![0]!["order_id"]!.GetValue<string>();
        (await AttentionAsync(world)).ShouldHaveSingleItem().Reason.ShouldContain(number);
        (await LoadAsync(world, order)).Phase.ShouldBe(OrderPhase.Failed);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Charge_that_succeeds_while_the_order_is_failed_is_given_back_and_nothing_is_placed()
    {
        await using var world = await StartAsync();
        var submitting = SubmittedAsync(
            world, new { target = "stripe", operation = "create_payment_intent", kind = "delay", seconds = 1.0 });
        await world.FaultStruckAsync("create_payment_intent");
        var order = await OnlyOrderAsync(world);

        (await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.InternalError, false)))
            .ShouldBeOfType<ResolveAnswer.Settled>();

        await UntilAsync(world, order, found => found.Money.Phase == MoneyPhase.Refunded);
        var (shopper, cart, _) = await submitting;
        await shopper.CheckoutWhenAsync(cart, "FAILED");
        await BooksShouldShowAsync(world, captured: 1, refunded: 1, placed: 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Unpaid_order_is_failed_once_no_charge_can_be_under_way_and_is_never_charged_again()
    {
        await using var world = await StartAsync();
        var submitting = SubmittedAsync(
            world, new { target = "stripe", operation = "create_payment_intent", kind = "drop-before" });
        await world.FaultStruckAsync("create_payment_intent");
        var order = await OnlyOrderAsync(world);

        await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.PaymentFailed, false));
        await world.FaultAsync();

        var (shopper, cart, _) = await submitting;
        await shopper.CheckoutWhenAsync(cart, "FAILED");
        (await LoadAsync(world, order)).Money.Phase.ShouldBe(MoneyPhase.Untouched);
        await WorkIsOverAsync(world, order, OrderQueues.Charge);
        await BooksShouldShowAsync(world, captured: 0, refunded: 0, placed: 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Unpaid_order_stays_as_it_is_while_the_processor_cannot_say()
    {
        await using var world = await StartAsync("--Carts:SubmissionSecondsMax=1");
        var submitting = SubmittedAsync(
            world,
            new { target = "stripe", operation = "create_payment_intent", kind = "drop-after" },
            new { target = "stripe", operation = "search", kind = "status", code = 503 },
            new { target = "stripe", operation = "list_payment_intents", kind = "status", code = 503 });
        await world.FaultStruckAsync("list_payment_intents");
        var order = await OnlyOrderAsync(world);

        var refused = await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.PaymentFailed, true));
        (await LoadAsync(world, order)).Phase.ShouldBe(OrderPhase.Submitted);
        await world.FaultAsync();
        await ResolveAsync(world, order, new Resolution.Retry());

        refused.ShouldBeOfType<ResolveAnswer.Refused>().Sentence.ShouldContain("can't say");
        var (shopper, cart, _) = await submitting;
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await BooksShouldShowAsync(world, captured: 1, refunded: 0, placed: 1);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Payment_found_captured_is_written_down_and_given_back_at_once()
    {
        await using var world = await StartAsync("--Carts:SubmissionSecondsMax=1");
        var submitting = SubmittedAsync(
            world,
            new { target = "stripe", operation = "create_payment_intent", kind = "drop-after" },
            new { target = "stripe", operation = "search", kind = "status", code = 503 },
            new { target = "stripe", operation = "list_payment_intents", kind = "status", code = 503 });
        await world.FaultStruckAsync("list_payment_intents");
        var (_, _, order) = await submitting;
        await world.StopAsync();
        await world.FaultAsync();

        var refused = await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.PaymentFailed, false));
        await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.PaymentFailed, true));

        refused.ShouldBeOfType<ResolveAnswer.Refused>().Sentence.ShouldContain("--refund");
        await world.RestartAsync();
        await UntilAsync(world, order, found => found.Money.Phase == MoneyPhase.Refunded);
        await BooksShouldShowAsync(world, captured: 1, refunded: 1, placed: 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Challenge_that_nobody_answers_is_given_up_when_the_order_is_failed()
    {
        await using var world = await StartAsync();
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart, "tok_threeDSecure2Required");
        await shopper.CheckoutWhenAsync(cart, "ACTION_REQUIRED");
        var order = await OnlyOrderAsync(world);

        await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.ThreeDsChallengeExpired, false));

        await shopper.CheckoutWhenAsync(cart, "FAILED");
        (await world.BooksAsync())["payments"]![0]!["status"]!.GetValue<string>().ShouldBe("canceled");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Refused_refund_is_tried_anew_under_a_key_of_its_own_and_leaves_the_list()
    {
        await using var world = await StartAsync();
        var (_, _, order) = await SubmittedAsync(
            world,
            new { target = "store:tulips", kind = "out-of-stock-at-complete" },
            new { target = "stripe", kind = "refund-failed" });
        await UntilAsync(world, order, found => found.Money.Phase == MoneyPhase.RefundRefused);
        (await AttentionAsync(world)).ShouldHaveSingleItem().Key.ShouldBe(order);
        await world.FaultAsync();

        await ResolveAsync(world, order, new Resolution.Retry());

        await UntilAsync(world, order, found => found.Money.Phase == MoneyPhase.Refunded);
        (await LoadAsync(world, order)).Money.Refund!.Key.ShouldBe($"{order}-refund-2");
        (await AttentionAsync(world)).ShouldBeEmpty();
        await BooksShouldShowAsync(world, captured: 1, refunded: 1, placed: 0);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Order_that_is_placed_or_unknown_is_not_settled_and_the_sentence_says_what_is_possible()
    {
        await using var world = await StartAsync();
        var (shopper, cart, order) = await SubmittedAsync(world);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");

        (await ResolveAsync(world, order, new Resolution.Placed("1001")))
            .ShouldBeOfType<ResolveAnswer.Refused>().Sentence.ShouldContain("The merchant has the order as");
        (await ResolveAsync(world, order, new Resolution.Failed(OrderFailedReason.OutOfStock, true)))
            .ShouldBeOfType<ResolveAnswer.Refused>();
        (await ResolveAsync(world, "order_nope", new Resolution.Retry())).ShouldBeOfType<ResolveAnswer.NotFound>();
        await BooksShouldShowAsync(world, captured: 1, refunded: 0, placed: 1);
    }

    private static Task<World> StartAsync(params string[] settings) =>
        World.StartAsync(["--Orders:CallSecondsMax=2", .. settings]);

    private static async Task<(Shopper Shopper, string Cart, string Order)> SubmittedAsync(
        World world, params object[] faults)
    {
        var shopper = await world.ShopperAsync();
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync(faults);
        await shopper.SubmitAsync(cart);
        return (shopper, cart, await OnlyOrderAsync(world));
    }

    private static async Task<ResolveAnswer> ResolveAsync(World world, string order, Resolution resolution)
    {
        await using var beside = await world.OperatorAsync();
        return await beside.Services.GetRequiredService<ResolveOrder>()
            .HandleAsync(new(order, "ada", "I asked the merchant.", resolution), Stop);
    }

    private static async Task<IReadOnlyList<AttentionEntry>> AttentionAsync(World world) =>
        await world.Services.GetRequiredService<ListAttention>().HandleAsync(Stop);

    private static async Task<string> OnlyOrderAsync(World world) =>
        (await world.Services.GetRequiredService<ListOrders>().HandleAsync(10, Stop)).ShouldHaveSingleItem().OrderId;

    private static Task<Order> LoadAsync(World world, string order) =>
        world.Services.GetRequiredService<OrderStreams>().LoadAsync(order, Stop);

    private static Task InPhaseAsync(World world, string order, OrderPhase phase) =>
        UntilAsync(world, order, found => found.Phase == phase);

    private static async Task UntilAsync(World world, string order, Func<Order, bool> isSo)
    {
        var found = await LoadAsync(world, order);
        while (!isSo(found))
        {
            await world.Services.GetRequiredService<IJournal>().WaitAsync(order, found.Version, Stop);
            found = await LoadAsync(world, order);
        }
    }

    /// <summary>Waits until no work is left in the queue: who was in the middle of it has looked again.</summary>
    private static async Task WorkIsOverAsync(World world, string order, string queue)
    {
        while ((await world.Services.GetRequiredService<IJournal>().QueryAsync(
            "select key from work where queue = @queue and key = @key",
            row => row.GetString(0), [("queue", queue), ("key", order)], Stop)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }
    }

    private static async Task BooksShouldShowAsync(World world, int captured, int refunded, int placed)
    {
        var books = await world.BooksAsync();
        var payments = books["payments"]!.AsArray();
        payments.Sum(payment => payment!["captures"]!.GetValue<int>()).ShouldBe(captured);
        books["refunds"]!.AsArray().Count(refund => refund!["status"]!.GetValue<string>() == "succeeded")
            .ShouldBe(refunded);
        books["orders"]!.AsArray().Count.ShouldBe(placed);
    }
}

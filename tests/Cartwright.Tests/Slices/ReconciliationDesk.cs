using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Journal;
using Cartwright.Reconciliation;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>
/// What the tests of the comparison do: orders, and changes at the other side that the gateway is not told of.
/// </summary>
internal static class ReconciliationDesk
{
    public const string Tulips = "tulip_bouquet_10@tulips.sandbox.test";

    private const int StrayAmount = 1_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Nothing is shipped or looked for, so that a placed order is at rest once it is placed.</summary>
    public static Task<World> StartAsync(params string[] settings) => World.StartUnshippedAsync(
        ["--Reconciliation:RestSeconds=0", "--Orders:FirstTrackingSeconds=86400", .. settings]);

    public static Task<ReconciliationReport> ReconcileAsync(World world)
    {
        var now = TimeProvider.System.GetUtcNow();
        return world.Services.GetRequiredService<Reconcile>().HandleAsync(now.AddDays(-1), now.AddMinutes(1), Stop);
    }

    public static async Task<IReadOnlyList<string>> KeysAsync(World world) =>
        [.. (await ReconcileAsync(world)).Differences.Select(found => found.Key)];

    /// <summary>Runs the daily comparison now and waits until it is done.</summary>
    /// <returns>What is on the attention list then.</returns>
    public static async Task<IReadOnlyList<string>> RunDailyAsync(World world)
    {
        var journal = world.Services.GetRequiredService<IJournal>();
        var compared = world.Services.GetRequiredService<CompareLater>();
        var before = await compared.ComparedUntilAsync(Stop);
        await journal.AppendAsync(new JournalAppend().Enqueue("reconcile", "daily"), Stop);
        while (await compared.ComparedUntilAsync(Stop) == before)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Stop);
        }

        return await journal.QueryAsync(
            "select key from attention where kind = 'reconciliation' order by key", row => row.GetString(0), null,
            Stop);
    }

    public static async Task<string> PlaceAsync(Shopper shopper)
    {
        var cart = await shopper.CartAsync(Tulips);
        await shopper.SubmitAsync(cart);
        return IdOf(await shopper.CheckoutWhenAsync(cart, "SUCCEEDED"));
    }

    /// <summary>An order that was paid, and that its merchant refused. The faults stay on.</summary>
    /// <param name="isEnough">When to go on.</param>
    public static async Task<string> FailAsync(
        World world, Shopper shopper, Func<JsonNode, bool> isEnough, params object[] faults)
    {
        var cart = await shopper.CartAsync(Tulips);
        await world.FaultAsync([new { target = "store:tulips", kind = "out-of-stock-at-complete" }, .. faults]);
        await shopper.SubmitAsync(cart);
        return IdOf(await shopper.CheckoutWhenAsync(cart, isEnough));
    }

    /// <summary>An order that was paid, that its merchant refused, and whose payment was given back.</summary>
    public static async Task<string> FailAsync(World world, Shopper shopper)
    {
        var order = await FailAsync(world, shopper, checkout => Has(checkout, "PaymentRefundedOrderEvent"));
        await world.FaultAsync();
        return order;
    }

    public static string IdOf(JsonNode checkout) => checkout["orders"]![0]!["id"]!.GetValue<string>();

    public static bool Has(JsonNode checkout, string type) => checkout["orders"]![0]!["events"]!.AsArray()
        .Any(change => change!["__typename"]!.GetValue<string>() == type);

    public static Task ChargeAsync(World world, string orderId) => StripeAsync(world, "payment_intents",
        new("amount", $"{StrayAmount}"), new("currency", "usd"), new("confirm", "true"),
        new("payment_method_types[0]", "card"), new("payment_method_data[type]", "card"),
        new("payment_method_data[card][token]", "tok_visa"), new("metadata[order_id]", orderId));

    public static async Task RefundAsync(World world, string orderId, int amount) => await StripeAsync(world, "refunds",
        new("payment_intent", await BookedAsync(world, "payments", "order_id", orderId, "id")),
        new("amount", $"{amount}"));

    /// <summary>Gives back what <see cref="ChargeAsync"/> has taken.</summary>
    public static async Task RefundStrayAsync(World world) => await StripeAsync(world, "refunds",
        new KeyValuePair<string, string>("payment_intent", (await world.BooksAsync())["payments"]!.AsArray()
            .Single(payment => payment!["captured"]!.GetValue<long>() == StrayAmount)!["id"]!.GetValue<string>()));

    /// <summary>Changes the sandbox's books by hand.</summary>
    public static async Task ChangeAsync(World world, string path, object change)
    {
        using var answer = await world.Outside.PatchAsJsonAsync(
            new Uri(world.SandboxAddress, $"sandbox/books/{path}"), change, Stop);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>A field of the one row of the books that is this order's.</summary>
    public static async Task<string> BookedAsync(World world, string book, string by, string orderId, string field) =>
        (await world.BooksAsync())[book]!.AsArray()
            .Single(row => row![by]?.GetValue<string>() == orderId)![field]!.GetValue<string>();

    public static Task<string> AtMerchantAsync(World world, string orderId) =>
        BookedAsync(world, "orders", "client_order_id", orderId, "order_id");

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

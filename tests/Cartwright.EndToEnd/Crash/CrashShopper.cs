using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd.Crash;

/// <summary>
/// A client that goes by the guide: where no answer comes it looks first, and repeats only what never started. It talks
/// to any node, each time to another.
/// </summary>
/// <param name="thinkTimeMax">
/// Between two carts, at most. Where other nodes go on while a killed one starts, shoppers without it leave the start
/// so little of the machine that it takes half a minute.
/// </param>
internal sealed class CrashShopper(CrashWorld world, int number, int seed, TimeSpan thinkTimeMax)
{
    private const string Create =
        "mutation($i: CartCreateInput!) { createCart(input: $i) { cart { id } errors { code } } }";

    private const string Submit = """
        mutation($i: CartSubmitInput!) {
          submitCart(input: $i) { cart { stores { isSubmitted errors { code } } } errors { code } }
        }
        """;

    private const string Follow =
        "query($id: ID!) { checkoutByCartID(cartID: $id) { status orders { id events { id } } } }";

    private const string Cancel = "mutation($id: ID!) { cancelOrder(input: {orderId: $id}) { error { code } } }";

    private static readonly string[] Items =
        ["tulip_bouquet_10@tulips.sandbox.test", "mug_plain_white@mugs.sandbox.test"];

    private static readonly JsonNode Buyer = JsonNode.Parse("""
        {"firstName":"Ada","lastName":"Lovelace","email":"ada@example.com","phone":"+14155550123",
         "address1":"1 Main Street","city":"San Francisco","provinceCode":"CA","postalCode":"94105","countryCode":"US"}
        """)!;

    private readonly Random random = new(seed + number);

    private bool IsInvoiced => number % 4 == 3;

    /// <summary>Buys until told to stop.</summary>
    public async Task BuyAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var chosen = Items.Skip(number % Items.Length).Concat(Items).Take(2);
            var created = await AskAsync(Create, new
            {
                i = new
                {
                    buyerIdentity = Buyer,
                    items = new { shopifyCartItemsInput = chosen.Select(id => new { variantId = id, quantity = 1 }) },
                },
            });
            if (created?["data"]?["createCart"]?["cart"]?["id"]?.GetValue<string>() is not { } cart)
            {
                await PauseAsync();
                continue;
            }

            await SubmitAsync(cart, stop);
            // A repeat of what was answered changes nothing.
            if (number % 5 == 0) await AskAsync(Submit, Submission(cart));
            var orders = await FollowAsync(cart);
            if (number % 3 == 0)
            {
                // Whatever comes of it: an order is being charged, placed or shipped at that moment.
                foreach (var order in orders ?? [])
                    await AskAsync(Cancel, new { id = order!["id"]!.GetValue<string>() });
            }

            if (thinkTimeMax > TimeSpan.Zero) await ThinkAsync(stop);
        }
    }

    private async Task SubmitAsync(string cart, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var answer = await AskAsync(Submit, Submission(cart));
            if (answer?["data"]?["submitCart"]?["cart"]?["stores"] is JsonArray stores)
            {
                if (stores.Any(store => store!["isSubmitted"]!.GetValue<bool>())) world.Acknowledge(cart);
                return;
            }

            if (await FollowAsync(cart) is { } orders && orders.Any(order => order!["events"]!.AsArray().Count > 0))
            {
                world.Acknowledge(cart);
                return;
            }

            await PauseAsync();
        }
    }

    /// <summary>Null when no answer came.</summary>
    private async Task<JsonArray?> FollowAsync(string cart)
    {
        var checkout = await AskAsync(Follow, new { id = cart });
        var orders = checkout?["data"]?["checkoutByCartID"]?["orders"] as JsonArray;
        foreach (var shown in orders?.SelectMany(order => order!["events"]!.AsArray()) ?? [])
            world.Show(shown!["id"]!.GetValue<string>());
        return orders;
    }

    private object Submission(string cart) =>
        IsInvoiced ? new { i = new { id = cart } } : new { i = new { id = cart, token = CrashWorld.CardToken } };

    private Task<JsonNode?> AskAsync(string query, object variables) =>
        world.AskAsync(query, variables, IsInvoiced, random);

    private async Task ThinkAsync(CancellationToken stop) =>
        await Task.Delay(thinkTimeMax * random.NextDouble(), TimeProvider.System, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static Task PauseAsync() => Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
}

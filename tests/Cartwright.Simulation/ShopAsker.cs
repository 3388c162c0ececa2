using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Lookup;
using Cartwright.Shops;
using Cartwright.Simulation.Gateway;

namespace Cartwright.Simulation;

/// <summary>
/// Asks a shop, a few times at once and each time at any node, just when its tokens have ended: with those that stand,
/// and with renewed ones once they are refused. So does a lookup; its circuit goes on in the thread pool, so that it is
/// not played itself.
/// </summary>
internal sealed class ShopAsker(World world)
{
    private const int AttemptsMax = 10;

    private static readonly ShopDomain s_shop = ShopDomain.Parse("tulips.myshopify.com");

    private readonly Weather weather = world.Weather;

    public static string Stream => ShopDirectory.StreamOf(s_shop);

    public static string Shop => s_shop.Value;

    /// <summary>Installs the app at the shop.</summary>
    public static async Task<bool> ConnectAsync(ShopDirectory directory, JsonNode given, DateTimeOffset now)
    {
        await directory.RegisterAsync(s_shop, ApiKeys.DefaultAccount, CancellationToken.None);
        var session = new ShopSession(
            new(given["access_token"]!.GetValue<string>()),
            now.AddSeconds(given["expires_in"]!.GetValue<long>()),
            new(given["refresh_token"]!.GetValue<string>()),
            now.AddSeconds(given["refresh_token_expires_in"]!.GetValue<long>()),
            ShopScopes.Parse(given["scope"]!.GetValue<string>()));
        await directory.ChangeAsync(
            s_shop, shop => ShopDecisions.Connect(shop, session, "authorization_code", now), null,
            CancellationToken.None);
        return true;
    }

    /// <summary>While misfortunes strike.</summary>
    public async Task AskAsync()
    {
        for (var round = 0; round < weather.ShopRounds; round++)
        {
            // A pair's end is told in whole seconds, and by clocks that differ by up to one.
            await PauseAsync(2.1, weather.Pick(4, 20, 60));
            Expire();
            await Task.WhenAll(Enumerable.Range(0, weather.Pick(1, 2, 3)).Select(_ => AskOnceAsync()));
        }
    }

    /// <summary>Whether the shop answers once nothing strikes any more.</summary>
    public async Task<bool> IsAnsweredAsync()
    {
        Expire();
        for (var attempt = 0; attempt < AttemptsMax; attempt++)
        {
            if (await AskOnceAsync()) return true;
            await PauseAsync(5, 10);
        }

        return false;
    }

    /// <summary>
    /// Not while a call for tokens is still on its way: one that comes so late that the pair it once asked for has ended
    /// takes the next pair away too, and then only the merchant can help.
    /// </summary>
    private void Expire()
    {
        if (world.Network.TokensUnderWay > 0) return;
        world.Sandbox.Submit($"sandbox/shops/{s_shop.Value}/expire");
        world.Trace.Say("outside", $"the tokens of {s_shop.Value} end");
    }

    private async Task<bool> AskOnceAsync()
    {
        if (world.Nodes.Count == 0) return false;
        var node = world.Nodes[weather.Pick(0, 1, 2) % world.Nodes.Count];
        try
        {
            var shop = await node.AskAsync<ShopDirectory, Shop?>(async directory =>
                await directory.FindAsync(s_shop, CancellationToken.None));
            if (shop?.Session is not { } session) return false;
            if (await QueryAsync(node, session.AccessToken) is var first and not ShopifyFault.Unauthorized)
                return Say(node, first?.ToString() ?? "answers");
            var renewal = await node.AskAsync<RefreshShop, RefreshOutcome>(refresh =>
                refresh.HandleAsync(s_shop, [session.AccessToken], isAhead: false, CancellationToken.None));
            return renewal is RefreshOutcome.Renewed renewed
                ? Say(node, (await QueryAsync(node, renewed.AccessToken))?.ToString() ?? "answers")
                : Say(node, $"can't be asked: {RefreshShop.NameOf(renewal)}");
        }
        catch (ConnectionLostException)
        {
            return Say(node, "was not asked");
        }
    }

    /// <returns>What went wrong; null for an answer.</returns>
    private static async Task<ShopifyFault?> QueryAsync(Node node, Secret token)
    {
        var reply = await node.AskAsync<ShopifyAdmin, AdminReply<bool>>(admin => admin.QueryAsync(
            s_shop, token, OrderDocuments.LatestOrder, static _ => { },
            static (ref System.Text.Json.Utf8JsonReader json) =>
            {
                json.Skip();
                return true;
            },
            CancellationToken.None));
        return (reply as AdminReply<bool>.Refused)?.Fault;
    }

    private bool Say(Node node, string what)
    {
        world.Trace.Say(node.Name, $"{s_shop.Value} {what}");
        return what == "answers";
    }

    private Task PauseAsync(double secondsMin, double secondsMax) =>
        Task.Delay(weather.Between(secondsMin, secondsMax), world.Apps.Clock);
}

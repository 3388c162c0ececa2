using System.CommandLine;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Serialization;
using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Cli.Demo;

/// <summary><c>cartwright demo lookup</c>: orders looked up at a simulated shop, whatever its tokens do.</summary>
internal static class LookupDemo
{
    internal static Command Create(Screen screen)
    {
        var command = new Command(
            "lookup", "Look orders up at a simulated Shopify shop, through expiry, faults, revocation and removal.");
        command.SetAction((_, cancellationToken) => RunAsync(screen, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-demo-");
        try
        {
            await using var sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, cancellationToken);
            await using var gateway = await RunningGateway.StartAsync(
                new(LoopbackAddress.AnyPort, folder.FullName, sandbox.Address), cancellationToken);
            var shops = await SandboxShops.RegisterAsync(gateway, sandbox, cancellationToken);
            var address = shops.Single(one => one.Shop.Domain == LookupCase.Shop).Address;
            var key = await DevelopmentKey.CreateAsync(gateway, cancellationToken);
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = gateway.Addresses[0] };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key.Reveal());
            if (await MerchantBrowser.ConnectAsync(address, cancellationToken) is { } problem)
            {
                return screen.Fail($"{LookupCase.Shop} could not be connected: {problem}");
            }
            screen.Line($"{LookupCase.Shop} is connected at {address}");
            return await new LookupDemoRun(screen, sandbox, http, address).RunAsync(cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>The cases, one after the other, each against the shop as the last one left it.</summary>
internal sealed class LookupDemoRun(Screen screen, RunningSandbox sandbox, HttpClient http, Uri connectAddress)
{
    private const int PollMilliseconds = 20;
    private const int WebhookSecondsMax = 10;

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var lookup in LookupCase.Table)
        {
            screen.Line($"{lookup.Name}: {lookup.What}");
            if (await PlayAsync(lookup.Trouble, cancellationToken) is { } problem)
            {
                return screen.Fail($"{lookup.Name} could not be played: {problem}");
            }
            var seen = await LookAsync(lookup, cancellationToken);
            Tell(seen);
            if (lookup.FindDifference(seen) is { } difference)
            {
                failed++;
                screen.Note($"This is not what {lookup.Name} should show: {difference}");
            }
        }
        if (failed > 0) return screen.Fail($"{failed} of {LookupCase.Table.Count} cases did not come out as they should.");
        screen.Line($"All {LookupCase.Table.Count} cases came out as they should.");
        return Screen.Done;
    }

    private async Task<LookupSights> LookAsync(LookupCase lookup, CancellationToken cancellationToken)
    {
        var before = await sandbox.ReadShopBooksAsync(LookupCase.Shop, cancellationToken);
        var started = screen.Clock.GetTimestamp();
        var answers = await Task.WhenAll(Enumerable.Range(0, lookup.Lookups)
            .Select(_ => AskAsync(new(lookup.Order, lookup.Email, null, null, null), cancellationToken)));
        var elapsed = screen.Clock.GetElapsedTime(started);
        var after = await sandbox.ReadShopBooksAsync(LookupCase.Shop, cancellationToken);
        return new(answers, after.Since(before), elapsed, await StatusAsync(cancellationToken));
    }

    private async Task<ShopperReply> AskAsync(LookupBody body, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsJsonAsync(
            $"v1/shops/{LookupCase.Shop}/orders/lookup", body, LookupDemoJson.Default.LookupBody, cancellationToken);
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync(LookupDemoJson.Default.ShopperReply, cancellationToken))!
            : new($"HTTP {(int)response.StatusCode}", "");
    }

    private async Task<string> StatusAsync(CancellationToken cancellationToken) =>
        (await http.GetFromJsonAsync(
            $"v1/shops/{LookupCase.Shop}", LookupDemoJson.Default.ShopStanding, cancellationToken))!.Status;

    /// <summary>Null when it was done.</summary>
    private Task<string?> PlayAsync(ShopTrouble trouble, CancellationToken cancellationToken) => trouble switch
    {
        ShopTrouble.None => Task.FromResult<string?>(null),
        ShopTrouble.TokenExpires => ChangeAsync("expire", cancellationToken),
        ShopTrouble.FailsTwice => StrikeAsync(Fault() with { Code = 502, Times = 2 }, cancellationToken),
        ShopTrouble.ThrottlesOnce => StrikeAsync(
            Fault() with { Code = 429, RetryAfter = 0.5, Times = 1 }, cancellationToken),
        ShopTrouble.RevokesTokens => ChangeAsync("revoke", cancellationToken),
        ShopTrouble.Reconnects => MerchantBrowser.ConnectAsync(connectAddress, cancellationToken),
        ShopTrouble.Uninstalls => UninstallAsync(cancellationToken),
    };

    private async Task<string?> ChangeAsync(string what, CancellationToken cancellationToken)
    {
        await sandbox.ChangeShopAsync(LookupCase.Shop, what, cancellationToken);
        return null;
    }

    private async Task<string?> StrikeAsync(SandboxFault fault, CancellationToken cancellationToken)
    {
        await sandbox.StrikeAsync([fault], cancellationToken);
        return null;
    }

    private static SandboxFault Fault() => new($"shop:{LookupCase.Shop}", "graphql", "status");

    /// <summary>The uninstallation is told by webhook, a moment later.</summary>
    private async Task<string?> UninstallAsync(CancellationToken cancellationToken)
    {
        await sandbox.ChangeShopAsync(LookupCase.Shop, "uninstall", cancellationToken);
        var started = screen.Clock.GetTimestamp();
        while (screen.Clock.GetElapsedTime(started) < TimeSpan.FromSeconds(WebhookSecondsMax))
        {
            if (await StatusAsync(cancellationToken) == nameof(ShopStatus.Uninstalled)) return null;
            await Task.Delay(TimeSpan.FromMilliseconds(PollMilliseconds), screen.Clock, cancellationToken);
        }
        return $"the webhook did not come within {WebhookSecondsMax} s.";
    }

    private void Tell(LookupSights seen)
    {
        var answers = seen.Answers.GroupBy(answer => answer.Code)
            .Select(same => same.Count() == 1 ? same.Key : $"{same.Count()} x {same.Key}");
        var milliseconds = ((long)seen.Elapsed.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
        screen.Line(
            $"  {string.Join(", ", answers)} in {milliseconds} ms; calls {seen.Books.Queries}, "
            + $"refused {seen.Books.Unauthorized}, tokens renewed {seen.Books.Refreshes}; the shop is {seen.Status}");
        screen.Line($"  The shopper reads: {seen.Answers[0].Message}");
    }
}

/// <summary>What the demo wants to know of a shop.</summary>
internal sealed record ShopStanding(string Status);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LookupBody))]
[JsonSerializable(typeof(ShopperReply))]
[JsonSerializable(typeof(ShopStanding))]
internal sealed partial class LookupDemoJson : JsonSerializerContext;

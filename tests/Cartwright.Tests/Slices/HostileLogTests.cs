using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>What reaches the log and the metrics of all that is sent, with every category at its most talkative.</summary>
public sealed class HostileLogTests
{
    private const string Forged = "forged-line";

    private static readonly string[] Talkative =
        ["--Logging:LogLevel:Default=Trace", "--ORDER_LOOKUP_DEBUG=true", "--Lookup:MissMillisecondsMin=0"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Log_and_metrics_hold_no_key_token_or_person_after_an_order_a_lookup_and_a_talk()
    {
        using var log = new KeptLog();
        await using var world = await World.StartAsync(builder => builder.Logging.AddProvider(log), Talkative);
        var shopper = await world.ShopperAsync();
        var key = shopper.Http.DefaultRequestHeaders.Authorization!.Parameter!;
        var product = (await world.Outside.GetFromJsonAsync<JsonArray>(
            new Uri(world.SandboxAddress, "sandbox/products"), Stop))![0]!;
        var store = (await world.Outside.GetFromJsonAsync<JsonArray>(
            new Uri(world.SandboxAddress, "sandbox/stores"), Stop))!
            .First(one => one!["name"]!.GetValue<string>() == product["store"]!.GetValue<string>())!;
        var cart = await shopper.CartAsync(
            $"{product["variants"]![0]!["id"]!.GetValue<string>()}@{store["domain"]!.GetValue<string>()}");
        await shopper.SubmitAsync(cart);
        await shopper.CheckoutWhenAsync(cart, "SUCCEEDED");
        await shopper.SubmitAsync(cart, "tok_chargeDeclined");

        var metrics = await world.Outside.GetStringAsync(new Uri(world.Address, "/metrics"), Stop);

        foreach (var hidden in new[]
        {
            key, "tok_visa", "tok_chargeDeclined", "sk_test_sandbox", store["payment_token"]!.GetValue<string>(),
            Ada, "Lovelace", "4155550123", "1 Main Street", "94105",
        })
        {
            log.Lines.ShouldNotContain(line => line.Contains(hidden, StringComparison.OrdinalIgnoreCase), hidden);
            metrics.ShouldNotContain(hidden, Case.Insensitive);
        }

        log.Lines.Count.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task Talk_with_the_assistant_leaves_none_of_its_words_in_the_log()
    {
        using var log = new KeptLog();
        await using var desk = await LookupDesk.StartAsync(builder => builder.Logging.AddProvider(log), Talkative);
        await desk.ConnectAsync(Tulips);

        using var answer = await desk.Merchant.PostAsJsonAsync(
            "/v1/chat", new { shop = Tulips, message = $"Where is #1001? I am {Ada}, 94105 San Francisco" }, Stop);

        answer.IsSuccessStatusCode.ShouldBeTrue();
        foreach (var hidden in new[] { Ada, "94105", "San Francisco", "Where is" })
        {
            log.Lines.ShouldNotContain(line => line.Contains(hidden, StringComparison.OrdinalIgnoreCase), hidden);
        }
    }

    [Fact]
    public async Task Merchant_who_is_led_to_their_shop_leaves_no_state_of_the_connection_in_the_log()
    {
        using var log = new KeptLog();
        await using var world = await World.StartAsync(builder => builder.Logging.AddProvider(log), Talkative);

        using var led = await world.Outside.GetAsync(new Uri(world.Address, $"/v1/shops/{Tulips}/connect"), Stop);

        var state = QueryHelpers.ParseQuery(led.Headers.Location!.Query)["state"].ToString();
        state.Length.ShouldBeGreaterThan(20);
        log.Lines.ShouldNotBeEmpty();
        log.Lines.ShouldNotContain(line => line.Contains(state, StringComparison.Ordinal));
        log.Lines.ShouldNotContain(line => line.Contains(Uri.EscapeDataString(state), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Line_breaks_that_are_sent_write_no_line_of_their_own_into_the_log()
    {
        using var log = new KeptLog();
        await using var desk = await LookupDesk.StartAsync(
            builder => builder.Logging.AddProvider(log), "--ORDER_LOOKUP_DEBUG=true", "--Lookup:MissMillisecondsMin=0");
        await desk.ConnectAsync(Tulips);
        var evil = $"x\r\n{Forged}: order refunded\u2028{Forged}\u0085{Forged}\u001b[2J";

        (string Path, object Body)[] sent =
        [
            ($"/v1/shops/{Tulips}/orders/lookup", new { order = $"#1001 {evil}", email = evil, sessionId = evil }),
            ($"/v1/shops/{Uri.EscapeDataString(evil)}/orders/lookup", new { order = "#1001", email = Ada }),
            ("/v1/chat", new { shop = Tulips, sessionId = evil, message = evil }),
            ("/v1/chat", new { shop = evil, message = evil }),
            ("/v1/query", new { query = $"query {{ cart(id: \"{evil}\") }}", operationName = evil }),
            ("/v1/query", new { query = "query($id: ID!) { checkoutByCartID(cartID: $id) { status } }",
                variables = new { id = evil } }),
            ("/v1/hooks/shopify", new { evil }),
            ("/v1/hooks/stripe", new { evil }),
            ($"/{Uri.EscapeDataString(evil)}", new { evil }),
        ];
        foreach (var (path, body) in sent)
        {
            using var answer = await desk.Merchant.PostAsJsonAsync(path, body, Stop);
            ((int)answer.StatusCode).ShouldBeLessThan(500, path);
        }

        log.Lines.ShouldNotContain(line => line.Contains(Forged, StringComparison.Ordinal));
    }
}

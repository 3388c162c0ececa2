using System.Net.Http.Json;
using System.Text.Json;
using Cartwright.Merchants;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Tests.Merchants;

/// <summary>
/// The connector against the sandbox's stores, which were written by other hands from the same protocol.
/// </summary>
public sealed class UcpSandboxTests : IAsyncLifetime
{
    private readonly FakeTimeProvider clock = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private WebApplication sandbox = null!;
    private ServiceProvider gateway = null!;
    private HttpClient controls = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Stores => new()
    {
        { "tulips", "tulip_bouquet_10" },
        { "mugs", "mug_plain_white" },
        { "posters", "poster_moon_a2" },
    };

    private IMerchantConnector Connector => gateway.GetRequiredService<IMerchantConnector>();

    public async ValueTask InitializeAsync()
    {
        sandbox = SandboxHost.Build(new SandboxOptions { Seed = 1, TimeProvider = clock });
        await sandbox.StartAsync(Stop);
        gateway = StubStore.Gateway(clock);
        controls = gateway.GetRequiredService<IHttpClientFactory>().CreateClient("ucp");
        controls.BaseAddress = SandboxHost.Address(sandbox);
    }

    public async ValueTask DisposeAsync()
    {
        controls.Dispose();
        await gateway.DisposeAsync();
        await sandbox.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Order_is_quoted_placed_found_and_delivered(string store, string item)
    {
        var merchant = await MerchantAsync(store);
        (await Connector.CheckAsync(merchant, Stop)).ShouldBeOfType<MerchantCheck.Usable>();
        var quote = await QuoteAsync(merchant, item);
        quote.SelectedShippingMethodId.ShouldBe("standard");
        quote.ShippingMethods.Count.ShouldBe(2);
        quote.Total!.Value.Minor.ShouldBe(
            quote.Subtotal.Minor + quote.Shipping!.Value.Minor + quote.Tax!.Value.Minor);
        var prepared = Connector.Prepare(merchant, quote, "order_1");

        (await Connector.FindAsync(merchant, quote, prepared, Stop)).ShouldBeOfType<PlacementFinding.Absent>();
        var placed = (await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop))
            .ShouldBeOfType<PlacementOutcome.Placed>();

        (await Connector.FindAsync(merchant, quote, prepared, Stop))
            .ShouldBe(new PlacementFinding.Found(placed));
        clock.Advance(TimeSpan.FromMinutes(1));
        var order = (await Connector.ReadOrderAsync(merchant, quote, placed.MerchantOrderId, Stop))
            .ShouldBeOfType<MerchantOrderOutcome.Read>();
        order.Shipments.Single().Status.ShouldBe(ShipmentStatus.Delivered);
        (await PlacedCountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("drop-after")]
    [InlineData("status-after", ",\"code\":503")]
    [InlineData("truncated")]
    [InlineData("not-json")]
    [InlineData("huge")]
    public async Task Lost_reply_is_unknown_then_found_and_placed_once(string kind, string more = "")
    {
        var merchant = await MerchantAsync("tulips");
        var quote = await QuoteAsync(merchant, "tulip_bouquet_10");
        var prepared = Connector.Prepare(merchant, quote, "order_1");
        await FaultAsync($$"""[{"target":"*","probability":1,"kind":"{{kind}}","operation":"complete","times":1{{more}} }]""");

        (await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop)).ShouldBeOfType<PlacementOutcome.Unknown>();
        var found = (await Connector.FindAsync(merchant, quote, prepared, Stop))
            .ShouldBeOfType<PlacementFinding.Found>().Outcome.ShouldBeOfType<PlacementOutcome.Placed>();
        var again = await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop);

        again.ShouldBe(found, "the same bytes with the same key are answered from the store's memory");
        (await PlacedCountAsync()).ShouldBe(1);
    }

    [Theory]
    [InlineData("refuse-connection")]
    [InlineData("drop-before")]
    [InlineData("status", ",\"code\":503")]
    [InlineData("status", ",\"code\":429")]
    [InlineData("redirect")]
    public async Task Lost_request_is_unknown_then_absent_and_placed_once_by_the_repeat(string kind, string more = "")
    {
        var merchant = await MerchantAsync("mugs");
        var quote = await QuoteAsync(merchant, "mug_plain_white");
        var prepared = Connector.Prepare(merchant, quote, "order_1");
        await FaultAsync($$"""[{"target":"*","probability":1,"kind":"{{kind}}","operation":"complete","times":1{{more}} }]""");

        (await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop)).ShouldBeOfType<PlacementOutcome.Unknown>();
        (await PlacedCountAsync()).ShouldBe(0);
        (await Connector.FindAsync(merchant, quote, prepared, Stop)).ShouldBeOfType<PlacementFinding.Absent>();
        (await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop)).ShouldBeOfType<PlacementOutcome.Placed>();

        (await PlacedCountAsync()).ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Sold_out_and_refused_payment_are_refusals(string store, string item)
    {
        var merchant = await MerchantAsync(store);
        foreach (var (kind, reason) in new[]
        {
            ("out-of-stock-at-complete", PlacementRefusal.OutOfStock),
            ("payment-refused-at-complete", PlacementRefusal.PaymentRefused),
        })
        {
            var quote = await QuoteAsync(merchant, item);
            await FaultAsync($$"""[{"target":"*","operation":"*","probability":1,"kind":"{{kind}}","times":1}]""");

            var outcome = await Connector.PlaceAsync(
                merchant, quote, Connector.Prepare(merchant, quote, $"order_{kind}"), isRepeat: false, Stop);

            outcome.ShouldBeOfType<PlacementOutcome.Refused>().Reason.ShouldBe(reason);
        }

        (await PlacedCountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Order_in_progress_is_found_when_the_store_is_done()
    {
        var merchant = await MerchantAsync("tulips");
        var quote = await QuoteAsync(merchant, "tulip_bouquet_10");
        var prepared = Connector.Prepare(merchant, quote, "order_1");
        await FaultAsync("""[{"target":"*","operation":"*","probability":1,"kind":"complete-in-progress","times":1,"seconds":5}]""");

        (await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop)).ShouldBe(new PlacementOutcome.InProgress());
        (await Connector.FindAsync(merchant, quote, prepared, Stop))
            .ShouldBe(new PlacementFinding.Found(new PlacementOutcome.InProgress()));
        clock.Advance(TimeSpan.FromSeconds(6));

        (await Connector.FindAsync(merchant, quote, prepared, Stop)).ShouldBeOfType<PlacementFinding.Found>()
            .Outcome.ShouldBeOfType<PlacementOutcome.Placed>();
    }

    [Fact]
    public async Task Store_that_wants_a_person_tells_where()
    {
        var merchant = await MerchantAsync("tailor");
        var quote = await QuoteAsync(merchant, "suit_grey");
        var prepared = Connector.Prepare(merchant, quote, "order_1");

        var action = (await Connector.PlaceAsync(merchant, quote, prepared, isRepeat: false, Stop))
            .ShouldBeOfType<PlacementOutcome.ActionRequired>();

        action.Url.AbsolutePath.ShouldContain(quote.SessionId);
        (await Connector.FindAsync(merchant, quote, prepared, Stop))
            .ShouldBe(new PlacementFinding.Found(action));
    }

    [Fact]
    public async Task Problems_name_the_items_they_are_of()
    {
        var merchant = await MerchantAsync("mugs");
        var request = new QuoteRequest(
            "cart_1", [new("nowhere", 1), new("mug_plain_white", 1), new("mug_first_one", 1)], "USD",
            UcpShapes.Jane, null, null);

        var outcome = await Connector.QuoteAsync(merchant, request, Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems
            .Select(problem => (problem.Code, problem.ItemIds.Single())).ShouldBe(
            [
                (QuoteProblemCode.ItemUnknown, "nowhere"),
                (QuoteProblemCode.OutOfStock, "mug_first_one"),
            ], ignoreOrder: true);
    }

    [Theory]
    [InlineData("tulips", "tulip_bouquet_10")]
    [InlineData("mugs", "mug_plain_white")]
    [InlineData("posters", "poster_moon_a2")]
    public async Task Country_without_delivery_is_undeliverable(string store, string item)
    {
        var outcome = await Connector.QuoteAsync(
            await MerchantAsync(store),
            new("cart_1", [new(item, 1)], "USD", UcpShapes.Jane with { CountryCode = "JP" }, null, null), Stop);

        outcome.ShouldBeOfType<QuoteOutcome.Quoted>().Problems.ShouldContain(
            problem => problem.Code == QuoteProblemCode.Undeliverable);
    }

    [Fact]
    public async Task Catalogue_is_listed_and_looked_up_with_every_variant()
    {
        var merchant = await MerchantAsync("mugs");
        var catalogue = gateway.GetRequiredService<IMerchantCatalogue>();

        var listed = (await catalogue.ListAsync(merchant, 1, 3, Stop)).ShouldBeOfType<CatalogueOutcome.Products>();
        var looked = (await catalogue.LookUpAsync(merchant, ["mug_plain", "mug_set_6"], Stop))
            .ShouldBeOfType<CatalogueOutcome.Products>();
        var page = (await catalogue.FindByUrlAsync(merchant, looked.Found[0].Url, Stop))
            .ShouldBeOfType<CatalogueOutcome.Products>();

        listed.Found.Count.ShouldBe(3);
        looked.Found.Select(product => (product.Id, product.Variants.Count))
            .ShouldBe([("mug_plain", 3), ("mug_set", 2)]);
        page.Found.Single().Id.ShouldBe("mug_plain");
    }

    private async Task<Quote> QuoteAsync(Merchant merchant, string item)
    {
        var outcome = await Connector.QuoteAsync(
            merchant, new("cart_1", [new(item, 2)], "USD", UcpShapes.Jane, null, null), Stop);
        var (quote, problems) = outcome.ShouldBeOfType<QuoteOutcome.Quoted>(outcome.ToString());
        problems.ShouldBeEmpty();
        return quote;
    }

    private async Task<Merchant> MerchantAsync(string name)
    {
        var stores = await controls.GetFromJsonAsync<JsonElement>("/sandbox/stores", Stop);
        var store = stores.EnumerateArray().Single(store => store.GetProperty("name").GetString() == name);
        return new(
            store.GetProperty("domain").GetString()!, new Uri(store.GetProperty("url").GetString()!),
            Marketplace.Shopify, "ucp", store.GetProperty("payment_handler_id").GetString(),
            new Secret(store.GetProperty("payment_token").GetString()!));
    }

    private async Task FaultAsync(string rules)
    {
        using var content = new StringContent(rules);
        using var reply = await controls.PutAsync(new Uri("/sandbox/faults", UriKind.Relative), content, Stop);
        reply.IsSuccessStatusCode.ShouldBeTrue(await reply.Content.ReadAsStringAsync(Stop));
    }

    private async Task<int> PlacedCountAsync() =>
        (await controls.GetFromJsonAsync<JsonElement>("/sandbox/books/summary", Stop))
        .GetProperty("orders_placed").GetInt32();
}

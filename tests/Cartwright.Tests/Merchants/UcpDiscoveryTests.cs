using Cartwright.Merchants;
using Cartwright.Merchants.Ucp;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cartwright.Tests.Merchants;

public sealed class UcpDiscoveryTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("2026-08-25", 5)]
    [InlineData("2026-04-08", 5)]
    [InlineData("2026-01-11", 3)]
    public async Task Check_tells_version_and_capabilities(string version, int capabilityCount)
    {
        await using var store = await StubStore.StartAsync(version);

        var check = await store.Connector.CheckAsync(store.Merchant, Stop);

        var usable = check.ShouldBeOfType<MerchantCheck.Usable>();
        usable.Version.ShouldBe(version);
        usable.Capabilities.Count.ShouldBe(capabilityCount);
        usable.Capabilities.ShouldContain("dev.ucp.shopping.checkout");
    }

    [Fact]
    public async Task Best_common_version_is_read_from_its_own_profile()
    {
        await using var store = await StubStore.StartAsync();
        store.Page("/.well-known/ucp", Newer(store));
        store.Page("/.well-known/ucp/2026-04-08", UcpShapes.Profile("2026-04-08", store.Url + "/ucp"));

        var check = await store.Connector.CheckAsync(store.Merchant, Stop);

        check.ShouldBeOfType<MerchantCheck.Usable>().Version.ShouldBe("2026-04-08");
        store.Calls.Last().Headers["UCP-Agent"].ToString().ShouldContain("2026-04-08");
    }

    [Fact]
    public async Task Profile_of_another_version_than_the_one_it_is_listed_under_is_not_used()
    {
        await using var store = await StubStore.StartAsync();
        store.Page("/.well-known/ucp", Newer(store));
        store.Page("/.well-known/ucp/2026-04-08", UcpShapes.Profile("2026-01-11", store.Url + "/ucp"));

        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Unusable>();
    }

    [Fact]
    public async Task No_common_version_is_unusable_and_a_quote_is_refused()
    {
        await using var store = await StubStore.StartAsync("2031-01-01");

        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Unusable>()
            .Why.ShouldContain("2026-08-25");
        (await store.Connector.QuoteAsync(store.Merchant, UcpShapes.Request(), Stop))
            .ShouldBeOfType<QuoteOutcome.Refused>().Problems.Single().Code
            .ShouldBe(QuoteProblemCode.MerchantUnsupported);
    }

    [Theory]
    [InlineData("""{"ucp":{"version":"2026-08-25"}}""")]
    [InlineData("""{"ucp":{"version":"2026-08-25","services":{"dev.ucp.shopping":[{"transport":"mcp"}]}}}""")]
    [InlineData("""{"ucp":{"version":"2026-08-25","services":[],"capabilities":"none"}}""")]
    [InlineData(FileEndpoint)]
    [InlineData(NoCapabilities)]
    [InlineData("{}")]
    public async Task Profile_that_lacks_what_is_needed_is_unusable(string profile)
    {
        await using var store = await StubStore.StartAsync();
        store.Page("/.well-known/ucp", profile);

        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Unusable>();
    }

    [Fact]
    public async Task Profile_is_looked_for_under_the_merchants_path()
    {
        await using var store = await StubStore.StartAsync();
        store.Page("/stores/mugs/.well-known/ucp", UcpShapes.Profile("2026-08-25", store.Url + "/ucp"));

        var check = await store.Connector.CheckAsync(
            store.Merchant with { Url = new Uri(store.Url + "/stores/mugs/") }, Stop);

        check.ShouldBeOfType<MerchantCheck.Usable>();
    }

    [Theory]
    [InlineData("public, max-age=1", 59, 61)]
    [InlineData("public, max-age=120", 119, 121)]
    [InlineData("public, max-age=999999", 3599, 3601)]
    [InlineData("", 299, 301)]
    public async Task Profile_is_kept_as_long_as_it_says_within_bounds(string cacheControl, int fresh, int stale)
    {
        await using var store = await StubStore.StartAsync();
        var profile = UcpShapes.Profile("2026-08-25", store.Url + "/ucp");
        store.Page("/.well-known/ucp", async context =>
        {
            context.Response.Headers.CacheControl = cacheControl;
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(context.Response, profile);
        });

        await store.Connector.CheckAsync(store.Merchant, Stop);
        store.Clock.Advance(TimeSpan.FromSeconds(fresh));
        await store.Connector.CheckAsync(store.Merchant, Stop);
        store.Calls.Count.ShouldBe(1);

        store.Clock.Advance(TimeSpan.FromSeconds(stale - fresh));
        await store.Connector.CheckAsync(store.Merchant, Stop);
        store.Calls.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Failure_to_fetch_a_profile_is_not_kept()
    {
        await using var store = await StubStore.StartAsync();
        store.Page("/.well-known/ucp", UcpWireFaultTests.Faults["503"]);
        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Unusable>();
        store.Page("/.well-known/ucp", UcpShapes.Profile("2026-08-25", store.Url + "/ucp"));

        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Usable>();
    }

    [Theory]
    [InlineData("card_tokens", "card_tokens")]
    [InlineData("com.example.tokens", "card_tokens")]
    public async Task Handler_is_found_by_its_id_or_its_name(string configured, string sent)
    {
        await using var store = await StubStore.StartAsync();
        store.Merchant = store.Merchant with { PaymentHandler = configured };
        var quote = await UcpQuoteTests.QuotedAsync(store);

        var prepared = store.Connector.Prepare(store.Merchant, quote, "order_1");

        System.Text.Encoding.UTF8.GetString(prepared.Body.Span).ShouldContain($"\"handler_id\":\"{sent}\"");
    }

    [Fact]
    public async Task Check_names_the_handlers_the_store_takes_when_it_does_not_take_ours()
    {
        await using var store = await StubStore.StartAsync();

        var check = await store.Connector.CheckAsync(store.Merchant with { PaymentHandler = "beads" }, Stop);

        check.ShouldBeOfType<MerchantCheck.Unusable>().Why.ShouldContain("card_tokens");
    }

    [Theory]
    [InlineData("Merchants:Ucp:AgentProfileUrl", "not an address")]
    [InlineData("Merchants:Ucp:AgentProfileUrl", "https://a.example/\"; x=\"")]
    [InlineData("Merchants:Ucp:PlaceDeadlineSeconds", "0")]
    [InlineData("Merchants:Ucp:ProfileExpirySeconds", "59")]
    [InlineData("Outbound:ConnectionsPerHostMax", "0")]
    public void Wrong_setting_is_told_with_its_name(string setting, string value)
    {
        using var services = StubStore.Gateway(TimeProvider.System, new() { [setting] = value });

        Should.Throw<OptionsValidationException>(
                () => services.GetRequiredService<IStartupValidator>().Validate())
            .Message.ShouldContain($"Set {setting}");
    }

    [Fact]
    public void Settings_as_they_come_are_right() =>
        new UcpOptionsRules().Validate(null, new()).Succeeded.ShouldBeTrue();

    private const string FileEndpoint =
        """
        {"ucp":{"version":"2026-08-25","services":{"dev.ucp.shopping":[{"transport":"rest","endpoint":"file:///etc"}]},
          "capabilities":{"dev.ucp.shopping.checkout":[]}}}
        """;

    private const string NoCapabilities =
        """
        {"ucp":{"version":"2026-08-25","services":{"dev.ucp.shopping":[
          {"transport":"rest","endpoint":"https://a.example"}]}}}
        """;

    private static string Newer(StubStore store) =>
        """
        {"ucp":{"version":"2031-01-01","services":{},"supported_versions":{
          "2026-01-11":"URL/.well-known/ucp/2026-01-11","2026-04-08":"URL/.well-known/ucp/2026-04-08"}}}
        """.Replace("URL", store.Url, StringComparison.Ordinal);
}

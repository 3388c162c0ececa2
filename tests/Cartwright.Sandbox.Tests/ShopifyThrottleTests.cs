namespace Cartwright.Sandbox.Tests;

public sealed class ShopifyThrottleTests
{
    private static async Task<(AShop Shop, string Token)> OpenAsync(ARunningSandbox sandbox, string change)
    {
        var shop = new AShop(sandbox);
        await shop.ChangeAsync(change);
        return (shop, (await shop.InstallAsync())["access_token"]!);
    }

    [Theory]
    [InlineData("{ shop { name } }", 1, 1)]
    [InlineData("{ currentAppInstallation { accessScopes { handle } } }", 2, 2)]
    [InlineData("{ orders(first: 10, query: \"name:1001\") { nodes { name } } }", 12, 3)]
    [InlineData("{ orders(first: 10, query: \"name:1001\") { edges { node { name } } } }", 12, 3)]
    [InlineData("{ orders(first: 2) { nodes { fulfillments(first: 5) { trackingInfo(first: 3) { url } } } } }", 44, 4)]
    [InlineData(
        "{ orders(first: 3, query: \"name:1001\") { nodes { lineItems(first: 5) { nodes { title } } } } }", 26, 7)]
    public async Task Cost_is_told_and_what_was_not_used_is_given_back(string query, int requested, int actual)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, """{"maximum_available":100,"restore_rate":10}""");

        var answer = await shop.QueryAsync(token, query);

        answer["errors"].ShouldBeNull(answer.Body);
        answer["extensions.cost.requestedQueryCost"].ShouldBe($"{requested}");
        answer["extensions.cost.actualQueryCost"].ShouldBe($"{actual}");
        answer["extensions.cost.throttleStatus.maximumAvailable"].ShouldBe("100");
        answer["extensions.cost.throttleStatus.currentlyAvailable"].ShouldBe($"{100 - actual}");
        answer["extensions.cost.throttleStatus.restoreRate"].ShouldBe("10");
    }

    [Fact]
    public async Task Empty_bucket_throttles_until_it_has_filled_up()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(
            sandbox, """{"maximum_available":100,"restore_rate":10,"available":2}""");
        const string Ask = "{ orders(first: 10) { nodes { name } } }";

        var refused = await shop.QueryAsync(token, Ask);
        sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        var served = await shop.QueryAsync(token, Ask);

        refused.Status.ShouldBe(200);
        refused["data"].ShouldBeNull();
        refused["errors.0.message"].ShouldBe("Throttled");
        refused["errors.0.extensions.code"].ShouldBe("THROTTLED");
        refused["extensions.cost.requestedQueryCost"].ShouldBe("12");
        refused["extensions.cost.throttleStatus.currentlyAvailable"].ShouldBe("2");
        served["errors"].ShouldBeNull();
        (await shop.BookAsync("throttled")).ShouldBe("1");
        (await shop.BookAsync("queries")).ShouldBe("1");
    }

    [Fact]
    public async Task Query_over_a_thousand_is_refused_and_costs_nothing()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, "{}");

        var refused = await shop.QueryAsync(
            token, "{ orders(first: 250) { nodes { fulfillments(first: 250) { trackingInfo(first: 9) { url } } } } }");

        refused["errors.0.extensions.code"].ShouldBe("MAX_COST_EXCEEDED");
        refused["errors.0.extensions.maxCost"].ShouldBe("1000");
        refused["extensions.cost.throttleStatus.currentlyAvailable"].ShouldBe("2000");
        (await shop.BookAsync("queries")).ShouldBe("0");
    }

    [Fact]
    public async Task Cost_follows_the_variables()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, "{}");

        var answer = await shop.QueryAsync(
            token, "query($n: Int) { orders(first: $n) { nodes { name } } }", new { n = 40 });

        answer["extensions.cost.requestedQueryCost"].ShouldBe("42");
    }

    [Fact]
    public async Task Throttled_fault_refuses_one_query_of_one_shop()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, "{}");
        await sandbox.FaultAsync("""[{"target":"shop:tulips.myshopify.com","kind":"throttled","times":1}]""");

        var refused = await shop.QueryAsync(token, "{ shop { name } }");
        var served = await shop.QueryAsync(token, "{ shop { name } }");

        refused["errors.0.extensions.code"].ShouldBe("THROTTLED");
        refused["extensions.cost.throttleStatus.currentlyAvailable"].ShouldBe("0");
        served["data.shop.name"].ShouldBe("Tulips");
    }

    [Fact]
    public async Task Thousand_queries_at_once_are_all_answered_and_paid()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, """{"maximum_available":1000000,"restore_rate":0}""");

        var answers = await Task.WhenAll(Enumerable.Range(0, 1_000).Select(turn => shop.QueryAsync(token,
            "query($q: String) { orders(first: 5, query: $q) { nodes { name email } } }",
            new { q = $"name:{1001 + (turn % 150)}" })));

        answers.Index().ShouldAllBe(pair =>
            pair.Item["data.orders.nodes.0.name"] == $"#{1001 + (pair.Index % 150)}");
        (await shop.BookAsync("queries")).ShouldBe("1000");
        var after = await shop.QueryAsync(token, "{ shop { name } }");
        after["extensions.cost.throttleStatus.currentlyAvailable"].ShouldBe($"{1_000_000 - 3_001}");
    }
}

using System.Text.Json;

namespace Cartwright.Sandbox.Tests;

public sealed class ShopifyOrdersTests
{
    private const string Whole = """
        query($q: String) { orders(first: 2, query: $q, sortKey: PROCESSED_AT, reverse: true) { nodes {
          id name number confirmationNumber email phone createdAt processedAt cancelledAt cancelReason closedAt note
          displayFulfillmentStatus displayFinancialStatus returnStatus statusPageUrl
          shippingAddress { zip countryCodeV2 }
          customer { id displayName } lineItems(first: 5) { nodes { title quantity } }
          currentTotalPriceSet { shopMoney { amount currencyCode } } totalRefundedSet { shopMoney { amount } }
          fulfillments(first: 5) { id name status displayStatus createdAt deliveredAt estimatedDeliveryAt inTransitAt
            trackingInfo(first: 3) { company number url } }
          refunds(first: 5) { totalRefundedSet { shopMoney { amount currencyCode } } }
          returns(first: 5) { nodes { id name status } } } } }
        """;

    private static async Task<(AShop Shop, string Token)> OpenAsync(
        ARunningSandbox sandbox, string domain = AShop.Tulips)
    {
        var shop = new AShop(sandbox, domain);
        return (shop, (await shop.InstallAsync())["access_token"]!);
    }

    [Fact]
    public async Task Order_is_told_with_its_buyer_and_its_parcels()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        var answer = await shop.QueryAsync(token, Whole, new { q = "name:#1001" });
        var order = new Answer(200, answer.Find("data.orders.nodes.0")!.Value.GetRawText(), answer.Headers);
        var page = await sandbox.GetAsync(new Uri(order["statusPageUrl"]!).PathAndQuery);

        answer["errors"].ShouldBeNull();
        answer.Headers["X-Shopify-API-Version"].ShouldBe("2026-10");
        answer.Headers["X-Request-Id"].ShouldNotBeEmpty();
        order["name"].ShouldBe("#1001");
        order["email"].ShouldBe("ada@example.com");
        order["phone"].ShouldBe("+14155550123");
        order["shippingAddress.zip"].ShouldBe("94105");
        order["customer.id"].ShouldBe("gid://shopify/Customer/7001");
        order["customer.displayName"].ShouldBe("Ada Lovelace");
        order["currentTotalPriceSet.shopMoney.amount"].ShouldBe("22.50");
        order["fulfillments.0.displayStatus"].ShouldBe("DELIVERED");
        order["fulfillments.0.deliveredAt"].ShouldBe("2026-11-22T08:00:00Z");
        order["fulfillments.0.trackingInfo.0.company"].ShouldBe("UPS");
        page.Body.ShouldContain("Order #1001");
    }

    [Theory]
    [InlineData("#1002", "displayFulfillmentStatus", "FULFILLED")]
    [InlineData("#1002", "fulfillments.0.displayStatus", "IN_TRANSIT")]
    [InlineData("#1003", "displayFulfillmentStatus", "UNFULFILLED")]
    [InlineData("#1004", "cancelReason", "CUSTOMER")]
    [InlineData("#1004", "displayFinancialStatus", "REFUNDED")]
    [InlineData("#1004", "currentTotalPriceSet.shopMoney.amount", "0.00")]
    [InlineData("#1005", "fulfillments.0.displayStatus", "DELIVERED")]
    [InlineData("#1005", "fulfillments.1.displayStatus", "IN_TRANSIT")]
    [InlineData("#1006", "displayFinancialStatus", "PARTIALLY_REFUNDED")]
    [InlineData("#1006", "refunds.0.totalRefundedSet.shopMoney.amount", "5.50")]
    [InlineData("#1007", "returns.nodes.0.status", "OPEN")]
    [InlineData("#1008", "email", "")]
    [InlineData("#1008", "phone", "")]
    public async Task Order_stands_as_its_number_says(string name, string path, string value)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        var answer = await shop.QueryAsync(token, Whole, new { q = $"name:{name}" });

        answer["errors"].ShouldBeNull();
        answer[$"data.orders.nodes.0.{path}"].ShouldBe(value);
    }

    [Theory]
    [InlineData("name:1001", "#1001")]
    [InlineData("name:\"#1001\"", "#1001")]
    [InlineData("email:ADA@example.com", "#1001")]
    [InlineData("email:'ada@example.com' name:1001", "#1001")]
    [InlineData("name:1001 AND email:other@example.com", "")]
    [InlineData("name:1001 OR name:1002", "#1001,#1002")]
    [InlineData("(name:1001 OR name:1002) -email:ada@example.com", "#1002")]
    [InlineData("#1001", "#1001,#1010")]
    [InlineData("1001", "#1001,#1010")]
    [InlineData("Lovelace", "#1001")]
    [InlineData("lace", "")]
    [InlineData("1Z11001001", "#1001")]
    [InlineData("source_identifier:till-11002", "#1002")]
    [InlineData("test:true", "")]
    [InlineData("created_at:>2026-11-23", "#1003")]
    [InlineData("name:100*  -name:1009 created_at:<'2026-11-09T00:00:00Z'", "#1007")]
    public async Task Search_finds_what_its_syntax_says(string search, string expected)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        string.Join(',', (await shop.FindAsync(token, search)).Order()).ShouldBe(expected);
    }

    [Fact]
    public async Task Search_by_confirmation_number_and_tag_is_exact()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);
        var number = (await shop.QueryAsync(token, Whole, new { q = "name:1001" }))
            ["data.orders.nodes.0.confirmationNumber"];

        (await shop.FindAsync(token, $"confirmation_number:{number}")).ShouldBe(["#1001"]);
        (await shop.FindAsync(token, "tag:wholesale name:1002")).ShouldBe(["#1002"]);
        (await shop.FindAsync(token, "tag:wholesale name:1001")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Orders_of_a_shop_are_two_hundred_and_are_paged_in_order()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);
        await shop.ChangeAsync("""{"order_window_days":1000}""");
        var names = new List<string>();
        string? after = null;
        do
        {
            var page = await shop.QueryAsync(token, """
                query($after: String) { orders(first: 60, after: $after, sortKey: ORDER_NUMBER, reverse: true) {
                  edges { cursor node { name } } pageInfo { hasNextPage endCursor } } }
                """, new { after });
            names.AddRange(page.Find("data.orders.edges")!.Value.EnumerateArray()
                .Select(edge => edge.GetProperty("node").GetProperty("name").GetString()!));
            after = page["data.orders.pageInfo.hasNextPage"] == "True" ? page["data.orders.pageInfo.endCursor"] : null;
        }
        while (after is not null);

        names.Count.ShouldBe(200);
        names.ShouldBeUnique();
        names[0].ShouldBe("#1199");
        names[^1].ShouldBe("#900");
    }

    [Fact]
    public async Task Order_older_than_sixty_days_needs_read_all_orders()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (tulips, tulipsToken) = await OpenAsync(sandbox);
        var (posters, postersToken) = await OpenAsync(sandbox, AShop.Posters);

        (await tulips.FindAsync(tulipsToken, "name:900")).ShouldBeEmpty();
        (await posters.FindAsync(postersToken, "name:900")).ShouldBe(["#900"]);
        await tulips.ChangeAsync("""{"scopes":["read_orders","read_all_orders"]}""");
        (await tulips.FindAsync(tulipsToken, "name:900")).ShouldBe(["#900"]);
    }

    [Fact]
    public async Task Shop_with_its_own_number_format_may_have_two_orders_of_one_name()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, AShop.Mugs);

        var format = await shop.QueryAsync(
            token, "{ shop { orderNumberFormatPrefix orderNumberFormatSuffix myshopifyDomain } }");

        (await shop.FindAsync(token, "name:#EN1001-A")).ShouldBe(["#EN1001-A"]);
        (await shop.FindAsync(token, "name:EN1010-A")).ShouldBe(["#EN1010-A", "#EN1010-A"]);
        (await shop.FindAsync(token, "name:#1001")).ShouldBeEmpty();
        format["data.shop.orderNumberFormatPrefix"].ShouldBe("#EN");
        format["data.shop.orderNumberFormatSuffix"].ShouldBe("-A");
    }

    [Fact]
    public async Task Order_is_found_by_its_id_in_its_own_shop_only()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (tulips, tulipsToken) = await OpenAsync(sandbox);
        var (posters, postersToken) = await OpenAsync(sandbox, AShop.Posters);
        const string Find = "query($id: ID!) { order(id: $id) { name email } }";
        var id = new { id = "gid://shopify/Order/11001" };

        (await tulips.QueryAsync(tulipsToken, Find, id))["data.order.name"].ShouldBe("#1001");
        var elsewhere = await posters.QueryAsync(postersToken, Find, id);
        elsewhere.Find("data.order")!.Value.ValueKind.ShouldBe(JsonValueKind.Null);
        (await posters.FindAsync(postersToken, "email:ada@example.com")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Missing_scope_denies_its_field_and_the_others_stand()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, AShop.Mugs);

        var customer = await shop.QueryAsync(token, "{ orders(first: 1) { nodes { name customer { id } } } }");
        var returns = await shop.QueryAsync(
            token, "{ orders(first: 1) { nodes { name returns(first: 1) { nodes { id } } } } }");
        await shop.ChangeAsync("""{"scopes":["read_customers"]}""");
        var orders = await shop.QueryAsync(token, "{ orders(first: 1) { nodes { name } } }");
        await shop.ChangeAsync("""{"scopes":[]}""");
        var nothing = await shop.QueryAsync(token, "{ shop { name } }");

        customer["data.orders.nodes.0.name"].ShouldNotBeNullOrEmpty();
        customer.Find("data.orders.nodes.0.customer")!.Value.ValueKind.ShouldBe(JsonValueKind.Null);
        customer["errors.0.extensions.code"].ShouldBe("ACCESS_DENIED");
        customer["errors.0.path.3"].ShouldBe("customer");
        customer["errors.0.message"]!.ShouldContain("`read_customers` access scope");
        // The field may not be null, so what holds it is not there either.
        returns["errors.0.path.3"].ShouldBe("returns");
        returns.Find("data")!.Value.ValueKind.ShouldBe(JsonValueKind.Null);
        orders["errors.0.message"]!.ShouldContain("`read_orders` access scope");
        nothing.Status.ShouldBe(403);
        nothing["errors"]!.ShouldContain("requires merchant approval for read_orders scope");
    }

    [Fact]
    public async Task Protected_data_is_denied_whole_or_by_field()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox, AShop.Porter);
        const string Ask = "{ orders(first: 1) { nodes { name email phone shippingAddress { zip } } } }";

        var whole = await shop.QueryAsync(token, Ask);
        await shop.ChangeAsync("""{"protected_data":"fields"}""");
        var fields = await shop.QueryAsync(token, Ask);
        await shop.ChangeAsync("""{"protected_data":"approved"}""");
        var approved = await shop.QueryAsync(token, Ask);

        whole["errors.0.message"]!.ShouldStartWith("This app is not approved to access the Order object");
        fields["data.orders.nodes.0.name"].ShouldNotBeNullOrEmpty();
        fields["data.orders.nodes.0.email"].ShouldBe("");
        fields.Find("errors")!.Value.EnumerateArray().Select(error => error.GetProperty("path")[3].GetString())
            .ShouldBe(["email", "phone", "shippingAddress"]);
        approved["errors"].ShouldBeNull();
    }

    [Fact]
    public async Task Scopes_are_told_by_the_installation()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        var answer = await shop.QueryAsync(token, "{ currentAppInstallation { accessScopes { handle } } }");

        answer.Find("data.currentAppInstallation.accessScopes")!.Value.EnumerateArray()
            .Select(scope => scope.GetProperty("handle").GetString())
            .ShouldBe(["read_orders", "read_customers", "read_returns"]);
    }

    [Fact]
    public async Task Added_order_is_found_with_what_was_said_of_it()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        var added = await shop.ControlAsync(HttpMethod.Post, "orders", """
            {"name":"#5000","email":"new@example.com","zip":"12345","customer_id":9,
             "tracking":{"company":"DHL","number":"JD1","url":"https://dhl.example/JD1"}}
            """);
        var found = await shop.QueryAsync(token, Whole, new { q = "name:5000" });

        added["id"].ShouldBe(found["data.orders.nodes.0.id"]);
        found["data.orders.nodes.0.customer.id"].ShouldBe("gid://shopify/Customer/9");
        found["data.orders.nodes.0.fulfillments.0.trackingInfo.0.number"].ShouldBe("JD1");
        (await shop.ControlAsync(HttpMethod.Post, "orders", "{}")).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("{ orders { nodes { name } } }", "first or last")]
    [InlineData("{ orders(first: 251) { nodes { name } } }", "first")]
    [InlineData("{ orders(first: 1) { nodes { secret } } }", "secret")]
    public async Task Wrong_query_says_what_is_wrong(string query, string word)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        var refused = await shop.QueryAsync(token, query);

        refused.Status.ShouldBe(200);
        refused["errors.0.message"]!.ShouldContain(word);
    }

    [Fact]
    public async Task Version_that_does_not_exist_is_not_found()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var (shop, token) = await OpenAsync(sandbox);

        (await shop.QueryAsync(token, "{ shop { name } }", version: "2026-11")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Shops_are_listed_with_where_they_are()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var shops = await sandbox.GetAsync("/sandbox/shops");

        shops["0.domain"].ShouldBe(AShop.Tulips);
        shops["0.url"].ShouldBe($"{sandbox.Address}shopify/{AShop.Tulips}");
        shops["0.client_id"].ShouldBe("sandbox-app-key");
    }
}

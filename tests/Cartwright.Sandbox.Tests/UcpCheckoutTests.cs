namespace Cartwright.Sandbox.Tests;

public sealed class UcpCheckoutTests
{
    [Theory]
    [InlineData("tulips")]
    [InlineData("mugs")]
    [InlineData("posters")]
    public async Task Checkout_complete_request_is_placed_and_order_can_be_read(string store)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var session = await ACheckout.OpenAsync(sandbox, store);
        var completed = await ACheckout.CompleteAsync(sandbox, store, session);

        completed.Status.ShouldBe(200, completed.Body);
        completed["status"].ShouldBe("completed");
        var order = await sandbox.StoreAsync(HttpMethod.Get, store, $"orders/{completed["order.id"]}");
        order["checkout_id"].ShouldBe(session);
    }

    [Fact]
    public async Task Checkout_totals_add_up_with_shipping_and_tax()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var opened = await sandbox.StoreAsync(HttpMethod.Post, "tulips", "checkout-sessions",
            ACheckout.For("tulip_bouquet_10", 2));

        opened["status"].ShouldBe("ready_for_complete");
        opened.Json.GetProperty("totals").EnumerateArray()
            .Select(total => $"{total.GetProperty("type")} {total.GetProperty("amount")}")
            .ShouldBe(["subtotal 4800", "fulfillment 500", "tax 424", "total 5724"]);
        opened["fulfillment.methods.0.groups.0.options.1.id"].ShouldBe("express");
        opened["fulfillment.methods.0.destinations.0.type"].ShouldBe("shipping_address");
    }

    [Fact]
    public async Task Checkout_without_email_or_option_says_what_is_missing_until_updated()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var opened = await sandbox.StoreAsync(HttpMethod.Post, "mugs", "checkout-sessions",
            ACheckout.For("mug_plain_white", option: null, email: null));
        opened["status"].ShouldBe("incomplete");
        opened.Json.GetProperty("messages").EnumerateArray()
            .Select(message => message.GetProperty("path").GetString())
            .ShouldBe(["$.fulfillment.methods[0].groups[0].selected_option_id", "$.buyer.email"]);
        var early = await ACheckout.CompleteAsync(sandbox, "mugs", opened["id"]!);

        var updated = await sandbox.StoreAsync(HttpMethod.Put, "mugs", $"checkout-sessions/{opened["id"]}",
            ACheckout.For("mug_plain_white"));

        early["status"].ShouldBe("incomplete");
        updated["status"].ShouldBe("ready_for_complete");
    }

    [Theory]
    [InlineData("tulips", "2026-08-25")]
    [InlineData("mugs", "2026-04-08")]
    public async Task Discovery_of_a_newer_store_lists_services_as_arrays(string store, string version)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var profile = await sandbox.GetAsync($"/stores/{store}/.well-known/ucp");

        profile["ucp.version"].ShouldBe(version);
        var service = profile.Json.GetProperty("ucp").GetProperty("services").GetProperty("dev.ucp.shopping")[0];
        service.GetProperty("transport").GetString().ShouldBe("rest");
        service.GetProperty("endpoint").GetString().ShouldBe($"{sandbox.Address}stores/{store}");
        profile.Json.GetProperty("ucp").GetProperty("payment_handlers").GetProperty("test.sandbox.card")[0]
            .GetProperty("id").GetString().ShouldBe($"{store}_card");
        profile.Headers["Cache-Control"].ShouldBe("public, max-age=60");
    }

    [Fact]
    public async Task Discovery_of_the_oldest_store_lists_capabilities_and_handlers_its_way()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var profile = await sandbox.GetAsync("/stores/posters/.well-known/ucp");

        profile["ucp.version"].ShouldBe("2026-01-11");
        profile["ucp.capabilities.0.name"].ShouldBe("dev.ucp.shopping.checkout");
        profile["payment.handlers.0.id"].ShouldBe("posters_card");
        profile.Json.GetProperty("ucp").GetProperty("services").GetProperty("dev.ucp.shopping").GetProperty("rest")
            .GetProperty("endpoint").GetString().ShouldBe($"{sandbox.Address}stores/posters");
    }

    [Theory]
    [InlineData("tulips", 200, "out_of_stock")]
    [InlineData("posters", 400, null)]
    public async Task Checkout_of_a_sold_out_item_opens_no_session(string store, int status, string? code)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.StoreAsync(HttpMethod.Post, store, "checkout-sessions",
            ACheckout.For(store == "tulips" ? "black_tulip_one" : "poster_lost_a2"));

        refused.Status.ShouldBe(status);
        refused["id"].ShouldBeNull();
        refused["messages.0.code"].ShouldBe(code);
        refused["ucp.status"].ShouldBe(code is null ? null : "error");
    }

    [Fact]
    public async Task Checkout_of_more_than_there_is_lowers_the_quantity_and_says_so()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var opened = await sandbox.StoreAsync(HttpMethod.Post, "tulips", "checkout-sessions",
            ACheckout.For("parrot_tulips_10", 9));

        opened["line_items.0.quantity"].ShouldBe("5");
        opened["messages.0.code"].ShouldBe("quantity_adjusted");
        opened["messages.0.type"].ShouldBe("warning");
    }

    [Fact]
    public async Task Checkout_of_the_last_items_leaves_none_for_the_next_one()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var body = ACheckout.For("parrot_tulips_20", 3);
        var first = await ACheckout.OpenAsync(sandbox, "tulips", body);
        var second = await ACheckout.OpenAsync(sandbox, "tulips", body);

        (await ACheckout.CompleteAsync(sandbox, "tulips", first))["status"].ShouldBe("completed");
        var late = await ACheckout.CompleteAsync(sandbox, "tulips", second);

        late["status"].ShouldBe("incomplete");
        late["messages.0.code"].ShouldBe("out_of_stock");
        (await sandbox.GetAsync("/sandbox/books/summary"))["orders_placed"].ShouldBe("1");
    }

    [Theory]
    [InlineData("tulips", "tulip_bouquet_10", "DE")]
    [InlineData("mugs", "mug_giant_one", "CA")]
    [InlineData("island", "jumper_m", "US")]
    public async Task Checkout_to_where_nothing_is_delivered_is_undeliverable(string store, string item, string country)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var opened = await sandbox.StoreAsync(HttpMethod.Post, store, "checkout-sessions",
            ACheckout.For(item, country: country));

        opened["status"].ShouldBe("incomplete");
        opened["messages.0.code"].ShouldBe("address_undeliverable");
    }

    [Fact]
    public async Task Session_that_is_dearer_and_sold_out_by_a_fault_stays_so_and_the_next_is_not()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var plain = await sandbox.StoreAsync(
            HttpMethod.Post, "tulips", "checkout-sessions", ACheckout.For("tulip_bouquet_10"));
        await sandbox.FaultAsync("""
            [{"target":"store:tulips","kind":"price-raised","times":1},{"target":"store:tulips","kind":"sold-out","times":1}]
            """);

        var struck = await sandbox.StoreAsync(
            HttpMethod.Post, "tulips", "checkout-sessions", ACheckout.For("tulip_bouquet_10"));
        var next = await sandbox.StoreAsync(
            HttpMethod.Post, "tulips", "checkout-sessions", ACheckout.For("tulip_bouquet_10"));

        struck["messages.0.code"].ShouldBe("out_of_stock");
        struck["totals.0.amount"].ShouldNotBe(plain["totals.0.amount"]);
        next["totals.0.amount"].ShouldBe(plain["totals.0.amount"]);
    }

    [Theory]
    [InlineData("tulips", 200)]
    [InlineData("posters", 402)]
    public async Task Completion_with_a_wrong_token_fails_and_can_be_done_again(string store, int status)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, store);

        var refused = await ACheckout.CompleteAsync(sandbox, store, session, token: "tok_stolen");
        var completed = await ACheckout.CompleteAsync(sandbox, store, session);

        refused.Status.ShouldBe(status);
        refused["messages.0.code"].ShouldBe(status == 200 ? "payment_failed" : null);
        completed["status"].ShouldBe("completed");
    }

    [Fact]
    public async Task Session_expires_after_six_hours()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, "tulips");

        sandbox.Time.Advance(TimeSpan.FromHours(6) - TimeSpan.FromSeconds(1));
        var before = await sandbox.StoreAsync(HttpMethod.Get, "tulips", $"checkout-sessions/{session}");
        sandbox.Time.Advance(TimeSpan.FromSeconds(1));
        var after = await sandbox.StoreAsync(HttpMethod.Get, "tulips", $"checkout-sessions/{session}");
        var completed = await ACheckout.CompleteAsync(sandbox, "tulips", session);

        before["status"].ShouldBe("ready_for_complete");
        after["status"].ShouldBe("canceled");
        completed["status"].ShouldBe("canceled");
        (await sandbox.GetAsync("/sandbox/books/summary"))["orders_placed"].ShouldBe("0");
    }

    [Fact]
    public async Task Order_is_shipped_and_delivered_as_time_goes_by()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, "mugs");
        var order = (await ACheckout.CompleteAsync(sandbox, "mugs", session))["order.id"];

        async Task<Answer> ReadAsync() => await sandbox.StoreAsync(HttpMethod.Get, "mugs", $"orders/{order}");
        var placed = await ReadAsync();
        sandbox.Time.Advance(TimeSpan.FromSeconds(5));
        var shipped = await ReadAsync();
        sandbox.Time.Advance(TimeSpan.FromSeconds(25));
        var delivered = await ReadAsync();

        placed["line_items.0.status"].ShouldBe("processing");
        placed["fulfillment.events.1.type"].ShouldBeNull();
        shipped["fulfillment.events.1.type"].ShouldBe("shipped");
        shipped["fulfillment.events.1.carrier"].ShouldBe("Sandbox Parcel");
        shipped["line_items.0.quantity.fulfilled"].ShouldBe("1");
        delivered["fulfillment.events.2.type"].ShouldBe("delivered");
    }

    [Fact]
    public async Task Escalated_checkout_is_placed_once_by_a_person_on_its_page()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, "tailor", ACheckout.For("suit_grey"));

        var escalated = await ACheckout.CompleteAsync(sandbox, "tailor", session);
        escalated["status"].ShouldBe("requires_escalation");
        var page = escalated["continue_url"]!;
        using var first = await sandbox.Http.PostAsync(page, null, TestContext.Current.CancellationToken);
        using var second = await sandbox.Http.PostAsync(page, null, TestContext.Current.CancellationToken);

        ((int)first.StatusCode, (int)second.StatusCode).ShouldBe((200, 409));
        (await sandbox.StoreAsync(HttpMethod.Get, "tailor", $"checkout-sessions/{session}"))["status"]
            .ShouldBe("completed");
        (await sandbox.GetAsync("/sandbox/books/summary"))["orders_placed"].ShouldBe("1");
    }

    [Fact]
    public async Task Canceled_session_cannot_be_completed()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, "tulips");

        var canceled = await sandbox.StoreAsync(
            HttpMethod.Post, "tulips", $"checkout-sessions/{session}/cancel", "{}");
        var completed = await ACheckout.CompleteAsync(sandbox, "tulips", session);

        canceled["status"].ShouldBe("canceled");
        completed["messages.0.code"].ShouldBe("checkout_not_modifiable");
    }

    [Fact]
    public async Task Request_without_an_agent_is_refused()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.StoreAsync(HttpMethod.Post, "tulips", "checkout-sessions",
            ACheckout.For("tulip_bouquet_10"), agent: null);

        refused.Status.ShouldBe(400);
        refused["content"]!.ShouldContain("UCP-Agent");
    }

    [Theory]
    [InlineData("tulips", 200, "not_found")]
    [InlineData("posters", 404, null)]
    public async Task Unknown_session_is_not_found(string store, int status, string? code)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var missing = await sandbox.StoreAsync(HttpMethod.Get, store, "checkout-sessions/chk_nobody");

        missing.Status.ShouldBe(status);
        missing["messages.0.code"].ShouldBe(code);
    }

    [Fact]
    public async Task Catalogue_can_be_searched_paged_and_looked_up()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var page = await sandbox.StoreAsync(HttpMethod.Post, "mugs", "catalog/search",
            """{"pagination":{"limit":2}}""");
        var looked = await sandbox.StoreAsync(HttpMethod.Post, "mugs", "catalog/lookup",
            """{"ids":["mug_plain_blue","mug_nothing"]}""");
        var product = await sandbox.StoreAsync(HttpMethod.Post, "mugs", "catalog/product", """{"id":"mug_first"}""");

        page["products.1.id"].ShouldBe("mug_set");
        page["pagination.has_next_page"].ShouldBe("True");
        page["pagination.total_count"].ShouldBe("5");
        looked["products.0.id"].ShouldBe("mug_plain");
        looked["products.0.variants.1.inputs.0.match"].ShouldBe("exact");
        looked["messages.0.content"].ShouldBe("mug_nothing");
        product["product.variants.0.availability.available"].ShouldBe("False");
    }
}

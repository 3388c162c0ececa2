using System.Net.Http.Json;
using System.Text.Json.Nodes;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Slices;

/// <summary>Nobody sees an order that is not theirs, or learns that it is there.</summary>
public sealed class LookupVerificationTests
{
    [Fact]
    public async Task Required_shows_an_order_to_who_knows_its_mail_phone_or_postcode()
    {
        await using var shops = await WithAsync(Tulips);

        foreach (var proof in new object[]
        {
            new { order = "1001", email = " ADA@example.com " },
            new { order = "1001", phone = "(415) 555-0123" },
            new { order = "1001", phone = "+1 415 555 0123" },
            new { order = "1001", postcode = "94105-1234" },
        })
        {
            (await shops.LookUpAsync(Tulips, proof))["code"]!.GetValue<string>().ShouldBe("FOUND", proof.ToString());
        }
    }

    [Fact]
    public async Task Required_asks_for_a_proof_without_asking_the_shop()
    {
        await using var shops = await WithAsync(Tulips);
        var before = (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();

        var there = await shops.LookUpAsync(Tulips, "#1001", null);
        var not = await shops.LookUpAsync(Tulips, "#424242", null);

        there["code"]!.GetValue<string>().ShouldBe("VERIFICATION_NEEDED");
        not.ToJsonString().ShouldBe(there.ToJsonString());
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(before);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("grace@example.com")]
    public async Task Mismatch_and_not_found_read_the_same(string? otherMail)
    {
        await using var shops = await WithAsync(Tulips);

        var mismatch = await shops.LookUpAsync(Tulips, new { order = "#1001", email = otherMail, postcode = "10001" });
        var notThere = await shops.LookUpAsync(Tulips, new { order = "#424242", email = otherMail, postcode = "10001" });

        mismatch.ToJsonString().ShouldBe(notThere.ToJsonString());
        mismatch["code"]!.GetValue<string>().ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Order_without_mail_and_phone_is_not_shown_for_an_empty_one()
    {
        await using var shops = await WithAsync(Tulips);

        (await shops.LookUpAsync(Tulips, new { order = "#1008", email = "", phone = "0", postcode = "-" }))["code"]!
            .GetValue<string>().ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Status_only_tells_the_status_and_nothing_that_leads_to_a_person()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:Verification=StatusOnly");

        var answer = await shops.LookUpAsync(Tulips, "#1001", null);

        answer["order"]!["fulfillmentStatus"]!.GetValue<string>().ShouldBe("FULFILLED");
        answer["order"]!["shipments"]![0]!["tracking"]!.AsArray().ShouldBeEmpty();
        answer["order"]!["statusPageUrl"].ShouldBeNull();
        answer["order"]!["refunds"].ShouldBeNull();
        (await shops.LookUpAsync(Tulips, "#1001"))["order"]!["shipments"]![0]!["tracking"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Status_only_is_no_way_to_try_postcodes_out()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:Verification=StatusOnly");
        object Guess(string? email, string? postcode) =>
            new { order = "#1001", sessionId = "one-shopper", email, postcode };
        async Task<string> CodeAsync(object body) =>
            (await shops.LookUpAsync(Tulips, body))["code"]!.GetValue<string>();

        (await CodeAsync(Guess(null, "00001"))).ShouldBe("FOUND");
        var answers = new List<string>();
        for (var guess = 2; guess <= 40; guess++)
        {
            answers.Add(await CodeAsync(Guess(null, $"{guess:D5}")));
        }

        answers[^1].ShouldBe("UNAVAILABLE");
        (await CodeAsync(Guess(Ada, null))).ShouldBe("UNAVAILABLE");
    }

    [Fact]
    public async Task Off_answers_as_the_guide_describes()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:Verification=Off");

        (await shops.LookUpAsync(Tulips, "#1001", null))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Signed_in_customer_sees_their_own_order_through_the_app_proxy_and_no_other()
    {
        await using var shops = await WithAsync(Tulips);

        (await ByProxyAsync(shops, "logged_in_customer_id=7001", "#1001"))["code"]!.GetValue<string>().ShouldBe("FOUND");
        (await ByProxyAsync(shops, "logged_in_customer_id=7002", "#1001"))["code"]!.GetValue<string>()
            .ShouldBe("NOT_FOUND");
        (await ByProxyAsync(shops, "logged_in_customer_id=", "#1001"))["code"]!.GetValue<string>()
            .ShouldBe("VERIFICATION_NEEDED");
    }

    [Fact]
    public async Task Customer_that_nobody_signed_is_not_believed()
    {
        await using var shops = await WithAsync(Tulips);
        var query = await ProxyQueryAsync(shops, "logged_in_customer_id=7002");

        var forged = await PostAsync(shops, query.Replace("7002", "7001", StringComparison.Ordinal), "#1001");
        var unsigned = await PostAsync(shops, $"shop={Tulips}&logged_in_customer_id=7001", "#1001");

        forged["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("UNAUTHENTICATED");
        unsigned["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe("UNAUTHENTICATED");
    }

    [Fact]
    public async Task Browser_is_not_told_of_degraded_shops_and_throttles()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.AtShopAsync(Tulips, "revoke");

        var answer = await ByProxyAsync(shops, "logged_in_customer_id=7001", "#1001");

        answer["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
    }

    [Fact]
    public async Task Misses_are_limited_and_a_person_is_offered_after_three()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:MissesPerSessionMax=4");
        List<bool> offers = [];
        for (var guess = 0; guess < 4; guess++)
        {
            var miss = await shops.LookUpAsync(Tulips, $"#{1002 + guess}", "x@example.com", "session-1");
            offers.Add(miss["offerPerson"]!.GetValue<bool>());
        }

        offers.ShouldBe([false, false, true, true]);
        var barred = await shops.LookUpAsync(Tulips, "#1001", Ada, "session-1");
        // It was not looked for: that it is not there is not said.
        barred["code"]!.GetValue<string>().ShouldBe("UNAVAILABLE");
        barred["offerPerson"]!.GetValue<bool>().ShouldBeTrue();
        (await shops.LookUpAsync(Tulips, "#1001", Ada, "session-2"))["code"]!.GetValue<string>().ShouldBe("FOUND");
    }

    [Fact]
    public async Task Guesses_made_at_the_same_time_are_limited_as_those_made_in_turn()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:MissesPerSessionMax=4");

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(number =>
            shops.LookUpAsync(Tulips, new { order = "#1001", postcode = $"{10000 + number}", sessionId = "guess" })));

        answers.Count(answer => answer["code"]!.GetValue<string>() == "UNAVAILABLE").ShouldBe(16);
    }

    [Fact]
    public async Task Misses_of_one_address_are_limited_whatever_sessions_it_makes_up()
    {
        await using var shops = await WithAsync(Tulips, "--Lookup:MissesPerAddressMax=3");
        shops.Merchant.DefaultRequestHeaders.Add("Rye-Shopper-IP", "203.0.113.9");
        for (var guess = 0; guess < 3; guess++)
        {
            await shops.LookUpAsync(Tulips, $"#{1002 + guess}", "x@example.com", $"session-{guess}");
        }

        var queries = (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>();
        (await shops.LookUpAsync(Tulips, "#1001", Ada, "session-9"))["code"]!.GetValue<string>()
            .ShouldBe("UNAVAILABLE");
        (await shops.BooksAsync(Tulips))["queries"]!.GetValue<long>().ShouldBe(queries);
    }

    [Fact]
    public async Task Data_that_the_app_may_not_see_is_told_to_the_merchant()
    {
        await using var shops = await WithAsync(Tulips);
        await shops.ChangeShopAsync(Tulips, new { protected_data = "fields", scopes = new[] { "read_orders" } });

        var answer = await shops.LookUpAsync(Tulips, "#1001");

        answer["code"]!.GetValue<string>().ShouldBe("NOT_FOUND");
        await shops.ChangeShopAsync(Tulips, new { protected_data = "denied" });
        (await shops.TestAsync(Tulips, "#1001"))["merchant"]!.GetValue<string>().ShouldContain("protected customer data");
        (await shops.ViewAsync(Tulips))["reason"]!.GetValue<string>().ShouldBe("DataNotApproved");
    }

    [Theory]
    [InlineData("""{"order": "hello"}""", "ORDER_REFERENCE_MISSING")]
    [InlineData("""{"order": 5}""", "BAD_USER_INPUT")]
    [InlineData("[]", "BAD_USER_INPUT")]
    [InlineData("", "BAD_USER_INPUT")]
    public async Task Bad_input_is_told_what_to_send(string body, string code)
    {
        await using var shops = await WithAsync(Tulips);
        using var content = new StringContent(body);
        using var answer = await shops.Merchant.PostAsync(
            new Uri($"/v1/shops/{Tulips}/orders/lookup", UriKind.Relative), content,
            TestContext.Current.CancellationToken);

        ((int)answer.StatusCode).ShouldBe(400);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        JsonNode.Parse(text)!["errors"]![0]!["extensions"]!["code"]!.GetValue<string>().ShouldBe(code, text);
    }

    private static async Task<JsonNode> ByProxyAsync(ShopWorld shops, string query, string order) =>
        await PostAsync(shops, await ProxyQueryAsync(shops, query), order);

    [Theory]
    [InlineData("logged_in_customer_id=7001&logged_in_customer_id=")]
    [InlineData("logged_in_customer_id=&logged_in_customer_id=7001")]
    public async Task Customer_named_twice_is_nobody_although_the_signature_holds(string query)
    {
        await using var shops = await WithAsync(Tulips);

        (await ByProxyAsync(shops, query, "#1001"))["errors"]![0]!["extensions"]!["code"]!.GetValue<string>()
            .ShouldBe("UNAUTHENTICATED");
    }

    /// <summary>What Shopify makes of a storefront's request.</summary>
    private static Task<string> ProxyQueryAsync(ShopWorld shops, string query) =>
        shops.World.Outside.GetStringAsync(
            new Uri(shops.World.SandboxAddress, $"sandbox/shops/{Tulips}/proxy-query?{query}"));

    private static async Task<JsonNode> PostAsync(ShopWorld shops, string query, string order)
    {
        using var answer = await shops.World.Outside.PostAsJsonAsync(
            new Uri(shops.World.Address, $"/v1/proxy/orders/lookup?{query}"), new { order });
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
    }
}

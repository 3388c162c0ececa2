using System.Text.Json;
using Cartwright.Sandbox.Faults;
using Cartwright.Sandbox.Scenarios;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Sandbox.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData("refuse-connection", 0)]
    [InlineData("drop-before", 0)]
    [InlineData("drop-after", 1)]
    public async Task Dropped_connection_breaks_the_call_before_or_after_the_effect(string kind, int charges)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync($$"""[{"target":"stripe","kind":"{{kind}}","times":1}]""");

        await Should.ThrowAsync<HttpRequestException>(() => sandbox.ChargeAsync("tok_visa", key: "key"));

        (await Captures(sandbox)).ShouldBe(charges);
        (await sandbox.ChargeAsync("tok_visa", key: "key"))["status"].ShouldBe("succeeded");
        (await Captures(sandbox)).ShouldBe(1);
    }

    [Theory]
    [InlineData("silent-before", 0)]
    [InlineData("silent-after", 1)]
    public async Task Silent_call_is_closed_after_its_seconds_before_or_after_the_effect(string kind, int charges)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync($$"""[{"target":"stripe","kind":"{{kind}}","seconds":30,"times":1}]""");

        var waiting = sandbox.Time.NextTimer();
        var call = sandbox.ChargeAsync("tok_visa", key: "key");
        await waiting;
        sandbox.Time.Advance(TimeSpan.FromSeconds(30));

        await Should.ThrowAsync<HttpRequestException>(() => call);
        (await Captures(sandbox)).ShouldBe(charges);
        (await sandbox.ChargeAsync("tok_visa", key: "key"))["status"].ShouldBe("succeeded");
        (await Captures(sandbox)).ShouldBe(1);
    }

    [Fact]
    public async Task Wrong_json_follows_a_performed_effect()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync("""[{"kind":"wrong-json","operation":"create_payment_intent","times":1}]""");

        var answer = await sandbox.ChargeAsync("tok_visa", key: "key");

        (answer.Status, answer["status"]).ShouldBe((200, null));
        (await Captures(sandbox)).ShouldBe(1);
    }

    [Fact]
    public async Task Status_with_retry_after_has_no_effect_and_ends_after_its_times()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync(
            """[{"target":"store:tulips","kind":"status","code":503,"retry_after":7,"times":1}]""");

        var body = ACheckout.For("tulip_bouquet_10");
        var failed = await sandbox.StoreAsync(HttpMethod.Post, "tulips", "checkout-sessions", body);
        var opened = await sandbox.StoreAsync(HttpMethod.Post, "tulips", "checkout-sessions", body);

        failed.Status.ShouldBe(503);
        failed.Headers["Retry-After"].ShouldBe("7");
        opened.Status.ShouldBe(201);
        (await sandbox.GetAsync("/sandbox/faults"))["0.hits"].ShouldBe("1");
    }

    [Fact]
    public async Task Fault_for_one_store_and_operation_leaves_the_others_alone()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync("""[{"target":"store:tulips","operation":"complete","kind":"status","code":500}]""");

        var tulips = await ACheckout.OpenAsync(sandbox, "tulips");
        var mugs = await ACheckout.OpenAsync(sandbox, "mugs");

        (await ACheckout.CompleteAsync(sandbox, "tulips", tulips)).Status.ShouldBe(500);
        (await ACheckout.CompleteAsync(sandbox, "mugs", mugs))["status"].ShouldBe("completed");
    }

    [Fact]
    public async Task Spoiled_replies_follow_a_performed_effect()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        await sandbox.FaultAsync("""[{"kind":"not-json","operation":"create_payment_intent","times":1}]""");
        (await sandbox.ChargeAsync("tok_visa")).Body.ShouldStartWith("<!doctype html>");
        await sandbox.FaultAsync("""[{"kind":"truncated","operation":"create_payment_intent","times":1}]""");
        await Should.ThrowAsync<HttpRequestException>(() => sandbox.ChargeAsync("tok_visa"));
        await sandbox.FaultAsync("""[{"kind":"huge","operation":"create_payment_intent","times":1}]""");
        (await sandbox.ChargeAsync("tok_visa")).Body.Length.ShouldBeGreaterThan(16 << 20);

        (await Captures(sandbox)).ShouldBe(3);
    }

    [Fact]
    public async Task Redirect_leads_elsewhere_without_an_effect()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync("""[{"kind":"redirect","location":"http://169.254.169.254/"}]""");

        var moved = await sandbox.ChargeAsync("tok_visa");

        moved.Status.ShouldBe(302);
        (await Captures(sandbox)).ShouldBe(0);
    }

    [Fact]
    public async Task Accepted_completion_is_done_when_its_time_has_passed()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync("""[{"target":"store:mugs","kind":"complete-in-progress","seconds":5}]""");
        var session = await ACheckout.OpenAsync(sandbox, "mugs");

        var accepted = await ACheckout.CompleteAsync(sandbox, "mugs", session);
        sandbox.Time.Advance(TimeSpan.FromSeconds(5));
        var done = await sandbox.StoreAsync(HttpMethod.Get, "mugs", $"checkout-sessions/{session}");

        accepted["status"].ShouldBe("complete_in_progress");
        accepted["order"].ShouldBeNull();
        done["status"].ShouldBe("completed");
    }

    [Theory]
    [InlineData("out-of-stock-at-complete", "out_of_stock")]
    [InlineData("payment-refused-at-complete", "payment_failed")]
    public async Task Business_fault_at_completion_places_nothing(string kind, string code)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync($$"""[{"target":"store:mugs","kind":"{{kind}}"}]""");
        var session = await ACheckout.OpenAsync(sandbox, "mugs");

        var refused = await ACheckout.CompleteAsync(sandbox, "mugs", session);

        refused["messages.0.code"].ShouldBe(code);
        (await sandbox.GetAsync("/sandbox/books/summary"))["orders_placed"].ShouldBe("0");
    }

    [Fact]
    public async Task Probability_draws_the_same_for_the_same_seed()
    {
        var draws = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var sandbox = await ARunningSandbox.StartAsync();
            await sandbox.FaultAsync("""[{"target":"stripe","kind":"status","code":500,"probability":0.5}]""");
            var statuses = new List<int>();
            for (var call = 0; call < 20; call++)
                statuses.Add((await sandbox.ChargeAsync("tok_visa")).Status);
            draws.Add(string.Join(' ', statuses));
        }

        draws[0].ShouldBe(draws[1]);
        draws[0].ShouldContain("200");
        draws[0].ShouldContain("500");
    }

    [Theory]
    [InlineData("""[{"kind":"explode"}]""")]
    [InlineData("""[{"kind":"status"}]""")]
    [InlineData("""[{"kind":"delay","target":"shop"}]""")]
    [InlineData("""[{"kind":"delay","wait":3}]""")]
    [InlineData("nonsense")]
    public async Task Rules_that_make_no_sense_are_refused(string rules)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.PutAsync("/sandbox/faults", rules);

        refused.Status.ShouldBe(400);
        refused["error"].ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Every_protocol_endpoint_runs_through_the_pipeline()
    {
        await using var app = SandboxHost.Build(new SandboxOptions());
        await app.StartAsync(TestContext.Current.CancellationToken);

        var bare = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<Operation>() is null)
            .Select(endpoint => endpoint.RoutePattern.RawText!)
            .Where(pattern => pattern.StartsWith("/stripe/v1", StringComparison.Ordinal)
                || pattern.Contains("checkout-sessions", StringComparison.Ordinal)
                || pattern.Contains("/admin/", StringComparison.Ordinal)
                || pattern.Contains("catalog", StringComparison.Ordinal)
                || pattern.Contains(".well-known", StringComparison.Ordinal));

        bare.ShouldBeEmpty();
    }

    [Fact]
    public void Every_kind_has_a_row()
    {
        FaultKindRow.Table.Select(row => row.Kind).Order().ShouldBe(Enum.GetValues<FaultKind>().Order());
        FaultKindRow.Table.Select(row => row.Name).ShouldBeUnique();
    }

    [Fact]
    public async Task Every_scenario_can_be_switched_on_and_names_a_cart_that_exists()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var variants = (await sandbox.GetAsync("/sandbox/products")).Json.EnumerateArray()
            .SelectMany(product => product.GetProperty("variants").EnumerateArray())
            .Select(variant => variant.GetProperty("id").GetString())
            .ToList();

        foreach (var scenario in Scenario.Table)
        {
            var switched = await sandbox.PutAsync($"/sandbox/scenario/{scenario.Name}", "");
            switched.Status.ShouldBe(200, switched.Body);
            switched["token"].ShouldBe(scenario.Token);
            switched.Json.GetProperty("items").EnumerateArray()
                .Select(item => item.GetProperty("variant").GetString())
                .ShouldBeSubsetOf(variants);
            (await sandbox.GetAsync("/sandbox/faults")).Json.GetArrayLength().ShouldBe(scenario.Faults.Count);
        }
    }

    [Fact]
    public async Task Lost_reply_scenario_places_once_and_the_session_tells_it()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.PutAsync("/sandbox/scenario/lost-reply", "");
        var session = await ACheckout.OpenAsync(sandbox, "tulips");
        var key = Guid.NewGuid();

        await Should.ThrowAsync<HttpRequestException>(() => ACheckout.CompleteAsync(sandbox, "tulips", session, key));
        var found = await sandbox.StoreAsync(HttpMethod.Get, "tulips", $"checkout-sessions/{session}");
        var again = await ACheckout.CompleteAsync(sandbox, "tulips", session, key);

        found["status"].ShouldBe("completed");
        again["order.id"].ShouldBe(found["order.id"]);
        (await sandbox.GetAsync("/sandbox/books/summary"))["orders_placed"].ShouldBe("1");
    }

    [Fact]
    public async Task Reset_forgets_everything()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.ChargeAsync("tok_visa");
        var session = await ACheckout.OpenAsync(sandbox, "tulips", ACheckout.For("parrot_tulips_20", 3));
        await ACheckout.CompleteAsync(sandbox, "tulips", session);

        (await sandbox.Http.PostAsync("/sandbox/reset", null, TestContext.Current.CancellationToken)).Dispose();

        var summary = await sandbox.GetAsync("/sandbox/books/summary");
        summary["payments"].ShouldBe("0");
        summary["orders_placed"].ShouldBe("0");
        await ACheckout.OpenAsync(sandbox, "tulips", ACheckout.For("parrot_tulips_20", 3));
    }

    [Fact]
    public async Task Stores_tell_how_to_register_them()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var stores = await sandbox.GetAsync("/sandbox/stores");

        stores["0.url"].ShouldBe($"{sandbox.Address}stores/tulips");
        stores["0.domain"].ShouldBe("tulips.sandbox.test");
        stores["0.marketplace"].ShouldBe("SHOPIFY");
        stores["0.payment_handler_id"].ShouldBe("tulips_card");
        stores["0.payment_token"].ShouldBe("tok_tulips_on_account");
    }

    private static async Task<int> Captures(ARunningSandbox sandbox) => JsonSerializer.Deserialize<int>(
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"]!);
}

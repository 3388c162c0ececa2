namespace Cartwright.Sandbox.Tests;

public sealed class IdempotencyTests
{
    [Fact]
    public async Task Stripe_repeat_with_the_same_key_is_replayed_and_charges_once()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var first = await sandbox.ChargeAsync("tok_visa", key: "order_1:charge");
        var second = await sandbox.ChargeAsync("tok_visa", key: "order_1:charge");

        second.Body.ShouldBe(first.Body);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        first.Headers.ContainsKey("Idempotent-Replayed").ShouldBeFalse();
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"].ShouldBe("1");
    }

    [Fact]
    public async Task Stripe_repeat_with_other_parameters_is_refused()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        await sandbox.ChargeAsync("tok_visa", key: "key");
        var other = await sandbox.ChargeAsync("tok_mastercard", key: "key");

        other.Status.ShouldBe(400);
        other["error.type"].ShouldBe("idempotency_error");
    }

    [Fact]
    public async Task Stripe_decline_is_replayed_with_its_status()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        await sandbox.ChargeAsync("tok_chargeDeclined", key: "key");
        var second = await sandbox.ChargeAsync("tok_chargeDeclined", key: "key");

        second.Status.ShouldBe(402);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await sandbox.GetAsync("/sandbox/books/summary"))["payments"].ShouldBe("1");
    }

    [Fact]
    public async Task Stripe_500_after_the_effect_is_replayed_and_the_charge_stands()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync(
            """[{"target":"stripe","operation":"create_payment_intent","kind":"status-after","code":500,"times":1}]""");

        var first = await sandbox.ChargeAsync("tok_visa", key: "key");
        var second = await sandbox.ChargeAsync("tok_visa", key: "key");

        first.Status.ShouldBe(500);
        second.Status.ShouldBe(500);
        second.Headers["Idempotent-Replayed"].ShouldBe("true");
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"].ShouldBe("1");
    }

    [Fact]
    public async Task Stripe_parameter_error_leaves_the_key_free()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var refused = await sandbox.StripeAsync(HttpMethod.Post, "payment_intents", "currency=usd", "key");
        var charged = await sandbox.ChargeAsync("tok_visa", key: "key");

        refused["error.code"].ShouldBe("parameter_missing");
        charged["status"].ShouldBe("succeeded");
    }

    [Fact]
    public async Task Stripe_key_that_is_in_use_is_409()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        await sandbox.FaultAsync("""[{"target":"stripe","kind":"delay","seconds":30,"times":1}]""");
        var isWaiting = sandbox.Time.NextTimer();
        var running = sandbox.ChargeAsync("tok_visa", key: "key");
        await isWaiting;

        var refused = await sandbox.ChargeAsync("tok_visa", key: "key");
        sandbox.Time.Advance(TimeSpan.FromSeconds(30));

        refused.Status.ShouldBe(409);
        refused["error.code"].ShouldBe("idempotency_key_in_use");
        (await running).Status.ShouldBe(200);
        (await sandbox.GetAsync("/sandbox/books/summary"))["successful_captures"].ShouldBe("1");
    }

    [Theory]
    [InlineData("tulips")]
    [InlineData("mugs")]
    [InlineData("posters")]
    public async Task Store_repeat_of_a_completion_is_replayed_and_placed_once(string store)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, store);
        var key = Guid.NewGuid();

        var first = await ACheckout.CompleteAsync(sandbox, store, session, key);
        var second = await ACheckout.CompleteAsync(sandbox, store, session, key);

        second.Body.ShouldBe(first.Body);
        var books = await sandbox.GetAsync("/sandbox/books");
        books["summary.orders_placed"].ShouldBe("1");
        books["orders.0.key"].ShouldBe(key.ToString());
        books["orders.0.session_id"].ShouldBe(session);
        books["orders.0.client_order_id"].ShouldBe("order_1");
        books.Find("summary.orders_placed_twice")!.Value.EnumerateObject().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("tulips", "code", "idempotency_conflict")]
    [InlineData("posters", "code", "IDEMPOTENCY_CONFLICT")]
    public async Task Store_repeat_with_another_body_is_409(string store, string path, string code)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var key = Guid.NewGuid();
        var item = ACheckout.ItemOf(store);

        await sandbox.StoreAsync(HttpMethod.Post, store, "checkout-sessions", ACheckout.For(item), key);
        var other = await sandbox.StoreAsync(HttpMethod.Post, store, "checkout-sessions", ACheckout.For(item, 2), key);

        other.Status.ShouldBe(409);
        other[path].ShouldBe(code);
    }

    [Theory]
    [InlineData("tulips", "completed")]
    [InlineData("posters", null)]
    public async Task Store_completion_with_a_new_key_does_not_place_again(string store, string? status)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var session = await ACheckout.OpenAsync(sandbox, store);

        await ACheckout.CompleteAsync(sandbox, store, session);
        var second = await ACheckout.CompleteAsync(sandbox, store, session);

        second.Status.ShouldBe(status is null ? 409 : 200);
        second["status"].ShouldBe(status);
        (await sandbox.GetAsync("/sandbox/books/summary"))["orders_placed"].ShouldBe("1");
    }

    [Fact]
    public async Task Stored_replies_are_forgotten_after_two_days()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var first = await sandbox.ChargeAsync("tok_visa", key: "key");
        sandbox.Time.Advance(TimeSpan.FromHours(49));
        var second = await sandbox.ChargeAsync("tok_visa", key: "key");

        second["id"].ShouldNotBe(first["id"]);
    }
}

using static Cartwright.Client.Tests.Placing.PlacementGame;

namespace Cartwright.Client.Tests.Placing;

public sealed class PlacementDecisionsTests
{
    private static readonly PlacementOptions Plain = new() { Token = "tok_visa" };

    private static readonly PlacementOptions Replacing = new()
    {
        Token = "tok_visa",
        Replace = new() { TotalMax = 1_500, Currency = "USD" },
    };

    private static readonly Order Begun =
        Order("mugs", OrderStatus.Processing, [OrderEventKind.OrderSubmissionStarted]);

    private static readonly Order NotBegun = Order("mugs", OrderStatus.Pending, []);

    [Fact]
    public void Cart_whose_stores_are_placed_is_placed()
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"));

        game.Answered(("mugs", null, null), ("tulips", null, null)).Wait().Looked(Placed("mugs"), Placed("tulips"));

        game.End.ShouldBeOfType<Placement.Placed>().EnsurePlaced().Stores.Count.ShouldBe(2);
    }

    [Fact]
    public void Lost_answer_is_looked_after_and_the_cart_is_sent_again_with_the_same_key_after_five_minutes_only()
    {
        var game = new PlacementGame(Plain, Store("mugs"));
        game.Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("key");

        game.Lost().Step.ShouldBeOfType<PlacementStep.Looking>();
        var lostAt = game.Now;
        while (game.Step is not PlacementStep.Reading)
        {
            game.Looked(NotBegun);
            if (game.Step is PlacementStep.Waiting) game.Wait();
        }

        (game.Now - lostAt).ShouldBe(TimeSpan.FromMinutes(5));
        game.Read(Store("mugs")).Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("key");
    }

    [Fact]
    public void Lost_answer_of_a_submission_that_began_is_followed_and_not_sent_again()
    {
        var game = new PlacementGame(Plain, Store("mugs"));

        game.Lost().Looked(Begun).Wait().Looked(Placed("mugs"));

        game.End.ShouldBeOfType<Placement.Placed>();
    }

    [Fact]
    public void Refused_payment_that_is_seen_after_a_lost_answer_is_not_taken_for_this_submissions()
    {
        var game = new PlacementGame(Plain, Store("mugs"));
        var refused = Order("mugs", OrderStatus.Failed,
            [OrderEventKind.OrderSubmissionStarted, OrderEventKind.PaymentFailed, OrderEventKind.OrderFailed], false);

        game.Lost().Looked(refused).Step.ShouldBeOfType<PlacementStep.Waiting>();
        game.After(6).Wait().Looked(refused).Read(Store("mugs"));
        game.Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("key");
        game.Answered(("mugs", "PAYMENT_FAILED", false));

        var failed = game.End.ShouldBeOfType<Placement.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("PAYMENT_FAILED", false));
    }

    [Theory]
    [InlineData("SUBMISSION_TIMED_OUT", null)]
    [InlineData("SERVICE_UNAVAILABLE", null)]
    [InlineData("", null)]
    public void Refusal_that_does_not_say_whether_it_began_is_looked_after(string code, bool? retryable) =>
        new PlacementGame(Plain, Store("mugs")).Refused(code, retryable)
            .Step.ShouldBeOfType<PlacementStep.Looking>();

    [Theory]
    [InlineData("OVERLOADED")]
    [InlineData("CONFLICT")]
    public void Refusal_that_began_nothing_is_repeated_after_a_wait_with_the_same_key(string code)
    {
        var game = new PlacementGame(Plain, Store("mugs"));

        game.Refused(code, true).Wait().Read(Store("mugs"));

        game.Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("key");
    }

    [Fact]
    public void Refusal_of_a_repeat_is_no_outcome_of_the_submission_that_is_in_doubt()
    {
        var game = new PlacementGame(Plain, Store("mugs"));

        game.Lost().Looked(NotBegun).After(6).Wait().Looked(NotBegun).Read(Store("mugs"));
        game.Refused("PAYMENT_TOKEN_REQUIRED", false).Looked(Begun).Wait().Looked(Placed("mugs"));

        game.End.ShouldBeOfType<Placement.Placed>();
    }

    [Fact]
    public void Store_that_may_be_tried_again_is_with_the_same_key_when_nothing_began()
    {
        var game = new PlacementGame(Plain, Store("mugs"));

        game.Answered(("mugs", "UPSTREAM_SERVICE_ERROR", true)).Wait().Read(Store("mugs"));

        game.Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("key");
    }

    [Fact]
    public void Store_that_may_be_tried_again_is_with_a_new_key_when_another_store_began()
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"));

        game.Answered(("mugs", null, null), ("tulips", "UPSTREAM_SERVICE_ERROR", true)).Wait()
            .Read(Store("mugs"), Store("tulips"));

        game.Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("key-2");
        game.Answered(("mugs", "ALREADY_SUBMITTED", false), ("tulips", null, null)).Wait()
            .Looked(Placed("mugs"), Placed("tulips")).End.ShouldBeOfType<Placement.Placed>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void Store_that_must_not_be_tried_again_ends_and_the_others_go_on(bool? retryable)
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"));

        game.Answered(("mugs", null, null), ("tulips", "SUBMIT_STORE_FAILED", retryable)).Wait().Looked(Placed("mugs"));

        game.End.ShouldBeOfType<Placement.PartlyPlaced>().Failures.Single().Retryable.ShouldBe(retryable);
    }

    [Fact]
    public void Refused_card_is_taken_out_of_the_cart_before_another_store_is_tried_again()
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"));

        game.Answered(("mugs", "PAYMENT_FAILED", false), ("tulips", "UPSTREAM_SERVICE_ERROR", true));

        game.Step.ShouldBeOfType<PlacementStep.Removing>().Items.Single().Id.ShouldBe("item@mugs");
        game.Removed(Store("tulips")).Wait().Read(Store("tulips")).Step.ShouldBeOfType<PlacementStep.Submitting>();
    }

    [Fact]
    public void Changed_total_of_one_store_is_not_agreed_to_by_trying_another_again()
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"), Store("posters"));

        game.Answered(
            ("mugs", "SUBMIT_STORE_FAILED", false), ("tulips", "UPSTREAM_SERVICE_ERROR", true), ("posters", null, null))
            .Wait().Looked(Placed("posters"));

        game.End.ShouldBeOfType<Placement.PartlyPlaced>().Failures.Select(failure => failure.Code)
            .ShouldBe(["SUBMIT_STORE_FAILED", "UPSTREAM_SERVICE_ERROR"]);
    }

    [Fact]
    public void Total_that_rose_while_the_answer_was_lost_is_not_agreed_to()
    {
        var game = new PlacementGame(Plain, Store("mugs", 1_000));

        game.Lost().Looked(NotBegun).After(6).Wait().Looked(NotBegun).Read(Store("mugs", 1_001));

        game.End.ShouldBeOfType<Placement.Failed>().Code.ShouldBe("SUBMIT_STORE_FAILED");
    }

    [Theory]
    [InlineData("PRODUCTS_UNAVAILABLE")]
    [InlineData("PAYMENT_FAILED")]
    public void Total_that_rose_behind_a_refusal_that_may_be_repeated_is_not_agreed_to(string code)
    {
        var game = new PlacementGame(Plain, Store("mugs", 3_132));

        // The gateway shows the order that was refused until another begins.
        game.Answered(("mugs", code, true)).Wait()
            .Read(Store("mugs", 8_132) with { IsSubmitted = code == "PAYMENT_FAILED" });

        var failed = game.End.ShouldBeOfType<Placement.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("SUBMIT_STORE_FAILED", false));
    }

    [Fact]
    public void Total_that_rose_behind_a_refusal_of_the_whole_is_not_agreed_to() =>
        new PlacementGame(Plain, Store("mugs")).Refused("OVERLOADED", true).Wait().Read(Store("mugs", 1_001))
            .End.ShouldBeOfType<Placement.Failed>().Code.ShouldBe("SUBMIT_STORE_FAILED");

    [Fact]
    public void Total_where_the_caller_was_shown_none_is_not_agreed_to() =>
        new PlacementGame(Plain, Store("mugs") with { Offer = null })
            .Answered(("mugs", "UPSTREAM_SERVICE_ERROR", true)).Wait().Read(Store("mugs"))
            .End.ShouldBeOfType<Placement.Failed>().Code.ShouldBe("SUBMIT_STORE_FAILED");

    [Fact]
    public void Store_whose_total_rose_is_taken_out_before_another_is_tried_again()
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"));

        game.Answered(("mugs", "PRODUCTS_UNAVAILABLE", true), ("tulips", "UPSTREAM_SERVICE_ERROR", true)).Wait()
            .Read(Store("mugs", 1_001), Store("tulips"));

        game.Step.ShouldBeOfType<PlacementStep.Removing>().Items.Single().Id.ShouldBe("item@mugs");
        game.Removed(Store("tulips")).Wait().Read(Store("tulips")).Answered(("tulips", null, null)).Wait()
            .Looked(Placed("tulips"));
        game.End.ShouldBeOfType<Placement.PartlyPlaced>().Failures.Single().Code.ShouldBe("SUBMIT_STORE_FAILED");
    }

    [Fact]
    public void Store_that_ended_and_rose_since_is_taken_out_before_another_is_tried_again() =>
        new PlacementGame(Plain, Store("mugs"), Store("tulips"))
            .Answered(("mugs", "UNDELIVERABLE", false), ("tulips", "UPSTREAM_SERVICE_ERROR", true)).Wait()
            .Read(Store("mugs", 1_001), Store("tulips"))
            .Step.ShouldBeOfType<PlacementStep.Removing>().Items.Single().Id.ShouldBe("item@mugs");

    [Fact]
    public void Second_store_that_must_not_be_tried_again_is_taken_out_like_the_first()
    {
        var game = new PlacementGame(Plain, Store("mugs"), Store("tulips"), Store("posters"));

        game.Answered(("mugs", "PAYMENT_FAILED", false), ("tulips", "UPSTREAM_SERVICE_ERROR", true),
                ("posters", "UPSTREAM_SERVICE_ERROR", true))
            .Removed(Store("tulips"), Store("posters")).Wait().Read(Store("tulips"), Store("posters"))
            .Answered(("tulips", "PAYMENT_FAILED", false), ("posters", "UPSTREAM_SERVICE_ERROR", true));

        game.Step.ShouldBeOfType<PlacementStep.Removing>().Items.Single().Id.ShouldBe("item@tulips");
    }

    [Fact]
    public void Replacement_whose_total_rose_above_what_was_allowed_is_not_bought()
    {
        var game = new PlacementGame(Replacing, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Failed("mugs", true)).Created(Store("mugs", 1_500, "order_2"))
            .Refused("OVERLOADED", true).Wait().Read(Store("mugs", 1_501, "order_2"));

        game.End.ShouldBeOfType<Placement.Failed>().Code.ShouldBe("SUBMIT_STORE_FAILED");
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(true, null, null)]
    [InlineData(null, false, false)]
    public void Store_with_several_failures_is_tried_again_only_when_each_allows_it(bool? one, bool? other, bool? all)
    {
        var game = new PlacementGame(Plain, Store("mugs"));
        var answer = Submission(("mugs", "PRODUCTS_UNAVAILABLE", one));

        game.Play(new Observation.Submitted(new Reply<Submission>.Answered(
            answer with { Failures = [.. answer.Failures, new("mugs", "SUBMIT_STORE_FAILED", null, other)] }, null)));

        game.End.ShouldBeOfType<Placement.Failed>().Retryable.ShouldBe(all);
    }

    [Fact]
    public void Repeat_comes_no_sooner_than_the_gateway_has_asked_for()
    {
        var game = new PlacementGame(Plain, Store("mugs"));

        game.Play(new Observation.Submitted(new Reply<Submission>.Refused([new("OVERLOADED", "Full.")], true)
        {
            RetryAfter = TimeSpan.FromSeconds(40),
        }));

        game.Step.ShouldBeOfType<PlacementStep.Waiting>().Delay.TotalSeconds.ShouldBeInRange(40, 41);
    }

    [Fact]
    public void Submissions_are_bounded()
    {
        var game = new PlacementGame(new() { SubmissionsMax = 3 }, Store("mugs"));
        for (var attempt = 1; attempt < 3; attempt++)
        {
            game.Answered(("mugs", "UPSTREAM_SERVICE_ERROR", true)).Wait().Read(Store("mugs"));
        }

        game.Answered(("mugs", "UPSTREAM_SERVICE_ERROR", true));

        game.End.ShouldBeOfType<Placement.Failed>().Retryable.ShouldBe(true);
    }

    [Fact]
    public void Order_without_news_for_ten_minutes_is_stuck_and_never_replaced()
    {
        var game = new PlacementGame(Replacing, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Begun);
        game.After(9.9).Wait().Looked(Begun).Step.ShouldBeOfType<PlacementStep.Waiting>();
        game.After(0.2).Wait().Looked(Begun);

        var stuck = Should.Throw<OrderStuckException>(() => game.End.EnsurePlaced());
        stuck.CartId.ShouldBe("cart_1");
        stuck.Message.ShouldContain("cart_1");
        stuck.OrderIds.ShouldBe(["order_mugs"]);
    }

    [Fact]
    public void Silence_of_the_gateway_is_not_silence_of_the_order()
    {
        var game = new PlacementGame(Plain, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Begun).After(20).Wait().Lost();

        game.Step.ShouldBeOfType<PlacementStep.Waiting>();
    }

    [Fact]
    public void Shopper_who_has_to_act_is_told_at_once_and_waited_for_when_the_caller_wants_it()
    {
        var waiting = Order("mugs", OrderStatus.ActionRequired, [OrderEventKind.OrderSubmissionStarted]);

        new PlacementGame(Plain, Store("mugs")).Answered(("mugs", null, null)).Wait().Looked(waiting)
            .End.ShouldBeOfType<Placement.ActionRequired>().Urls.ShouldBe([new Uri("https://bank.example/1")]);
        new PlacementGame(new() { ReturnOnActionRequired = false }, Store("mugs"))
            .Answered(("mugs", null, null)).Wait().Looked(waiting).After(11).Wait().Looked(waiting).Wait()
            .Looked(Placed("mugs")).End.ShouldBeOfType<Placement.Placed>();
    }

    [Fact]
    public void Failed_order_is_bought_again_with_a_key_of_its_own_when_its_payment_is_back()
    {
        var game = new PlacementGame(Replacing, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Failed("mugs", true, isRefunded: false))
            .Step.ShouldBeOfType<PlacementStep.Waiting>();
        game.Wait().Looked(Failed("mugs", true));

        var replacing = game.Step.ShouldBeOfType<PlacementStep.Replacing>();
        (replacing.OrderId, replacing.Items.Single().Id).ShouldBe(("order_mugs", "item@mugs"));
        game.Created(Store("mugs", 1_500, "order_2"));
        game.Step.ShouldBeOfType<PlacementStep.Submitting>().IdempotencyKey.ShouldBe("replace-order_mugs");
        game.Play(new Observation.Submitted(new Reply<Submission>.Unknown("lost"))).Looked(Placed("mugs", "order_2"));
        var store = game.End.ShouldBeOfType<Placement.Placed>().Stores.Single();
        (store.OrderId, store.ReplacedOrderIds.Single()).ShouldBe(("order_2", "order_mugs"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Replacement_that_carries_the_id_of_the_order_it_replaces_has_an_end()
    {
        await Task.Yield();
        var game = new PlacementGame(Replacing, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Failed("mugs", true));
        game.Created(Store("mugs", 1_500));
        game.Play(new Observation.Submitted(new Reply<Submission>.Unknown("lost"))).Looked(Placed("mugs"));

        game.End.Stores.Single().ReplacedOrderIds.ShouldBe(["order_mugs"]);
    }

    [Theory]
    [InlineData(1_501, "USD", "item@mugs")]
    [InlineData(1_500, "EUR", "item@mugs")]
    public void Replacement_that_costs_more_than_allowed_is_not_bought(long total, string currency, string item)
    {
        var game = new PlacementGame(Replacing, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Failed("mugs", true))
            .Created(Store("mugs", total, "order_2", currency));

        var failed = game.End.ShouldBeOfType<Placement.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("OUT_OF_STOCK", true));
        failed.Message.ShouldContain("would exceed");
        failed.Message.ShouldNotContain(item);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(null)]
    public void Failed_order_that_is_not_known_to_be_safe_is_not_bought_again(bool? retryable) =>
        new PlacementGame(Replacing, Store("mugs")).Answered(("mugs", null, null)).Wait()
            .Looked(Failed("mugs", retryable)).End.ShouldBeOfType<Placement.Failed>();

    [Fact]
    public void Failed_order_is_not_bought_again_without_leave() =>
        new PlacementGame(Plain, Store("mugs")).Answered(("mugs", null, null)).Wait()
            .Looked(Failed("mugs", true)).End.ShouldBeOfType<Placement.Failed>().Retryable.ShouldBe(true);

    [Fact]
    public void Order_that_another_placement_has_replaced_is_unknown()
    {
        var game = new PlacementGame(Replacing, Store("mugs"));

        game.Answered(("mugs", null, null)).Wait().Looked(Failed("mugs", true)).Created(Store("mugs", 900, "order_2"))
            .Refused("IDEMPOTENCY_KEY_REUSED", false);

        game.End.ShouldBeOfType<Placement.Unknown>().Why.ShouldContain("another placement");
    }

    [Fact]
    public void Gateway_that_never_answers_leaves_the_cart_unknown_when_the_time_is_up()
    {
        var game = new PlacementGame(new() { TimeLimitSeconds = 120 }, Store("mugs"));
        var began = game.Now;
        while (game.Step is not PlacementStep.Ended)
        {
            if (game.Step is PlacementStep.Waiting) game.Wait();
            else game.Lost();
        }

        (game.Now - began).ShouldBe(TimeSpan.FromMinutes(2));
        game.End.ShouldBeOfType<Placement.Unknown>().Resume.ShouldBe(new("cart_1", "key"));
        Should.Throw<PlacementException>(() => game.End.EnsurePlaced()).Message.ShouldContain("cart_1");
    }

    [Fact]
    public void Resumed_placement_looks_before_it_sends_anything()
    {
        var game = PlacementGame.Resumed(Plain);

        game.Read(Store("mugs")).Looked(NotBegun).Step.ShouldBeOfType<PlacementStep.Waiting>();
        game.Wait().Looked(Begun).Wait().Looked(Placed("mugs")).End.ShouldBeOfType<Placement.Placed>();
    }

    /// <summary>Told as failed, it would be bought a third time.</summary>
    [Fact]
    public void Resumed_placement_follows_what_was_bought_again_before_it_was_left()
    {
        var bought = new PlacementReplacement("order_mugs", "cart_2");
        var game = PlacementGame.Resumed(Plain, bought);

        game.Read(Store("mugs")).Looked(Failed("mugs", true));
        game.Step.ShouldBeOfType<PlacementStep.Reading>().CartId.ShouldBe("cart_2");
        game.Read(Store("mugs", orderId: "order_2")).Looked(Placed("mugs", id: "order_2"));

        var placed = game.End.ShouldBeOfType<Placement.Placed>();
        placed.Stores.Single().ReplacedOrderIds.ShouldBe(["order_mugs"]);
        placed.Resume.Replacements.ShouldBe([bought]);
    }

    [Fact]
    public void Resumed_placement_that_can_not_read_what_was_bought_again_does_not_call_it_failed()
    {
        var game = PlacementGame.Resumed(
            new() { TimeLimitSeconds = 60 }, new PlacementReplacement("order_mugs", "cart_2"));

        game.Read(Store("mugs")).Looked(Failed("mugs", true));
        while (game.Step is not PlacementStep.Ended)
        {
            if (game.Step is PlacementStep.Waiting) game.Wait();
            else game.Lost();
        }

        game.End.ShouldBeOfType<Placement.Unknown>().Stores.Single().ShouldBeOfType<StoreOutcome.Unknown>();
        var late = PlacementGame.Resumed(
            new() { TimeLimitSeconds = 60 }, new PlacementReplacement("order_mugs", "cart_2"));
        late.Read(Store("mugs")).After(minutes: 2).Looked(Failed("mugs", true)).End.ShouldBeOfType<Placement.Unknown>();
    }

    [Fact]
    public void Placement_that_is_left_while_it_buys_again_says_where()
    {
        var game = new PlacementGame(Replacing, Store("mugs"));
        game.Answered(("mugs", null, null)).Wait().Looked(Failed("mugs", true)).Created(Store("mugs", orderId: "order_2"));

        game.After(minutes: 60).Lost().End.ShouldBeOfType<Placement.Unknown>()
            .Resume.Replacements.ShouldBe([new("order_mugs", "cart_2")]);
    }

    [Fact]
    public void Waits_double_up_to_their_limit_and_are_drawn_from_the_upper_half()
    {
        var random = new Random(3);
        for (var attempt = 1; attempt <= 12; attempt++)
        {
            var ceiling = Math.Min(30_000, 1_000 * Math.Pow(2, attempt - 1));
            PlacementDecisions.Backoff(Plain, attempt, random).TotalMilliseconds
                .ShouldBeInRange(ceiling / 2, ceiling);
        }
    }
}

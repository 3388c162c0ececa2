using System.Net;
using Cartwright.Accounts;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Outbound;
using Cartwright.Tests.Orders;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cartwright.Tests.Webhooks;

/// <summary>What becomes of deliveries, on a clock that the test moves and to an endpoint over HTTP.</summary>
public sealed class DeliverWebhookTests
{
    private const int LimitMilliseconds = 60_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Delivery_that_fails_twice_is_repeated_with_the_same_id_and_body_and_a_new_signature()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var endpoint = await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (_, http) =>
        {
            http.Response.StatusCode = receiver.Deliveries.Count <= 2 ? 500 : 200;
            return Task.CompletedTask;
        };

        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.WorkOffAsync();

        var sent = receiver.Deliveries;
        sent.Count.ShouldBe(3);
        sent.Select(one => one.DeliveryId).Distinct().ShouldBe([$"order_1-1-{endpoint.Id}"]);
        sent.Select(one => one.Text).Distinct().Count().ShouldBe(1);
        sent.Select(one => one.Headers["webhook-signature"]).Distinct().Count().ShouldBe(3);
        (desk.Clock.GetUtcNow() - OrderSamples.Noon).ShouldBeInRange(
            TimeSpan.FromSeconds(28), TimeSpan.FromSeconds(35));
        var log = (await desk.LogAsync()).ShouldHaveSingleItem();
        (log.State, log.Attempts, log.LastStatus).ShouldBe((DeliveryState.Delivered, 3, 200));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Endpoint_that_never_answers_200_is_given_up_after_3_days_and_a_person_is_called()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var endpoint = await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (_, http) =>
        {
            http.Response.Redirect("/hooks");
            return Task.CompletedTask;
        };

        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.WorkOffAsync();

        var log = (await desk.LogAsync()).ShouldHaveSingleItem();
        (log.State, log.Attempts, log.LastStatus).ShouldBe((DeliveryState.GivenUp, 13, 302));
        receiver.Deliveries.Count.ShouldBe(13);
        (await desk.AttentionAsync()).ShouldHaveSingleItem().ShouldContain("webhooks deliveries");
        (await desk.Get<WebhookEndpoints>().FindAsync(endpoint.Id, Stop))!.State.ShouldBe(EndpointState.Active);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Delivery_given_up_is_sent_again_by_hand_with_the_same_id()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (_, http) =>
        {
            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        };
        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.WorkOffAsync();
        receiver.OnDelivery = (_, _) => Task.CompletedTask;
        var given = (await desk.LogAsync()).ShouldHaveSingleItem();

        var result = await desk.Get<RedeliverWebhook>().HandleAsync(given.Id, Stop);
        await desk.WorkAsync();

        result.ShouldBe(RedeliverResult.Queued);
        (await desk.LogAsync()).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
        receiver.Deliveries.Select(one => one.DeliveryId).Distinct().ShouldBe([given.Id]);
        (await desk.AttentionAsync()).ShouldBeEmpty();
        (await desk.Get<RedeliverWebhook>().HandleAsync("order_9-1-endpoint_9", Stop))
            .ShouldBe(RedeliverResult.NotFound);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Answer_that_takes_longer_than_10_seconds_is_a_timeout_and_tried_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.AddAsync(receiver.Url);
        var arrived = new TaskCompletionSource();
        receiver.OnDelivery = (_, http) =>
        {
            arrived.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        };
        await desk.HappenAsync("order_1", OrderSamples.Submission);

        var working = desk.WorkAsync();
        await arrived.Task.WaitAsync(Stop);
        desk.Clock.Advance(TimeSpan.FromSeconds(9.9));
        working.IsCompleted.ShouldBeFalse();
        desk.Clock.Advance(TimeSpan.FromSeconds(0.1));
        await working;

        var log = (await desk.LogAsync()).ShouldHaveSingleItem();
        (log.State, log.LastStatus, log.LastError).ShouldBe((DeliveryState.Pending, null, "Timeout"));
        (await desk.NextDueAsync()).ShouldNotBeNull().ShouldBeGreaterThan(desk.Clock.GetUtcNow());
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Reply_that_is_lost_leads_to_a_duplicate_with_the_same_id()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (_, http) =>
        {
            if (receiver.Deliveries.Count == 1) http.Abort();
            return Task.CompletedTask;
        };

        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.WorkOffAsync();

        receiver.Deliveries.Count.ShouldBe(2);
        receiver.Deliveries.Select(one => one.DeliveryId).Distinct().Count().ShouldBe(1);
        (await desk.LogAsync()).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Event_that_fails_is_waited_for_by_the_later_ones_of_its_order_for_a_while_and_by_no_other_order()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (one, http) =>
        {
            if (one.Id == "order_1.1") http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        await desk.ChargedAsync("order_1");
        await desk.ChargedAsync("order_2");
        while (receiver.Deliveries.All(one => one.Id != "order_1.2"))
        {
            desk.Clock.SetUtcNow((await desk.NextDueAsync())!.Value);
            await desk.WorkAsync();
        }

        var sent = receiver.Deliveries.Select(one => one.Id).ToList();
        sent.Where(id => id.StartsWith("order_2", StringComparison.Ordinal)).ShouldBe(["order_2.1", "order_2.2"]);
        sent.IndexOf("order_2.2").ShouldBeLessThan(sent.IndexOf("order_1.2"));
        sent.Count(id => id == "order_1.1").ShouldBe(DeliveryDecisions.AttemptsInOrder);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Backlog_of_a_busy_endpoint_is_delivered_when_it_answers_without_waiting_for_its_time()
    {
        await using var desk = await DeliveryDesk.OpenAsync();
        await using var receiver = await Receiver.StartAsync();
        await desk.AddAsync(receiver.Url);
        var mayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var arrived = new SemaphoreSlim(0);
        receiver.OnDelivery = (_, _) =>
        {
            arrived.Release();
            return mayAnswer.Task;
        };
        for (var number = 0; number < 30; number++) await desk.ChargedAsync($"order_{number}");
        // Four go out, sixteen wait for them, and the other orders' first events and all second ones are put off.
        var working = (await desk.Journal.ClaimAsync(WebhookDelivery.Queue, 100, Stop)).Select(desk.WorkAsync).ToList();
        for (var sent = 0; sent < 4; sent++) await arrived.WaitAsync(Stop);
        var putOff = 0;
        await foreach (var work in Task.WhenEach(working).WithCancellation(Stop))
        {
            await work;
            if (++putOff == 40) break;
        }

        mayAnswer.SetResult();
        await Task.WhenAll(working);
        var looks = 0;
        for (int due; (due = await desk.WorkAsync()) > 0;) looks += due;

        (await desk.LogAsync()).ShouldAllBe(delivery => delivery.State == DeliveryState.Delivered);
        receiver.Deliveries.Count.ShouldBe(60);
        receiver.InFlightMost.ShouldBe(4);
        looks.ShouldBe(40);
        receiver.Deliveries.GroupBy(one => one.OrderId).ShouldAllBe(order =>
            order.Select(one => one.Type).SequenceEqual(new[] { "ORDER_SUBMISSION_STARTED", "PAYMENT_SUCCEEDED" }));
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Endpoint_that_is_gone_is_disabled_at_once_and_used_again_after_a_test()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var endpoint = await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (_, http) =>
        {
            http.Response.StatusCode = 410;
            return Task.CompletedTask;
        };
        await desk.ChargedAsync("order_1");
        await desk.WorkOffAsync();
        await desk.ChargedAsync("order_2");
        await desk.WorkOffAsync();

        receiver.Deliveries.Count.ShouldBe(1);
        (await desk.LogAsync()).Select(log => log.State).ShouldBe([DeliveryState.GivenUp, DeliveryState.GivenUp]);
        (await desk.AttentionAsync()).ShouldHaveSingleItem().ShouldContain("410");

        receiver.OnDelivery = (_, _) => Task.CompletedTask;
        (await desk.Get<TestEndpoint>().HandleAsync(endpoint.Id, Stop)).ShouldBeOfType<TestEndpointResult.Verified>();
        await desk.ChargedAsync("order_3");
        await desk.WorkOffAsync();

        receiver.Deliveries.Skip(1).Select(one => one.OrderId).ShouldBe(["order_3", "order_3"]);
        (await desk.AttentionAsync()).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Endpoint_that_fails_for_5_days_running_is_disabled()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var endpoint = await desk.AddAsync(receiver.Url);
        receiver.OnDelivery = (_, http) =>
        {
            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        for (var day = 0; day <= 5; day++)
        {
            desk.Clock.SetUtcNow(OrderSamples.Noon.AddDays(day));
            await desk.HappenAsync($"order_{day}", OrderSamples.Submission);
            await desk.WorkAsync();
        }

        (await desk.Get<WebhookEndpoints>().FindAsync(endpoint.Id, Stop))!.State.ShouldBe(EndpointState.Disabled);
        (await desk.AttentionAsync()).ShouldHaveSingleItem().ShouldContain("5 days");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Attempt_whose_worker_died_before_it_wrote_the_outcome_is_made_again()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.AddAsync(receiver.Url);
        await desk.HappenAsync("order_1", OrderSamples.Submission);
        var lost = (await desk.Journal.ClaimAsync(WebhookDelivery.Queue, 1, Stop)).ShouldHaveSingleItem();
        desk.Clock.Advance(desk.Journal.LeaseTime + TimeSpan.FromSeconds(1));

        (await desk.WorkAsync()).ShouldBe(1);
        await desk.WorkAsync(lost);

        receiver.Deliveries.ShouldHaveSingleItem();
        (await desk.LogAsync()).ShouldHaveSingleItem().State.ShouldBe(DeliveryState.Delivered);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Endpoint_hears_of_the_types_it_wants_and_of_nothing_that_was_before_it()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.AddAsync(receiver.Url, "PAYMENT_SUCCEEDED", "ORDER_FAILED");

        await desk.HappenAsync("order_1", new OrderEvent.PaymentSucceeded("pi_1", OrderSamples.Amount));
        await desk.HappenAsync("order_2", OrderSamples.Submission);
        await desk.WorkOffAsync();

        receiver.Deliveries.Select(one => one.Id).ShouldBe(["order_1.2"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Endpoint_of_another_account_hears_nothing_even_when_a_row_says_so()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.Get<ApiKeys>().CreateAsync("account_2", Billing.Card, "", Stop);
        var foreign = (await desk.Get<AddEndpoint>().HandleAsync("account_2", receiver.Url, null, Stop))
            .ShouldBeOfType<AddEndpointResult.Added>().Endpoint;
        await desk.ChargedAsync("order_1");
        var forged = WebhookDelivery.New("order_1", 1, foreign.Id, "ORDER_PLACED", desk.Clock.GetUtcNow());
        var append = new JournalAppend().Enqueue(WebhookDelivery.Queue, forged.Id);
        forged.Write(append);
        await desk.Journal.AppendAsync(append, Stop);

        await desk.WorkOffAsync();

        receiver.Deliveries.ShouldBeEmpty();
        (await desk.LogAsync()).ShouldHaveSingleItem().LastError.ShouldBe("NoSuchEvent");
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Name_that_leads_to_a_private_address_is_refused_when_it_is_called()
    {
        await using var desk = await DeliveryDesk.OpenAsync(
            services => services.AddSingleton(provider =>
                new OutboundConnections(provider.GetRequiredService<IOptions<OutboundOptions>>())
                {
                    Resolve = (_, _) => Task.FromResult(new[] { IPAddress.Loopback }),
                }),
            "--Outbound:AllowPrivate=false");

        var added = await desk.Get<AddEndpoint>().HandleAsync(
            DeliveryDesk.AccountId, new("https://app.example/hooks"), null, Stop);

        added.ShouldBeOfType<AddEndpointResult.Added>().Verification
            .ShouldBeOfType<TestEndpointResult.NotVerified>().Why.ShouldContain("AddressRefused");
    }

    [Theory(Timeout = LimitMilliseconds)]
    [InlineData("http://app.example/hooks", "https")]
    [InlineData("https://127.0.0.1/hooks", "public")]
    [InlineData("https://[::1]/hooks", "public")]
    [InlineData("https://169.254.169.254/latest", "public")]
    [InlineData("https://localhost/hooks", "public")]
    [InlineData("https://user:word@app.example/hooks", "password")]
    public async Task Address_that_may_not_be_called_is_refused_when_it_is_added(string url, string word)
    {
        await using var desk = await DeliveryDesk.OpenAsync(null, "--Outbound:AllowPrivate=false");

        var refused = (await desk.Get<AddEndpoint>().HandleAsync(DeliveryDesk.AccountId, new(url), null, Stop))
            .ShouldBeOfType<AddEndpointResult.Refused>();

        refused.Message.ShouldContain(word);
        (await desk.Get<WebhookEndpoints>().ListAsync(null, Stop)).ShouldBeEmpty();
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Account_has_ten_endpoints_at_most_and_a_removed_one_makes_room()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var first = await desk.AddAsync(receiver.Url);
        for (var count = 2; count <= 10; count++) await desk.AddAsync(receiver.Url);
        var add = desk.Get<AddEndpoint>();

        (await add.HandleAsync(DeliveryDesk.AccountId, receiver.Url, null, Stop))
            .ShouldBeOfType<AddEndpointResult.Refused>().Message.ShouldContain("at most 10");
        (await desk.Get<RemoveEndpoint>().HandleAsync(first.Id, Stop)).ShouldBeTrue();
        (await add.HandleAsync(DeliveryDesk.AccountId, receiver.Url, null, Stop))
            .ShouldBeOfType<AddEndpointResult.Added>();
    }

    /// <summary>The largest cart there can be, with as many endpoints as there can be, is one append.</summary>
    [Fact(Timeout = LimitMilliseconds)]
    public async Task Hundred_orders_of_one_cart_with_ten_endpoints_fit_into_one_append()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        for (var count = 1; count <= 10; count++) await desk.AddAsync(receiver.Url);
        var append = new JournalAppend();
        for (var count = 0; count < 100; count++)
        {
            var order = Order.NotStarted($"order_{count}");
            await desk.Get<OrderStreams>().AddAsync(append, order, [OrderSamples.Submission], OrderSamples.Noon, Stop);
            append.Enqueue("charge", order.Id);
        }

        (await desk.Journal.AppendAsync(append, Stop)).ShouldBeOfType<AppendResult.Committed>();

        (await desk.LogAsync()).Count.ShouldBe(1_000);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Secret_that_was_changed_signs_at_once_and_the_old_one_for_a_day_more()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var endpoint = await desk.AddAsync(receiver.Url);
        var fresh = (await desk.Get<RotateSecret>().HandleAsync(endpoint.Id, Stop)).ShouldNotBeNull();

        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.WorkOffAsync();
        desk.Clock.Advance(TimeSpan.FromDays(1));
        await desk.HappenAsync("order_2", OrderSamples.Submission);
        await desk.WorkOffAsync();

        bool[] Verified(Received one) =>
        [
            .. new[] { fresh, endpoint.Secret }.Select(secret => WebhookVerifier.IsGenuine(
                secret.Reveal(), one.DeliveryId, one.Headers["webhook-timestamp"], one.Headers["webhook-signature"],
                one.Body, one == receiver.Deliveries[0] ? OrderSamples.Noon : OrderSamples.Noon.AddDays(1))),
        ];
        Verified(receiver.Deliveries[0]).ShouldBe([true, true]);
        Verified(receiver.Deliveries[1]).ShouldBe([true, false]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Log_forgets_what_ended_a_month_ago_and_keeps_what_is_newer()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        await desk.AddAsync(receiver.Url);
        await desk.HappenAsync("order_1", OrderSamples.Submission);
        await desk.WorkOffAsync();
        desk.Clock.Advance(TimeSpan.FromDays(31));
        await desk.HappenAsync("order_2", OrderSamples.Submission);
        await desk.WorkOffAsync();

        var lease = (await desk.Journal.ClaimAsync(CleanDeliveries.QueueName, 1, Stop)).ShouldHaveSingleItem();
        await desk.Get<IEnumerable<IWorkHandler>>().OfType<CleanDeliveries>().Single().HandleAsync(lease, Stop);

        (await desk.LogAsync()).Select(log => log.OrderId).ShouldBe(["order_2"]);
    }

    [Fact(Timeout = LimitMilliseconds)]
    public async Task Secret_is_nowhere_in_the_journal_in_plain_text()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var desk = await DeliveryDesk.OpenAsync();
        var endpoint = await desk.AddAsync(receiver.Url);

        var recorded = await desk.Journal.ReadAsync(DeliveryDesk.AccountId, 0, Stop);
        var rows = await desk.Journal.QueryAsync(
            "select secret_sealed from webhook_endpoints", row => row.GetString(0), null, Stop);

        string[] kept = [.. recorded.Select(one => System.Text.Encoding.UTF8.GetString(one.Data.Span)), .. rows];
        kept.ShouldAllBe(text => !text.Contains(endpoint.Secret.Reveal(), StringComparison.Ordinal)
            && !text.Contains("whsec_", StringComparison.Ordinal));
        kept.Length.ShouldBe(5);
    }
}

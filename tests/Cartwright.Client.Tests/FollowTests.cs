using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Client.Tests;

public sealed class FollowTests
{
    [Fact]
    public async Task Following_tells_each_event_once_until_every_order_is_settled()
    {
        var steps = await FollowAsync(
            Checkout("PROCESSING", ("order_1", "PROCESSING", ["PaymentSucceeded"]), ("order_2", "PROCESSING", [])),
            GatewayScript.Lost(),
            Checkout("PROCESSING",
                ("order_1", "SUCCEEDED", ["PaymentSucceeded", "OrderPlaced"]),
                ("order_2", "FAILED", ["PaymentSucceeded", "OrderFailed"])),
            Checkout("PARTIALLY_SUCCEEDED",
                ("order_1", "SUCCEEDED", ["PaymentSucceeded", "OrderPlaced"]),
                ("order_2", "FAILED", ["PaymentSucceeded", "OrderFailed", "PaymentRefunded"])));

        steps.SkipLast(1).Cast<FollowStep.Happened>().Select(step => $"{step.Order.Id} {step.Event.Name}").ShouldBe(
        [
            "order_1 PaymentSucceeded",
            "order_1 OrderPlaced",
            "order_2 PaymentSucceeded",
            "order_2 OrderFailed",
            "order_2 PaymentRefunded",
        ]);
        steps[^1].ShouldBeOfType<FollowStep.Ended>()
            .Checkout.Status.ShouldBe(CheckoutStatus.PartiallySucceeded);
    }

    [Fact]
    public async Task Following_an_unknown_cart_is_refused_at_once()
    {
        var steps = await FollowAsync(GatewayScript.Json("""{"data":{"checkoutByCartID":null}}"""));

        steps.Single().ShouldBeOfType<FollowStep.Refused>().Errors.Single().Code.ShouldBe("NOT_FOUND");
    }

    [Fact]
    public async Task Following_a_gateway_that_stays_silent_ends_as_lost_after_the_limit()
    {
        var clock = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(61) };

        var steps = await FollowAsync(clock, GatewayScript.Lost());

        steps.Single().ShouldBeOfType<FollowStep.Lost>();
    }

    private static Task<List<FollowStep>> FollowAsync(params Func<HttpResponseMessage>[] answers) =>
        FollowAsync(new PollClock(), answers);

    private static async Task<List<FollowStep>> FollowAsync(
        TimeProvider clock, params Func<HttpResponseMessage>[] answers)
    {
        var (client, _) = CartwrightClientTests.Start(clock, answers);
        List<FollowStep> steps = [];
        await foreach (var step in client.FollowAsync("cart_1", null, TestContext.Current.CancellationToken))
        {
            steps.Add(step);
        }
        return steps;
    }

    internal static Func<HttpResponseMessage> Checkout(
        string status, params (string Id, string Status, string[] Events)[] orders) =>
        GatewayScript.Json($$"""{"data":{"checkoutByCartID":{"status":"{{status}}","orders":[{{string.Join(',',
            orders.Select(order => CartwrightClientTests.Order(order.Id, order.Status, order.Events)))}} ] } } }""");

    /// <summary>A clock on which a second's wait is over as soon as it has begun.</summary>
    internal sealed class PollClock : FakeTimeProvider
    {
        /// <summary>Another wait that is over at once, in seconds.</summary>
        public int AlsoSeconds { get; init; } = 1;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            return new Skipping(this, timer, dueTime);
        }

        private void Skip(TimeSpan dueTime)
        {
            if (dueTime == TimeSpan.FromSeconds(1) || dueTime == TimeSpan.FromSeconds(AlsoSeconds))
                ThreadPool.QueueUserWorkItem(_ => Advance(dueTime));
        }

        private sealed class Skipping : ITimer
        {
            private readonly PollClock clock;
            private readonly ITimer timer;

            public Skipping(PollClock clock, ITimer timer, TimeSpan dueTime)
            {
                (this.clock, this.timer) = (clock, timer);
                clock.Skip(dueTime);
            }

            public bool Change(TimeSpan dueTime, TimeSpan period)
            {
                var changed = timer.Change(dueTime, period);
                clock.Skip(dueTime);
                return changed;
            }

            public void Dispose() => timer.Dispose();

            public ValueTask DisposeAsync() => timer.DisposeAsync();
        }
    }
}

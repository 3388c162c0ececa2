using Cartwright.Tests.Orders;
using Cartwright.Webhooks;

namespace Cartwright.Tests.Webhooks;

public sealed class DeliveryDecisionsTests
{
    private static readonly DateTimeOffset Noon = OrderSamples.Noon;
    private static readonly WebhookDelivery Fresh =
        WebhookDelivery.New("order_1", 3, "endpoint_1", "ORDER_PLACED", Noon);

    private static readonly AttemptOutcome Down = new AttemptOutcome.Failed("Timeout");

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    [InlineData(1.0)]
    public void Delivery_that_only_fails_is_tried_13_times_in_up_to_3_days_and_then_given_up(double jitter)
    {
        var (delivery, now, waits) = (Fresh, Noon, new List<TimeSpan>());
        var step = DeliveryDecisions.After(delivery, Down, null, now, jitter);
        while (step.Due is { } due)
        {
            waits.Add(due - now);
            (delivery, now) = (step.Next, due);
            step = DeliveryDecisions.After(delivery, Down, step.FailingSince, now, jitter);
        }

        step.Next.ShouldSatisfyAllConditions(
            () => step.Next.State.ShouldBe(DeliveryState.GivenUp),
            () => step.Next.Attempts.ShouldBe(13),
            () => step.Next.Id.ShouldBe(Fresh.Id));
        waits.ShouldBe(waits.Order());
        waits[0].ShouldBeInRange(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(5));
        (now - Noon).ShouldBeInRange(TimeSpan.FromDays(2), TimeSpan.FromDays(3));
        step.Disable.ShouldBeNull();
    }

    [Theory]
    [InlineData(200, DeliveryState.Delivered)]
    [InlineData(204, DeliveryState.Delivered)]
    [InlineData(299, DeliveryState.Delivered)]
    [InlineData(199, DeliveryState.Pending)]
    [InlineData(301, DeliveryState.Pending)]
    [InlineData(307, DeliveryState.Pending)]
    [InlineData(400, DeliveryState.Pending)]
    [InlineData(429, DeliveryState.Pending)]
    [InlineData(500, DeliveryState.Pending)]
    [InlineData(410, DeliveryState.GivenUp)]
    public void Status_decides_whether_a_delivery_is_done(int status, DeliveryState state)
    {
        var step = DeliveryDecisions.After(Fresh, new AttemptOutcome.Answered(status, []), null, Noon, 0);

        step.Next.State.ShouldBe(state);
        step.Next.LastStatus.ShouldBe(status);
        (step.Due is null).ShouldBe(state != DeliveryState.Pending);
        (step.Disable is not null).ShouldBe(status == 410);
    }

    [Fact]
    public void Endpoint_that_has_failed_for_5_days_is_disabled_and_one_success_starts_the_count_again()
    {
        var since = Noon.AddDays(-5);

        DeliveryDecisions.After(Fresh, Down, since.AddSeconds(1), Noon, 0).Disable.ShouldBeNull();
        DeliveryDecisions.After(Fresh, Down, since, Noon, 0).Disable.ShouldBe("It has failed for 5 days.");
        DeliveryDecisions.After(Fresh, new AttemptOutcome.Answered(200, []), since, Noon, 0)
            .FailingSince.ShouldBeNull();
    }

    [Fact]
    public void What_is_put_off_comes_back_ever_later_within_ten_minutes()
    {
        DeliveryDecisions.PutOff(1, 0).ShouldBe(TimeSpan.FromMilliseconds(250));
        DeliveryDecisions.PutOff(2, 1).ShouldBe(TimeSpan.FromMilliseconds(500));
        DeliveryDecisions.PutOff(1_000, 0).ShouldBe(TimeSpan.FromMinutes(10));
    }
}

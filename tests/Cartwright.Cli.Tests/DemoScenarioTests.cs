using Cartwright.Cli.Demo;
using Cartwright.Client;

namespace Cartwright.Cli.Tests;

public sealed class DemoScenarioTests
{
    private static DemoScenario Scenario(string name) => DemoScenario.Table.Single(row => row.Name == name);

    [Fact]
    public void Placed_orders_that_the_books_confirm_are_what_placed_shows() =>
        Scenario("placed").FindDifference(Sights(2, 0, new(2, 0, 2))).ShouldBeNull();

    [Fact]
    public void An_order_charged_twice_is_not_what_lost_reply_shows() =>
        Scenario("lost-reply").FindDifference(Sights(2, 0, new(3, 0, 2)))!.ShouldContain("took 3");

    [Fact]
    public void An_order_placed_twice_is_not_what_lost_reply_shows() =>
        Scenario("lost-reply").FindDifference(Sights(2, 0, new(2, 0, 3)))!.ShouldContain("have 3");

    [Fact]
    public void A_failure_with_another_retryable_is_not_what_the_scenario_shows()
    {
        var seen = Sights(1, 0, new(1, 0, 1));
        seen.Failures.Add(new("mugs.example", "UPSTREAM_SERVICE_ERROR", "", null));

        Scenario("merchant-down").FindDifference(seen)!.ShouldContain("retryable true");
    }

    [Fact]
    public void A_failure_without_its_refund_is_not_what_placement_fails_shows()
    {
        var seen = Sights(1, 0, new(2, 0, 1));
        seen.Failures.Add(new("mugs.example", "OUT_OF_STOCK", "", true));

        Scenario("placement-fails").FindDifference(seen)!.ShouldContain("refunded");
    }

    private static DemoSights Sights(int placed, int refunded, SandboxBooks books)
    {
        var seen = new DemoSights { Books = books };
        for (var at = 0; at < placed; at++)
        {
            seen.Ended.Add(new() { Id = $"order_{at}", Status = OrderStatus.Succeeded });
        }
        for (var at = 0; at < refunded; at++)
        {
            seen.Ended.Add(new()
            {
                Id = $"order_r{at}",
                Status = OrderStatus.Failed,
                Events = [new() { Id = "e", CreatedAt = default, TypeName = "PaymentRefundedOrderEvent" }],
            });
        }
        return seen;
    }
}

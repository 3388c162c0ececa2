using System.Diagnostics;
using Cartwright.Journal;
using Cartwright.Orders;
using Cartwright.Orders.Placement;

namespace Cartwright.Tests.Orders;

/// <summary>Which steps of an order are spans of its submission's trace.</summary>
public sealed class OrderTraceTests : IDisposable
{
    private static readonly WorkLease Lease = new(
        OrderQueues.Track, OrderSamples.OrderId, 2, OrderSamples.Noon, "token", OrderSamples.Noon.AddSeconds(15));

    private static readonly AppendResult Written = new AppendResult.Committed(OrderSamples.Noon);

    private readonly ActivityListener listener = new()
    {
        ShouldListenTo = source => source.Name == OrderTrace.SourceName,
        // As the exporter does it.
        Sample = (ref options) => options.Parent.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
            ? ActivitySamplingResult.AllDataAndRecorded
            : ActivitySamplingResult.None,
    };

    public OrderTraceTests() => ActivitySource.AddActivityListener(listener);

    public void Dispose() => listener.Dispose();

    [Fact]
    public void Step_is_a_span_below_the_submission_that_tells_what_happened()
    {
        using var span = OrderTrace.Step(Submitted(OrderSamples.Submission), Lease);
        OrderTrace.Tell(
            new([new OrderEvent.Placed("1001", null)], new NextWork.Rest()), Written);

        span.ShouldNotBeNull().ParentId.ShouldBe(OrderSamples.Submission.Trace);
        span.Recorded.ShouldBeTrue();
        span.GetTagItem("events").ShouldBe("Placed");
    }

    [Fact]
    public void Look_at_a_parcel_that_finds_nothing_new_is_not_sent()
    {
        using var span = OrderTrace.Step(Submitted(OrderSamples.Submission), Lease);
        OrderTrace.Tell(
            new([], new NextWork.Poll(TimeSpan.FromMinutes(30), "on its way")), Written);

        span.ShouldNotBeNull().Recorded.ShouldBeFalse();
    }

    [Fact]
    public void Order_that_was_submitted_without_a_trace_begins_none()
    {
        OrderTrace.Step(Submitted(OrderSamples.Submission with { Trace = null }), Lease).ShouldBeNull();
    }

    /// <summary>What a caller sends as a cart's id may be an address or a card.</summary>
    [Theory]
    [InlineData("cart_0192f0c1a2b37d4e8f90a1b2c3d4e5f6", true)]
    [InlineData("ada@example.com", false)]
    [InlineData("cart_0192f0c1a2b37d4e8f90a1b2c3d4e5f6 tok_visa", false)]
    public void Submission_names_its_cart_only_when_that_is_an_id(string id, bool isNamed)
    {
        using ActivityListener all = new()
        {
            ShouldListenTo = source => source.Name == OrderTrace.SourceName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(all);

        using var span = OrderTrace.Submit(null, id);

        span.ShouldNotBeNull().GetTagItem("cart").ShouldBe(isNamed ? id : null);
    }

    private static Order Submitted(OrderEvent.SubmissionStarted submission) =>
        Order.NotStarted(OrderSamples.OrderId).Evolve(submission, OrderSamples.Noon);
}

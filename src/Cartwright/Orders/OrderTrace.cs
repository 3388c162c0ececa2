using System.Diagnostics;
using System.Text.RegularExpressions;
using Cartwright.Journal;
using Cartwright.Orders.Placement;

namespace Cartwright.Orders;

/// <summary>
/// One trace from submitCart to placed. The submission's event keeps where the trace stands, so that the steps of an
/// order are spans of it whatever process takes them, and whenever.
/// </summary>
internal static partial class OrderTrace
{
    public const string SourceName = "Cartwright.Orders";

    private static readonly ActivitySource Source = new(SourceName);

    [GeneratedRegex(@"\Acart_[0-9a-f]{32}\z", RegexOptions.CultureInvariant)]
    private static partial Regex CartIdForm { get; }

    /// <summary>What a submission keeps, as W3C's traceparent; null when it is not traced.</summary>
    public static string? Current => Span is { Recorded: true } span ? span.Id : null;

    private static Activity? Span =>
        Activity.Current is { } activity && activity.Source == Source ? activity : null;

    /// <param name="traceParent">
    /// The caller's own. Its ids alone are taken: whether the submission is traced is decided here
    /// (<see cref="Telemetry.OwnSampler"/>), so that no caller makes the gateway trace more than it would.
    /// </param>
    public static Activity? Submit(string? traceParent, string cartId)
    {
        var parent = ActivityContext.TryParse(traceParent, null, isRemote: true, out var theirs)
            ? new ActivityContext(theirs.TraceId, theirs.SpanId, ActivityTraceFlags.None, null, isRemote: true)
            : default;
        // The web server's own span is sent to nobody: it would be a parent that no collector knows.
        Activity.Current = null;
        var span = Source.StartActivity("submitCart", ActivityKind.Server, parent);
        // What else a caller sends there may be anything, and of any length.
        return CartIdForm.IsMatch(cartId) ? span?.SetTag("cart", cartId) : span;
    }

    /// <summary>Begins the span of one step. Null when the order's submission was not traced.</summary>
    public static Activity? Step(Order order, WorkLease lease)
    {
        Activity.Current = null;
        return order.Submission?.Trace is { } trace
            && ActivityContext.TryParse(trace, null, out var submitted)
            ? Source.StartActivity(lease.Queue, ActivityKind.Consumer, submitted)
                ?.SetTag("order", order.Id).SetTag("attempt", lease.Attempt)
            : null;
    }

    /// <summary>Says in the span that is open what came of its step.</summary>
    public static void Tell(OrderStep step, AppendResult result)
    {
        if (Span is not { } span) return;
        if (step is { Events.Count: 0, Next: NextWork.Poll })
        {
            // A parcel is looked at for days: only what changes something is sent.
            span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            return;
        }

        span.SetTag("events", string.Join(' ', step.Events.Select(change => change.GetType().Name)));
        if (result is AppendResult.Conflict) span.SetTag("outcome", "taken over");
        else if (step.Next is NextWork.LookAgain) span.SetTag("outcome", "unknown");
    }
}

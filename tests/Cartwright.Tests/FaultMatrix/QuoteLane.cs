using System.Text.Json.Nodes;
using Cartwright.Tests.Slices;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>Carts whose live quote fails at submission, and their client who submits them again.</summary>
internal sealed class QuoteLane : IFaultLane
{
    private static readonly string[] s_struck = ["create_session"];

    private readonly World world;
    private readonly OutsideCalls calls;
    private readonly ShutDoors doors;
    private readonly Shopper shopper;
    private readonly WatchedOrders orders;

    private QuoteLane(World world, OutsideCalls calls, ShutDoors doors, Shopper shopper)
    {
        (this.world, this.calls, this.doors, this.shopper) = (world, calls, doors, shopper);
        orders = new(world, shopper);
    }

    public static async Task<IFaultLane> StartAsync(bool isOfTime, ShutDoors doors)
    {
        var calls = new OutsideCalls();
        var world = await World.StartDeliveredAsync(
            calls.AddTo, [.. isOfTime ? FaultLanes.ShortDeadlines : [], .. FaultLanes.Settings]);
        return new QuoteLane(world, calls, doors, await world.ShopperAsync());
    }

    public async Task<MatrixRow> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var once = await MeetAsync(fault, times: 1, cancellationToken);
        var lasting = await MeetAsync(fault, times: null, cancellationToken);
        return new(
            [
                once.First,
                MatrixRow.Unless(once.First, lasting.First, "the same"),
                MatrixRow.Both(once.Last.Words(showsParcel: false), lasting.Last.Words(showsParcel: false)),
                MatrixRow.Both(once.Last.BookWords, lasting.Last.BookWords),
                once.Calls == 1 ? "once" : "again",
            ],
            [.. once.Broken, .. lasting.Broken]);
    }

    /// <param name="times">How often the fault strikes; null when it is lifted after two submissions.</param>
    private async Task<Story> MeetAsync(Fault fault, int? times, CancellationToken cancellationToken)
    {
        using var limit = FaultLanes.LimitOf(cancellationToken);
        var cart = await shopper.CartAsync(WatchedOrders.Item);
        var before = await PaymentsAsync();
        var watch = calls.Watch(s_struck, doors.AddressOf(fault.Door), times, holdsAfter: null);
        await world.FaultAsync([.. fault.Rules("store:tulips", s_struck, times)]);
        var answer = await shopper.SubmitAsync(cart);
        if (times is null && !IsSubmitted(answer)) answer = await shopper.SubmitAsync(cart);
        var isCharged = !IsSubmitted(answer) && await PaymentsAsync() != before;
        watch.Lift();
        await world.FaultAsync();
        if (!IsSubmitted(answer)) await shopper.SubmitAsync(cart);
        var order = await orders.OrderOfAsync(cart, limit.Token);
        await orders.RestAsync(order, null, limit.Token);
        var last = await orders.SeenAsync(cart, order, cancellationToken);
        return new(Words(answer), last, watch.Count,
        [
            .. Broken(fault, answer, isCharged, last)
                .Select(broken => $"Quote, {fault.Words}, {(times is null ? "lasting" : "once")}: {broken}"),
        ]);
    }

    private static IEnumerable<string> Broken(Fault fault, JsonNode answer, bool isCharged, OrderSeen last)
    {
        foreach (var broken in Invariants.Broken([last.Order], last.Books)) yield return broken;
        if (isCharged) yield return "It was charged without a quote.";
        if (last.Status != "SUCCEEDED") yield return $"Submitted again, it was {last.Status}.";
        if (!fault.MayRefuse && !IsSubmitted(answer)
            && answer["extensions"]!["stores"]![0]!["retryable"]?.GetValue<bool>() is not true)
            yield return "It may be submitted again, and that is not told.";
    }

    private async Task<int> PaymentsAsync() => (await world.BooksAsync())["summary"]!["payments"]!.GetValue<int>();

    private static bool IsSubmitted(JsonNode answer) =>
        answer["data"]!["submitCart"]!["cart"]!["stores"]![0]!["isSubmitted"]!.GetValue<bool>();

    private static string Words(JsonNode answer)
    {
        if (IsSubmitted(answer)) return "submitted";
        var store = answer["extensions"]!["stores"]![0]!;
        var retryable = OrderSeen.RetryableWords(store["retryable"]?.GetValue<bool>());
        return $"not submitted: `{store["code"]}`, `{store["reason"]}`, {retryable}";
    }

    public Task<IReadOnlyList<string>> BrokenAsync() => orders.BrokenAsync();

    public ValueTask DisposeAsync() => world.DisposeAsync();

    private sealed record Story(string First, OrderSeen Last, int Calls, IReadOnlyList<string> Broken);
}

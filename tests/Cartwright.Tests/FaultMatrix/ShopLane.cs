using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Shops;
using Cartwright.Tests.Slices;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>Shops whose queries or refreshes fail, and what a shopper is answered; a gateway for each fault.</summary>
internal sealed class ShopLane(bool isRefresh, bool isOfTime, ShutDoors doors) : IFaultLane
{
    private static readonly TimeSpan AgainMax = TimeSpan.FromSeconds(5);

    private static readonly string[] s_codes =
        ["FOUND", "NOT_FOUND", "VERIFICATION_NEEDED", "SHOP_DEGRADED", "THROTTLED", "UNAVAILABLE"];

    /// <summary>Words of what goes on inside; a shopper reads none.</summary>
    private static readonly string[] s_inner =
        ["token", "shopify", "refresh", "reconnect", "http", "401", "403", "404", "429", "500", "503"];

    private readonly string[] struck = [isRefresh ? "token" : "graphql"];

    public static Task<IFaultLane> StartAsync(bool isRefresh, bool isOfTime, ShutDoors doors) =>
        Task.FromResult<IFaultLane>(new ShopLane(isRefresh, isOfTime, doors));

    public async Task<MatrixRow> RunAsync(Fault fault, CancellationToken cancellationToken)
    {
        var calls = new OutsideCalls();
        await using var desk = await LookupDesk.StartAsync(
            calls.AddTo,
            [
                .. isOfTime ? FaultLanes.ShortDeadlines : [],
                "--Lookup:Verification=Off", "--Lookup:MissMillisecondsMin=0", "--Lookup:AttemptsMax=4",
                "--Lookup:AttemptsMilliseconds=0, 20-30, 60-80, 120-150", "--Shops:RefreshAheadSeconds=0",
            ]);
        var once = await MeetAsync(desk, calls, ShopWorld.Tulips, fault, times: 1, cancellationToken);
        var lasting = await MeetAsync(desk, calls, ShopWorld.Posters, fault, times: null, cancellationToken);
        return new(
            [
                $"`{once.First}`",
                $"`{lasting.First}`",
                MatrixRow.Both($"`{once.Last}`", $"`{lasting.Last}`"),
                MatrixRow.Both(once.Shop, lasting.Shop),
            ],
            [.. once.Broken, .. lasting.Broken]);
    }

    private async Task<Story> MeetAsync(
        LookupDesk desk, OutsideCalls calls, string shop, Fault fault, int? times, CancellationToken cancellationToken)
    {
        await desk.ConnectAsync(shop);
        if (isRefresh) await desk.ExpireAsync(shop);
        var watch = calls.Watch(struck, doors.AddressOf(fault.Door), times, holdsAfter: null);
        await desk.World.FaultAsync([.. fault.Rules($"shop:{shop}", struck, times)]);
        var first = await LookUpAsync(desk, shop);
        watch.Lift();
        await desk.World.FaultAsync();
        var last = await LookUpUntilFoundAsync(desk, shop, cancellationToken);
        var state = await desk.ShopAsync(shop);
        // A pair that was lost shows when the next one is due.
        await desk.ExpireAsync(shop);
        var later = await LookUpAsync(desk, shop);
        var books = await desk.BooksAsync(shop);
        string[] broken =
        [
            .. Broken(fault, first, watch.Count),
            .. Broken(fault, last, watch.Count),
            .. CodeOf(last) is "FOUND" && CodeOf(later) is not "FOUND"
                ? new[] { $"Its next refresh was {CodeOf(later)}: the pair was lost." } : [],
            .. CodeOf(last) is "FOUND" or "SHOP_DEGRADED"
                ? [] : new[] { $"It was still {CodeOf(last)} when all was well again." },
            // The shop may not have noticed yet that the gateway has hung up on one.
            .. fault.IsLate ? [] : Invariants.OneRefreshRuns(shop, books),
            .. Invariants.NewerTokensStay(shop, await desk.EventsAsync(shop)),
        ];
        return new(
            CodeOf(first), CodeOf(last), Words(state),
            [
                .. broken.Select(what => $"{(isRefresh ? "Refresh" : "Look up")}, {fault.Words}, "
                    + $"{(times is null ? "lasting" : "once")}: {what}"),
            ]);
    }

    /// <summary>The order is there, so it is found or not known of; only a shop that refuses may be degraded.</summary>
    private static IEnumerable<string> Broken(Fault fault, JsonNode answer, int calls)
    {
        var code = CodeOf(answer);
        var message = answer["message"]!.GetValue<string>();
        if (calls == 0) yield return "The call was not made, so nothing is shown.";
        if (!s_codes.Contains(code)) yield return $"{code} is no outcome.";
        if (code is "NOT_FOUND" or "VERIFICATION_NEEDED") yield return $"An order that is there was {code}.";
        if (code == "SHOP_DEGRADED" && !fault.MayRefuse) yield return "The shop was given up, and nobody had refused.";
        foreach (var word in s_inner.Where(word => message.Contains(word, StringComparison.OrdinalIgnoreCase)))
            yield return $"The shopper was told of \"{word}\".";
    }

    private static Task<JsonNode> LookUpAsync(LookupDesk desk, string shop) =>
        desk.LookUpAsync(shop, new { order = "#1001" });

    /// <summary>As a shopper who asks again in a moment: a wait that the shop wanted is over then.</summary>
    private static async Task<JsonNode> LookUpUntilFoundAsync(
        LookupDesk desk, string shop, CancellationToken cancellationToken)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var answer = await LookUpAsync(desk, shop);
            if (CodeOf(answer) is "FOUND" or "SHOP_DEGRADED"
                || TimeProvider.System.GetElapsedTime(begun) > AgainMax)
                return answer;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
        }
    }

    private static string CodeOf(JsonNode answer) => answer["code"]?.GetValue<string>() ?? answer.ToJsonString();

    private static string Words(Shop shop) =>
        shop.Status == ShopStatus.Degraded ? $"degraded: {shop.Reason}" : shop.Status.ToString().ToLowerInvariant();

    public Task<IReadOnlyList<string>> BrokenAsync() => Task.FromResult<IReadOnlyList<string>>([]);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private sealed record Story(string First, string Last, string Shop, IReadOnlyList<string> Broken);
}

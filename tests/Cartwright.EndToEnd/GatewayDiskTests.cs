using System.Net;
using Cartwright.Orders;
using Cartwright.Postgres;

namespace Cartwright.EndToEnd;

/// <summary>
/// What a client sees of a gateway whose disk is full, may not be written, or does not keep what it is given: clear
/// refusals, nothing acknowledged that is not there, nothing charged, and service again without a restart.
/// </summary>
public sealed class GatewayDiskTests
{
    /// <summary>More than fits into what a journal has allocated.</summary>
    private const int MadeMax = 5_000;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory(Timeout = 180_000)]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("pwrite64", "EROFS")]
    [InlineData("fsync,fdatasync", "EIO")]
    public async Task Gateway_whose_disk_fails_refuses_clearly_and_serves_again_when_it_works(
        string calls, string error)
    {
        await using var disk = new FaultyDisk(calls, error, "gateway.db", "gateway.db-wal");
        await using var world = await ServedWorld.StartAsync(disk.Folder, new Dictionary<string, string>());
        await RefusesAndRecoversAsync(world, () => disk.BreakAsync(() => [world.ProcessId], Stop), disk.MendAsync);
    }

    [Fact(Timeout = 180_000)]
    public async Task Gateway_whose_disk_is_full_refuses_clearly_and_serves_again_when_there_is_room()
    {
        await using var disk = new FullDisk(megabytes: 24);
        await disk.MountAsync(Stop);
        await using var world = await ServedWorld.StartAsync(disk.Folder, new Dictionary<string, string>());
        await RefusesAndRecoversAsync(world, () => disk.BreakAsync(() => [], Stop), disk.MendAsync);
    }

    /// <summary>A server that can't write its log ends, and whoever supervises it starts it again.</summary>
    [Theory(Timeout = 180_000)]
    [InlineData("pwrite64", "ENOSPC")]
    [InlineData("fsync,fdatasync", "EIO")]
    public async Task Gateway_whose_database_has_a_failing_disk_refuses_clearly_and_serves_again_when_it_works(
        string calls, string error)
    {
        await using var server = new PostgresServer { IsDurable = true };
        await server.InitializeAsync();
        await using var disk = new FaultyDisk(calls, error);
        await using var world = await StartOnAsync(server, disk.Folder);
        await RefusesAndRecoversAsync(world, () => disk.BreakAsync(server.Processes, Stop), async () =>
        {
            await disk.MendAsync();
            await server.RestartAsync();
        }, HttpStatusCode.ServiceUnavailable);
    }

    /// <summary>What takes no new room is still written, such as a node's beat.</summary>
    [Fact(Timeout = 180_000)]
    public async Task Gateway_whose_database_has_a_full_disk_refuses_clearly_and_serves_again_when_there_is_room()
    {
        await using var disk = new FullDisk(megabytes: 160);
        await disk.MountAsync(Stop);
        await using var server = new PostgresServer { IsDurable = true, In = disk.Folder };
        await server.InitializeAsync();
        await using var world = await StartOnAsync(server, disk.Folder);
        await RefusesAndRecoversAsync(world, () => disk.BreakAsync(() => [], Stop), async () =>
        {
            await disk.MendAsync();
            await server.RestartAsync();
        });
    }

    private static async Task<ServedWorld> StartOnAsync(PostgresServer server, string folder) =>
        await ServedWorld.StartAsync(folder, new Dictionary<string, string>
        {
            ["Journal:ConnectionString"] = await server.NewDatabaseAsync(),
        });

    /// <param name="later">
    /// What a refusal's status is once the gateway is not ready: 503 of a database that is away, which can't even say
    /// whose key it is.
    /// </param>
    private static async Task RefusesAndRecoversAsync(
        ServedWorld world, Func<Task> breakDisk, Func<Task> mendDisk, HttpStatusCode later = HttpStatusCode.OK)
    {
        List<string> made = [(await world.CreateAsync()).Cart!, (await world.CreateAsync()).Cart!];
        var (bought, waiting) = (made[0], made[1]);
        (await world.SubmitAsync(bought)).IsSubmitted.ShouldBeTrue();
        await world.PlacedAsync(bought, Stop);

        await breakDisk();
        // What the journal has allocated already may still take some.
        Answer refused;
        while ((refused = await world.CreateAsync()).Cart is { } cart)
        {
            made.Add(cart);
            made.Count.ShouldBeLessThan(MadeMax, "The disk does not fail.");
        }

        RefusedClearly(refused, refused.Status == later ? later : HttpStatusCode.OK);
        await NodesWorld.UntilAsync(async () => !await world.IsReadyAsync(), Stop);
        // A key that was shown just before is still known for some seconds.
        while ((refused = await world.CreateAsync()).Status != later) RefusedClearly(refused, HttpStatusCode.OK);
        RefusedClearly(refused, later);
        RefusedClearly(await world.SubmitAsync(waiting), later);
        (await world.BooksAsync())["payments"]!.AsArray().Count.ShouldBe(1, "Nothing is charged that is not kept.");

        await mendDisk();
        await NodesWorld.UntilAsync(world.IsReadyAsync, Stop);
        (await world.CreateAsync()).Cart.ShouldNotBeNull();
        // A submission whose commit failed may be there: then it goes on by itself, and this one is told so.
        await world.SubmitAsync(waiting);
        await world.PlacedAsync(waiting, Stop);

        await world.KillGatewayAsync();
        await world.StartGatewayAsync();
        foreach (var cart in made)
        {
            (await world.AskAsync("query($id: ID!) { getCart(id: $id) { cart { id } } }", new { id = cart }))
                .Body["data"]?["getCart"]?["cart"]?["id"]?.GetValue<string>().ShouldBe(cart, "It was acknowledged.");
        }

        var orders = await world.OrdersAsync();
        orders.Select(order => order.Submitted.CartId).ShouldBe([bought, waiting], ignoreOrder: true);
        orders.ShouldAllBe(order => order.Phase == OrderPhase.Placed);
        Invariants.Broken(orders, await world.BooksAsync()).ShouldBeEmpty();
    }

    /// <summary>As errors.md has it: what to do stands in the sentence, and whether a repeat is safe beside it.</summary>
    private static void RefusedClearly(Answer refused, HttpStatusCode status)
    {
        refused.Code.ShouldBe("SERVICE_UNAVAILABLE", refused.Body.ToJsonString());
        refused.Status.ShouldBe(status);
        refused.Retryable.ShouldNotBe(false);
        refused.Message.ShouldBe(status == HttpStatusCode.ServiceUnavailable
            ? "The gateway can't read its journal now: try again in a few seconds."
            : refused.Retryable is true
                ? "The gateway can't write to its journal now: try again in a few seconds."
                : "The gateway can't write to its journal now: read what is there before you try again.");
    }
}

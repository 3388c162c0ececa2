using System.Net;
using Cartwright.Orders;

namespace Cartwright.EndToEnd;

/// <summary>
/// What a client sees of a gateway whose disk is full, may not be written, or does not keep what it is given: clear
/// refusals, nothing acknowledged that is not there, nothing charged, and service again without a restart.
/// </summary>
[Collection(NodesWorld.Collection)]
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
        await using var disk = new FaultyDisk(calls, error);
        await RefusesAndRecoversAsync(disk);
    }

    [Fact(Timeout = 180_000)]
    public async Task Gateway_whose_disk_is_full_refuses_clearly_and_serves_again_when_there_is_room()
    {
        await using var disk = new FullDisk();
        await disk.MountAsync(Stop);
        await RefusesAndRecoversAsync(disk);
    }

    private static async Task RefusesAndRecoversAsync(FailingDisk disk)
    {
        await using var world = await ServedWorld.StartAsync(disk.Folder, new Dictionary<string, string>());
        List<string> made = [(await world.CreateAsync()).Cart!, (await world.CreateAsync()).Cart!];
        var (bought, waiting) = (made[0], made[1]);
        (await world.SubmitAsync(bought)).IsSubmitted.ShouldBeTrue();
        await world.PlacedAsync(bought, Stop);

        await disk.BreakAsync(world.ProcessId, Stop);
        // What the journal has allocated already may still take some.
        Answer refused;
        while ((refused = await world.CreateAsync()).Cart is { } cart)
        {
            made.Add(cart);
            made.Count.ShouldBeLessThan(MadeMax, "The disk does not fail.");
        }

        RefusedClearly(refused);
        await NodesWorld.UntilAsync(async () => !await world.IsReadyAsync(), Stop);
        RefusedClearly(await world.CreateAsync());
        RefusedClearly(await world.SubmitAsync(waiting));
        (await world.BooksAsync())["payments"]!.AsArray().Count.ShouldBe(1, "Nothing is charged that is not kept.");

        await disk.MendAsync();
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
    private static void RefusedClearly(Answer refused)
    {
        refused.Code.ShouldBe("SERVICE_UNAVAILABLE", refused.Body.ToJsonString());
        refused.Status.ShouldBe(HttpStatusCode.OK);
        refused.Retryable.ShouldNotBe(false);
        refused.Message.ShouldBe(refused.Retryable is true
            ? "The gateway can't write to its journal now: try again in a few seconds."
            : "The gateway can't write to its journal now: read what is there before you try again.");
    }
}

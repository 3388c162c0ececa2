namespace Cartwright.Sandbox.Tests;

public sealed class UcpCheckoutTests
{
    [Theory]
    [InlineData("tulips")]
    [InlineData("mugs")]
    [InlineData("posters")]
    public async Task Checkout_complete_request_is_placed_and_order_can_be_read(string store)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var session = await ACheckout.OpenAsync(sandbox, store);
        var completed = await ACheckout.CompleteAsync(sandbox, store, session);

        completed.Status.ShouldBe(200, completed.Body);
        completed["status"].ShouldBe("completed");
        var order = await sandbox.StoreAsync(HttpMethod.Get, store, $"orders/{completed["order.id"]}");
        order["checkout_id"].ShouldBe(session);
    }
}

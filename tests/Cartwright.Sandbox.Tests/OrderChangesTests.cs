namespace Cartwright.Sandbox.Tests;

/// <summary>The extensions that cancel and return orders, as a merchant offers them.</summary>
public sealed class OrderChangesTests
{
    [Theory]
    [InlineData("tulips", true)]
    [InlineData("posters", true)]
    [InlineData("mugs", false)]
    public async Task Profile_names_the_extensions_of_the_stores_that_have_them(string store, bool isOffered)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var profile = await sandbox.GetAsync($"/stores/{store}/.well-known/ucp");

        profile.Body.Contains("dev.cartwright.order_cancel").ShouldBe(isOffered);
        profile.Body.Contains("dev.cartwright.returns").ShouldBe(isOffered);
    }

    [Theory]
    [InlineData("tulips")]
    [InlineData("posters")]
    public async Task Cancelled_order_shows_it_under_the_requests_key_and_a_repeat_is_answered_the_same(string store)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var order = await PlacedAsync(sandbox, store);
        var key = Guid.NewGuid();

        var first = await CancelAsync(sandbox, store, order, key);
        var again = await CancelAsync(sandbox, store, order, key);
        var shown = await sandbox.StoreAsync(HttpMethod.Get, store, $"orders/{order}");

        first["adjustments.0.id"].ShouldBe(key.ToString());
        first["adjustments.0.status"].ShouldBe("completed");
        again.Body.ShouldBe(first.Body);
        shown["adjustments.0.type"].ShouldBe("cancellation");
        shown["adjustments.1.id"].ShouldBeNull();
    }

    [Fact]
    public async Task Store_without_the_extension_knows_no_such_operation()
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var order = await PlacedAsync(sandbox, "mugs");

        var refused = await CancelAsync(sandbox, "mugs", order, Guid.NewGuid());

        refused["messages.0.code"].ShouldBe("not_found");
        (await sandbox.StoreAsync(HttpMethod.Get, "mugs", $"orders/{order}"))["adjustments.0.id"].ShouldBeNull();
    }

    [Theory]
    [InlineData("tulips", 200)]
    [InlineData("posters", 409)]
    public async Task Order_that_has_not_arrived_is_not_taken_back(string store, int status)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();
        var order = await PlacedAsync(sandbox, store);

        var refused = await sandbox.StoreAsync(HttpMethod.Post, store, $"orders/{order}/returns",
            """{"id":"return_1","line_items":[{"id":"li_1","quantity":1}]}""");

        refused.Status.ShouldBe(status);
        refused.Body.ShouldContain("order_not_delivered", Case.Insensitive);
    }

    private static Task<Answer> CancelAsync(ARunningSandbox sandbox, string store, string order, Guid key) =>
        sandbox.StoreAsync(HttpMethod.Post, store, $"orders/{order}/cancel", """{"reason":"buyer_request"}""", key);

    private static async Task<string> PlacedAsync(ARunningSandbox sandbox, string store)
    {
        var session = await ACheckout.OpenAsync(sandbox, store);
        var placed = await ACheckout.CompleteAsync(sandbox, store, session);
        return placed["order.id"] ?? throw new InvalidOperationException(placed.Body);
    }
}

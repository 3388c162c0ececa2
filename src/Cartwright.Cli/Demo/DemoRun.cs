using System.Diagnostics;
using Cartwright.Client;
using Cartwright.Merchants;

namespace Cartwright.Cli.Demo;

/// <summary>One scenario, played by a client over HTTP against a running gateway and sandbox.</summary>
internal sealed class DemoRun(
    Screen screen, DemoScenario scenario, RunningSandbox sandbox, RunningGateway gateway)
{
    private const int PollIntervalMilliseconds = 50;
    private const int OrdersSecondsMax = 60;

    private readonly DemoSights seen = new();

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var stores = await SandboxStores.RegisterAsync(gateway, sandbox, cancellationToken);
        var key = await DevelopmentKey.CreateAsync(gateway, cancellationToken);
        using var http = new HttpClient(new SocketsHttpHandler());
        var client = new CartwrightClient(
            http,
            new()
            {
                Endpoint = new(gateway.Addresses[0], "v1/query"),
                ApiKey = key.Reveal(),
                ShopperIp = "203.0.113.7",
                PollIntervalMilliseconds = PollIntervalMilliseconds,
            },
            screen.Clock);

        var situation = await sandbox.ReadScenarioAsync(scenario.Sandbox, cancellationToken);
        var domains = stores.ToDictionary(store => store.Name, store => store.Domain);
        var created = await client.CreateCartAsync(
            new()
            {
                Items = [.. situation.Items.Select(item => new CartItem(
                    new CatalogueId(item.Variant, domains[item.Store]).ToString(), item.Quantity))],
                Buyer = DemoBuyer.In(situation.Country),
            },
            cancellationToken);
        if (created is not Reply<CartAnswer>.Answered { Value: { Errors.Count: 0, Cart: var cart } })
        {
            return screen.Fail($"The cart could not be made: {Reasons.Of(created)}");
        }
        Tell(cart);
        await sandbox.PlayAsync(situation, cancellationToken);
        return await SubmitAsync(client, cart, situation.Token, cancellationToken);
    }

    private async Task<int> SubmitAsync(
        CartwrightClient client, Cart cart, string token, CancellationToken cancellationToken)
    {
        screen.Line($"Submitting with {token}");
        var reply = await client.SubmitCartAsync(new() { CartId = cart.Id, Token = token }, cancellationToken);
        if (reply is not Reply<Submission>.Answered { Value: var submission, Retryable: var retryable })
        {
            return screen.Fail($"The cart could not be submitted: {Reasons.Of(reply)}");
        }
        foreach (var store in submission.Cart.Stores)
        {
            foreach (var error in store.Errors) Note(new(store.Store.Domain, error.Code, error.Message, retryable));
        }
        foreach (var error in submission.Errors) Note(new("cart", error.Code, error.Message, retryable));

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(OrdersSecondsMax), screen.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            if (await WatchAsync(client, cart, submission, either.Token) is { } problem) return screen.Fail(problem);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return screen.Fail($"The orders did not end within {OrdersSecondsMax} s.");
        }
        return await ConcludeAsync(client, cart, cancellationToken);
    }

    /// <summary>Shows the events of the orders that have begun; answers what went wrong, or null.</summary>
    private async Task<string?> WatchAsync(
        CartwrightClient client, Cart cart, Submission submission, CancellationToken cancellationToken)
    {
        var begun = submission.Cart.Stores.Where(store => store.IsSubmitted).Select(store => store.OrderId).ToList();
        if (begun.Count == 0) return null;
        var domains = cart.Stores.ToDictionary(store => store.OrderId, store => store.Domain);
        await using IOrderDisplay display = screen.IsTerminal
            ? LiveOrders.Start(screen, [.. begun.Select(id => (id, domains[id]))])
            : new OrderLines(screen, domains);
        await foreach (var step in client.FollowAsync(cart.Id, begun, cancellationToken))
        {
            switch (step)
            {
                case FollowStep.Happened { Order: var order, Event: var happened }:
                    display.Show(order, happened);
                    if (happened is { Kind: OrderEventKind.OrderFailed })
                    {
                        seen.Failures.Add(new(
                            domains[order.Id], happened.ReasonCode ?? "", happened.Reason ?? "", happened.Retryable));
                    }
                    break;
                case FollowStep.Ended { Checkout: var checkout }:
                    seen.Ended.AddRange(checkout.Orders.Where(order => begun.Contains(order.Id)));
                    break;
                case FollowStep.Refused refused:
                    return $"The orders could not be followed: {refused.Errors[0].Message}";
                case FollowStep.Lost lost:
                    return $"The gateway gave no answer: {lost.Why}";
                default:
                    throw new UnreachableException();
            }
        }
        return null;
    }

    private async Task<int> ConcludeAsync(CartwrightClient client, Cart cart, CancellationToken cancellationToken)
    {
        var books = seen.Books = await sandbox.ReadBooksAsync(cancellationToken);
        screen.Line($"The sandbox's books: {books}");
        if (await client.GetCheckoutAsync(cart.Id, cancellationToken) is Reply<Checkout>.Answered { Value: var end })
        {
            screen.Line($"Final status: {end.Status}");
        }
        return scenario.FindDifference(seen) is { } difference
            ? screen.Fail($"This is not what {scenario.Name} should show: {difference}")
            : Screen.Done;
    }

    private void Tell(Cart cart)
    {
        screen.Line($"Cart {cart.Id}, {cart.Cost?.Total?.DisplayValue ?? "total not known yet"}");
        foreach (var store in cart.Stores)
        {
            var lines = store.Lines.Select(line => $"{line.Quantity} x {line.Item?.Title}");
            var total = store.Offer?.SelectedShippingMethod?.Total ?? store.Offer?.Subtotal;
            screen.Line($"  {store.Domain}: {string.Join(", ", lines)}, {total?.DisplayValue ?? "no price"}");
        }
    }

    private void Note(DemoFailure failure)
    {
        seen.Failures.Add(failure);
        screen.Line($"  {failure.Where}: {failure.Code}, retryable {Words.Of(failure.Retryable)}. {failure.Message}");
    }
}

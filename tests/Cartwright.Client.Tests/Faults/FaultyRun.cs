using System.Globalization;

namespace Cartwright.Client.Tests.Faults;

/// <summary>What a seed stands for: a cart, a card, what the caller allows, and the faults on its line.</summary>
internal sealed class FaultyRun(int seed) : IPlacementListener
{
    private readonly List<string> trace = [];
    private readonly HashSet<string> carts = [];

    internal int Seed => seed;

    internal string Name => $"run-{seed}";

    private string token = "";
    private ReplacementOptions? replace;

    /// <summary>What the cart showed for each store, and the caller agreed to: in minor units.</summary>
    internal Dictionary<string, long?> Agreed { get; } = [];

    /// <summary>What replacements may cost; null when none is allowed.</summary>
    internal long? ReplaceTotalMax { get; private set; }

    /// <summary>Whether the line made copies that tell the gateway of a read or a consent that never was.</summary>
    internal bool HasStrayCopies { get; private set; }

    /// <summary>What the one call answered.</summary>
    internal Placement? Placement { get; private set; }

    /// <summary>What became of it: the same, or what taking it up again told where it was left open.</summary>
    internal Placement? End { get; private set; }

    /// <summary>Every cart that was submitted, or was about to be.</summary>
    internal IReadOnlyCollection<string> Carts => carts;

    /// <summary>How the carts' orders stand in the end, as the gateway says without faults.</summary>
    internal List<Order> Orders { get; } = [];

    internal IEnumerable<string> Trace => trace;

    public ValueTask OnStepAsync(PlacementStep step, CancellationToken cancellationToken)
    {
        if (step is PlacementStep.Looking) return ValueTask.CompletedTask;
        var line = step switch
        {
            PlacementStep.Happened { Order: var order, Event: var happened } => $"{order.Id} {happened.Name}",
            PlacementStep.Ended ended => $"Ended {ended.Placement.GetType().Name}",
            PlacementStep.Waiting waiting => $"Waiting. {waiting.Why}",
            _ => step.ToString(),
        };
        if (trace.LastOrDefault() != line) trace.Add(line);
        if (step is PlacementStep.Submitting submitting) carts.Add(submitting.Resume.CartId);
        return ValueTask.CompletedTask;
    }

    /// <summary>Places through the line with faults.</summary>
    /// <param name="straight">Reaches the gateway without faults: makes the cart.</param>
    internal async Task PlaceAsync(
        FaultWorld world, CartwrightClient straight, CancellationToken cancellationToken)
    {
        var random = new Random(seed);
        var made = await straight.CreateCartAsync(
            new() { Items = world.DrawItems(random), Buyer = FaultWorld.Buyer }, cancellationToken);
        var cart = made.ShouldBeOfType<Reply<CartAnswer>.Answered>().Value.Cart;
        foreach (var store in cart.Stores)
        {
            Agreed[store.Domain] = store.Offer?.SelectedShippingMethod?.Total?.Value;
        }
        token = random.Next(20) switch
        {
            0 or 1 => "tok_chargeDeclined",
            2 => "tok_threeDSecure2Required",
            _ => "tok_visa",
        };
        var options = new PlacementOptions
        {
            Token = token,
            Random = new Random(random.Next()),
            Listener = this,
            Replace = random.Next(2) == 0
                ? null
                : new() { TotalMax = random.Next(2) == 0 ? 100_000 : 3_000, Currency = "USD" },
        };
        replace = options.Replace;
        ReplaceTotalMax = options.Replace?.TotalMax;
        trace.Add(string.Create(
            CultureInfo.InvariantCulture, $"{cart.Id} of {cart.Stores.Count} stores, {token}, {cart.Cost?.Total}"));
        var client = world.Client(world.Proxy.For(Name, new Random(random.Next()), 0.3));
        Placement = await client.PlaceAsync(cart, options, cancellationToken);
        HasStrayCopies = world.Proxy.HasStrayCopies(Name);
        carts.Add(cart.Id);
    }

    /// <summary>
    /// Takes up again, without faults, what was left open, and waits until the gateway has brought everything to rest.
    /// </summary>
    internal async Task SettleAsync(
        FaultWorld world, CartwrightClient straight, CancellationToken cancellationToken)
    {
        End = Placement!;
        if (Placement is Placement.Unknown or Placement.Stuck)
        {
            trace.Add("Resumed without faults");
            End = await world.Client(world.Gateway).ResumeAsync(
                Placement.Resume, new() { Token = token, Listener = this, Replace = replace }, cancellationToken);
        }
        foreach (var cart in carts)
        {
            Orders.AddRange(await RestAsync(world, straight, cart, cancellationToken));
        }
    }

    private static async Task<IReadOnlyList<Order>> RestAsync(
        FaultWorld world, CartwrightClient straight, string cart, CancellationToken cancellationToken)
    {
        while (true)
        {
            var reply = await straight.GetCheckoutAsync(cart, cancellationToken);
            var orders = reply.ShouldBeOfType<Reply<Checkout>.Answered>().Value.Orders;
            if (orders.All(order => order.Events.Count == 0 || order.IsSettled ||
                order.Status == OrderStatus.ActionRequired))
            {
                return orders;
            }
            await Task.Delay(TimeSpan.FromSeconds(3), world.Clock, cancellationToken);
        }
    }

    internal string Describe(IEnumerable<string> wrong, FaultProxy proxy) =>
        $"""
        Seed {seed}: {string.Join(' ', wrong)}
        Again: CARTWRIGHT_PLACEMENT_SEED={seed} dotnet test tests/Cartwright.Client.Tests -c Release
        The client:
          {string.Join("\n  ", trace)}
        Its requests:
          {string.Join("\n  ", proxy.TraceOf(Name))}
        The orders:
          {string.Join("\n  ", Orders.Select(order =>
              $"{order.Id} {order.Status}: {string.Join(' ', order.Events.Select(told => told.Name))}"))}
        """;
}

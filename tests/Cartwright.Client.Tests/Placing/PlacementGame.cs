namespace Cartwright.Client.Tests.Placing;

/// <summary>Plays a placement by hand: each call gives what came of the last step, and tells the next one.</summary>
internal sealed class PlacementGame
{
    private readonly Random random = new(1);
    private PlacementState state;

    internal PlacementGame(PlacementOptions options, params CartStore[] stores)
    {
        Now = new(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
        state = PlacementState.Of(Cart("cart_1", stores), "key", options, Now);
        Step = null!;
        Play(new Observation.Begun());
    }

    private PlacementGame(PlacementState state, DateTimeOffset now)
    {
        (this.state, Now, Step) = (state, now, null!);
        Play(new Observation.Begun());
    }

    internal DateTimeOffset Now { get; private set; }

    internal PlacementStep Step { get; private set; }

    internal Placement End => Step.ShouldBeOfType<PlacementStep.Ended>().Placement;

    internal static PlacementGame Resumed(PlacementOptions options, params PlacementReplacement[] replacements)
    {
        var now = new DateTimeOffset(2026, 11, 24, 10, 0, 0, TimeSpan.Zero);
        return new(
            PlacementState.Of(new PlacementResume("cart_1", "key") { Replacements = replacements }, options, now), now);
    }

    internal PlacementGame Play(Observation observation)
    {
        (state, Step) = PlacementDecisions.Next(state, observation, Now, random);
        return this;
    }

    /// <summary>Waits as the step wants it.</summary>
    internal PlacementGame Wait()
    {
        Now += Step.ShouldBeOfType<PlacementStep.Waiting>().Delay;
        return Play(new Observation.Waited());
    }

    /// <summary>Time passes before the next observation.</summary>
    internal PlacementGame After(double minutes)
    {
        Now += TimeSpan.FromMinutes(minutes);
        return this;
    }

    internal PlacementGame Lost() => Step switch
    {
        PlacementStep.Submitting => Play(new Observation.Submitted(new Reply<Submission>.Unknown("lost"))),
        PlacementStep.Looking => Play(new Observation.Looked(new Reply<Checkout>.Unknown("lost"))),
        PlacementStep.Replacing => Play(new Observation.Created(new Reply<CartAnswer>.Unknown("lost"))),
        PlacementStep.Reading => Play(new Observation.Read(new Reply<CartAnswer>.Unknown("lost"))),
        _ => throw new InvalidOperationException(Step.ToString()),
    };

    internal PlacementGame Refused(string code, bool? retryable)
    {
        Step.ShouldBeOfType<PlacementStep.Submitting>();
        return Play(new Observation.Submitted(new Reply<Submission>.Refused([new(code, "Because.")], retryable)));
    }

    /// <summary>The submission is answered.</summary>
    internal PlacementGame Answered(params (string Store, string? Code, bool? Retryable)[] stores)
    {
        Step.ShouldBeOfType<PlacementStep.Submitting>();
        return Play(new Observation.Submitted(new Reply<Submission>.Answered(Submission(stores), null)));
    }

    internal static Submission Submission(params (string Store, string? Code, bool? Retryable)[] stores) => new()
    {
        Cart = new("cart_1",
        [
            .. stores.Select(store => new SubmittedStore(
                new(store.Store), $"order_{store.Store}", store.Code is null or "ALREADY_SUBMITTED",
                store.Code is null ? [] : [new(store.Code, "Because.")])),
        ]),
        Errors = [],
        Failures =
        [
            .. stores.Where(store => store.Code is not null)
                .Select(store => new StoreFailure(store.Store, store.Code!, null, store.Retryable)),
        ],
    };

    internal PlacementGame Looked(params Order[] orders)
    {
        Step.ShouldBeOfType<PlacementStep.Looking>();
        return Play(new Observation.Looked(
            new Reply<Checkout>.Answered(new(CheckoutStatus.Processing, orders), null)));
    }

    internal PlacementGame Read(params CartStore[] stores)
    {
        Step.ShouldBeOfType<PlacementStep.Reading>();
        return Play(new Observation.Read(new Reply<CartAnswer>.Answered(new(Cart("cart_1", stores), []), null)));
    }

    internal PlacementGame Removed(params CartStore[] left)
    {
        Step.ShouldBeOfType<PlacementStep.Removing>();
        return Play(new Observation.Removed(new Reply<CartAnswer>.Answered(new(Cart("cart_1", left), []), null)));
    }

    internal PlacementGame Created(params CartStore[] stores)
    {
        Step.ShouldBeOfType<PlacementStep.Replacing>();
        return Play(new Observation.Created(new Reply<CartAnswer>.Answered(new(Cart("cart_2", stores), []), null)));
    }

    internal static Cart Cart(string id, params CartStore[] stores) => new()
    {
        Id = id,
        Stores = stores,
        BuyerIdentity = new() { CountryCode = "US" },
    };

    internal static CartStore Store(string name, long total = 1_000, string? orderId = null, string currency = "USD") =>
        new()
        {
            Domain = name,
            OrderId = orderId ?? $"order_{name}",
            Lines = [new(1, Variant: new($"item@{name}", "Thing"))],
            Offer = new()
            {
                SelectedShippingMethod = new("post", "Post", null, null, Price(total, currency)),
                ShippingMethods = [new("post", "Post", null, null, Price(total, currency))],
            },
        };

    internal static Order Order(
        string name, OrderStatus status, OrderEventKind[] events, bool? retryable = null, string? id = null) => new()
    {
        Id = id ?? $"order_{name}",
        Status = status,
        Events =
        [
            .. events.Select((kind, index) => new OrderEvent
            {
                Id = $"{id ?? name}.{index}",
                CreatedAt = default,
                TypeName = $"{kind}OrderEvent",
                ReasonCode = kind == OrderEventKind.OrderFailed ? "OUT_OF_STOCK" : null,
                Reason = kind == OrderEventKind.OrderFailed ? "Sold out." : null,
                Retryable = kind == OrderEventKind.OrderFailed ? retryable : null,
            }),
        ],
        RequiredActions = status == OrderStatus.ActionRequired ? [new(new("https://bank.example/1"))] : [],
    };

    internal static Order Placed(string name, string? id = null) =>
        Order(name, OrderStatus.Succeeded, [OrderEventKind.PaymentSucceeded, OrderEventKind.OrderPlaced], id: id);

    internal static Order Failed(string name, bool? retryable, bool isRefunded = true, string? id = null) => Order(
        name, OrderStatus.Failed,
        [
            OrderEventKind.PaymentSucceeded, OrderEventKind.OrderFailed,
            .. isRefunded ? new[] { OrderEventKind.PaymentRefunded } : [],
        ],
        retryable, id);

    private static Price Price(long value, string currency) => new(value, currency, $"{value / 100.0:0.00} {currency}");
}

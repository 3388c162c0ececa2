using static Cartwright.Client.Tests.Placing.PlacementGame;

namespace Cartwright.Client.Tests.Placing;

/// <summary>Whatever a gateway answers, in whatever order, the rules hold and the placement ends.</summary>
public sealed class PlacementPropertyTests
{
    private static readonly (string Code, bool? Retryable)[] Codes =
    [
        ("UPSTREAM_SERVICE_ERROR", true), ("PRODUCTS_UNAVAILABLE", true), ("PAYMENT_FAILED", false),
        ("PAYMENT_FAILED", true), ("SUBMIT_STORE_FAILED", false), ("SUBMIT_STORE_FAILED", null),
        ("UNDELIVERABLE", false), ("INTERNAL_SERVER_ERROR", null), ("ALREADY_SUBMITTED", false),
    ];

    private static readonly PlacementOptions Options = new()
    {
        Token = "tok_visa",
        ReturnOnActionRequired = false,
        Replace = new() { TotalMax = 2_500, Currency = "USD", AttemptsMax = 3 },
    };

    [Fact]
    public void Rules_hold_whatever_the_gateway_answers()
    {
        for (var seed = 1; seed <= 3_000; seed++)
        {
            Play(seed);
        }
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        string[] names = [.. new[] { "mugs", "tulips", "posters" }.Take(random.Next(1, 4))];
        var game = new PlacementGame(Options, [.. names.Select(name => Store(name))]);
        var began = game.Now;
        PlacementStep? last = null;
        Observation? seen = null;
        List<PlacementStep.Submitting> sent = [];
        var replacements = 0;
        var why = $"Seed {seed}";
        for (var count = 0; game.Step is not PlacementStep.Ended; count++)
        {
            count.ShouldBeLessThan(20_000, why);
            if (last is PlacementStep.Submitting && IsLost(seen)) game.Step.ShouldNotBeOfType<PlacementStep.Submitting>(why);
            if (game.Step is PlacementStep.Submitting submitting)
            {
                var before = sent.LastOrDefault(other => other.Resume.CartId == submitting.Resume.CartId);
                submitting.Attempt.ShouldBeInRange(1, Options.SubmissionsMax, why);
                if (before is null) submitting.IdempotencyKey.ShouldBe(submitting.Resume.IdempotencyKey, why);
                sent.Add(submitting);
            }
            if (game.Step is PlacementStep.Replacing replacing && last is not PlacementStep.Waiting)
            {
                replacements++;
                sent.ShouldNotContain(other => other.IdempotencyKey == $"replace-{replacing.OrderId}", why);
            }
            last = game.Step;
            seen = Answer(game.Step, names, random);
            if (last is PlacementStep.Waiting) game.Wait();
            else game.After(random.NextDouble() < 0.02 ? random.Next(15) : 0.01).Play(seen);
        }

        (game.Now - began).ShouldBeLessThan(TimeSpan.FromSeconds(Options.TimeLimitSeconds) + TimeSpan.FromMinutes(30), why);
        replacements.ShouldBeLessThanOrEqualTo(3, why);
        game.End.Stores.Select(store => store.Store).ShouldBe(names, why);
    }

    private static bool IsLost(Observation? seen) => seen is Observation.Submitted { Reply: Reply<Submission>.Unknown };

    private static Observation Answer(PlacementStep step, string[] names, Random random)
    {
        var isLost = random.Next(3) == 0;
        return step switch
        {
            PlacementStep.Submitting submitting => new Observation.Submitted(
                isLost ? new Reply<Submission>.Unknown("lost")
                : random.Next(6) == 0 ? new Reply<Submission>.Refused(
                    [new("CONFLICT", "Because.")], random.Next(3) switch { 0 => true, 1 => false, _ => null })
                : new Reply<Submission>.Answered(Submitted(submitting, names, random), null)),
            PlacementStep.Looking looking => new Observation.Looked(
                isLost ? new Reply<Checkout>.Unknown("lost")
                : new Reply<Checkout>.Answered(
                    new(CheckoutStatus.Processing, [.. names.Select(name => Stands(looking.CartId, name, random))]), null)),
            PlacementStep.Reading => new Observation.Read(
                isLost ? new Reply<CartAnswer>.Unknown("lost")
                : new Reply<CartAnswer>.Answered(
                    new(Cart("cart_1", [.. names.Select(name => Store(name, random.Next(8) == 0 ? 1_001 : 1_000))]), []),
                    null)),
            PlacementStep.Removing removing => new Observation.Removed(
                isLost ? new Reply<CartAnswer>.Unknown("lost")
                : new Reply<CartAnswer>.Answered(new(Cart("cart_1", [.. names
                    .Where(name => removing.Items.All(item => item.Id != $"item@{name}"))
                    .Select(name => Store(name))]), []), null)),
            PlacementStep.Replacing replacing => new Observation.Created(
                isLost ? new Reply<CartAnswer>.Unknown("lost")
                : new Reply<CartAnswer>.Answered(
                    new(Cart($"cart_of_{replacing.OrderId}", Store(
                        replacing.Items[0].Id.Split('@')[1], random.Next(500, 2_600), $"{replacing.OrderId}_again")), []),
                    null)),
            _ => new Observation.Waited(),
        };
    }

    private static Submission Submitted(PlacementStep.Submitting step, string[] names, Random random)
    {
        var isReplacement = step.Resume.CartId != "cart_1";
        var answer = Submission([.. names.Select(name => random.Next(3) > 0
            ? (name, (string?)null, (bool?)null)
            : Code(name))]);
        if (!isReplacement) return answer;
        var orderId = $"{step.Resume.CartId["cart_of_".Length..]}_again";
        return answer with
        {
            Cart = answer.Cart with
            {
                Stores = [.. answer.Cart.Stores.Select(store => store with { OrderId = orderId })],
            },
        };

        (string, string?, bool?) Code(string name)
        {
            var (code, retryable) = Codes[random.Next(Codes.Length)];
            return (name, code, retryable);
        }
    }

    private static Order Stands(string cartId, string name, Random random)
    {
        var id = cartId == "cart_1" ? $"order_{name}" : $"{cartId["cart_of_".Length..]}_again";
        return random.Next(6) switch
        {
            0 => Order(name, OrderStatus.Pending, [], id: id),
            1 => Order(name, OrderStatus.Processing, [OrderEventKind.OrderSubmissionStarted], id: id),
            2 => Order(name, OrderStatus.ActionRequired, [OrderEventKind.OrderSubmissionStarted], id: id),
            3 => Placed(name, id),
            4 => Failed(name, random.Next(3) switch { 0 => false, 1 => null, _ => true }, id: id),
            _ => Failed(name, true, isRefunded: false, id: id),
        };
    }
}

using System.Globalization;
using Cartwright.Payments;
using Cartwright.Simulation.Gateway;
using Cartwright.Simulation.Outside;

namespace Cartwright.Simulation;

/// <summary>What a seed's world is like, and every misfortune that strikes in it.</summary>
internal sealed class Weather
{
    private readonly Random random;
    private readonly double callStrikes;
    private readonly double appendStrikes;
    private readonly double slowCalls;
    private readonly double repeatedCalls;
    private readonly bool isSkewed;
    private readonly string? outageOf;
    private DateTimeOffset outageFrom;
    private DateTimeOffset outageUntil;
    private int crashesLeft;

    public Weather(int seed, bool isFair)
    {
        random = new(seed);
        NodeCount = isFair ? 1 : random.Next(1, 4);
        CartCount = isFair ? 1 : random.Next(1, 5);
        Capture = random.Next(3) == 0 ? PaymentCapture.OnPlacement : PaymentCapture.AtSubmission;
        LeaseTime = TimeSpan.FromSeconds(Pick(3, 8, 15));
        PollInterval = TimeSpan.FromSeconds(Pick(5, 20, 60));
        if (isFair) return;
        isSkewed = Chance(0.5);
        callStrikes = Pick(0, 0.03, 0.1, 0.25);
        appendStrikes = Pick(0, 0, 0.01, 0.05);
        slowCalls = Pick(0, 0.02, 0.1);
        repeatedCalls = Pick(0, 0.05, 0.2);
        crashesLeft = Pick(0, 1, 2, 4, 8);
        PauseCount = Pick(0, 0, 1, 3);
        ShopRounds = Pick(0, 0, 2, 6);
        HasEndpoint = Chance(0.25);
        outageOf = Pick(
            null, null, null, "/stripe/", "/stores/tulips/", "/stores/mugs/", "/stores/posters/", "/shopify/");
        var outside = Pick(0, 0.1, 0.3);
        Faults = $"[{string.Join(',',
            Fault("out-of-stock-at-complete", outside),
            Fault("payment-refused-at-complete", outside / 3),
            Fault("complete-in-progress", outside),
            Fault("cancel-pending", outside),
            Fault("refund-pending", outside),
            Fault("price-raised", outside / 4))}]";
    }

    public int NodeCount { get; }

    public int CartCount { get; }

    public PaymentCapture Capture { get; }

    public TimeSpan LeaseTime { get; }

    public TimeSpan PollInterval { get; }

    public int PauseCount { get; }

    /// <summary>Whether the app hears of its orders by webhooks.</summary>
    public bool HasEndpoint { get; }

    /// <summary>How often a shop is asked whose tokens have just ended; 0 without a shop.</summary>
    public int ShopRounds { get; }

    /// <summary>What goes wrong at the other side itself, as rules of the sandbox.</summary>
    public string Faults { get; } = "[]";

    /// <summary>True when nothing strikes any more, so that everything must come to its end.</summary>
    public bool IsCalm { get; private set; } = true;

    public void Rise(DateTimeOffset now)
    {
        IsCalm = false;
        outageFrom = now + Between(0, 40);
        outageUntil = outageFrom + Between(10, Pick(60, 1_500));
    }

    public void Calm() => IsCalm = true;

    public bool Chance(double probability) => random.NextDouble() < probability;

    public T Pick<T>(params ReadOnlySpan<T> among) => among[random.Next(among.Length)];

    public TimeSpan Between(double secondsMin, double secondsMax) =>
        TimeSpan.FromSeconds(secondsMin + (random.NextDouble() * (secondsMax - secondsMin)));

    /// <summary>
    /// How long one way to the database takes; null for no time, in which others may run all the same.
    /// </summary>
    public TimeSpan? Hop() => random.Next(3) == 0 ? Between(0.0001, 0.02) : null;

    /// <summary>Nodes' clocks are kept within a second.</summary>
    public TimeSpan Skew() => isSkewed ? Between(-0.5, 0.5) : TimeSpan.Zero;

    /// <summary>When another node hears of a commit.</summary>
    public TimeSpan Notice() => Between(0.001, 0.25);

    private static string Fault(string kind, double probability) => string.Create(CultureInfo.InvariantCulture,
        $$"""{"target":"*","operation":"*","kind":"{{kind}}","probability":{{probability}},"seconds":20}""");

    public AppendStrike OnAppend(Node node)
    {
        if (IsCalm) return AppendStrike.None;
        if (crashesLeft > 0 && Chance(0.08))
        {
            crashesLeft--;
            return Chance(0.5) ? AppendStrike.CrashBefore : AppendStrike.CrashAfter;
        }

        return !Chance(appendStrikes) ? AppendStrike.None
            : Chance(0.5) ? AppendStrike.FailBefore : AppendStrike.FailAfter;
    }

    /// <summary>One of those outside can't be reached for a while.</summary>
    private bool IsAway(SentCall call, DateTimeOffset now) => outageOf is not null && now >= outageFrom
        && now < outageUntil && call.Address.AbsolutePath.StartsWith(outageOf, StringComparison.Ordinal);

    public CallStrike OnCall(SentCall call, DateTimeOffset now)
    {
        var (there, back) = (Between(0.005, 0.2), Between(0.005, 0.2));
        if (IsCalm) return new(CallStrikeKind.None, there, back);
        // Longer than every deadline at times, so that an effect comes after its caller has given up.
        if (Chance(slowCalls)) there = Between(1, 120);
        TimeSpan? repeated = CallNames.HasEffect(call) && Chance(repeatedCalls) ? Between(0.001, 90) : null;
        var kind = IsAway(call, now)
            ? Pick(CallStrikeKind.Refused, CallStrikeKind.LostOnTheWay, CallStrikeKind.TurnedAway)
            : Chance(callStrikes)
            ? Pick(
                CallStrikeKind.Refused, CallStrikeKind.LostOnTheWay, CallStrikeKind.TurnedAway,
                CallStrikeKind.AnswerLost, CallStrikeKind.CutOff, CallStrikeKind.Spoiled, CallStrikeKind.StatusAfter)
            : CallStrikeKind.None;
        return new(kind, there, back) { RepeatedAfter = repeated, Status = Pick(500, 502, 503, 429) };
    }
}

internal enum AppendStrike
{
    None,
    CrashBefore,
    CrashAfter,

    /// <summary>The database can't be reached; nothing is written.</summary>
    FailBefore,

    /// <summary>It is written, and the caller doesn't hear of it.</summary>
    FailAfter,
}

internal enum CallStrikeKind
{
    None,
    Refused,
    LostOnTheWay,

    /// <summary>Something in front of the other side answers with a failure.</summary>
    TurnedAway,
    AnswerLost,
    CutOff,

    /// <summary>Half of the answer comes.</summary>
    Spoiled,

    /// <summary>The effect happens, and a failure is answered.</summary>
    StatusAfter,
}

/// <param name="Out">The time until the effect.</param>
/// <param name="Back">The time from there to the answer.</param>
internal sealed record CallStrike(CallStrikeKind Kind, TimeSpan Out, TimeSpan Back)
{
    public int Status { get; init; }

    /// <summary>The call arrives a second time, so long after the first.</summary>
    public TimeSpan? RepeatedAfter { get; init; }
}

namespace Cartwright.Client;

/// <summary>
/// How a cart is placed. The figures are those that the checkout contract's own guide recommends: 5 minutes for a start,
/// 10 minutes of silence.
/// </summary>
public sealed class PlacementOptions
{
    /// <summary>The card's stand-in; null when the account is billed by invoice.</summary>
    public string? Token { get; init; }

    /// <summary>Shipping methods to choose with the submission; those chosen before stay.</summary>
    public IReadOnlyList<ShippingChoice> Shipping { get; init; } = [];

    /// <summary>
    /// The key of the submission; a new one when null. Later submissions of the same cart, for the stores that could not
    /// be submitted, add <c>-2</c>, <c>-3</c>… to it. A changed request, such as another card, needs another key.
    /// </summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>How often one cart is sent for submission at most, all kinds of repeats together: 1 to 100.</summary>
    public int SubmissionsMax { get; init; } = 5;

    /// <summary>The first wait before a repeat; it doubles from there, and each wait is drawn from its upper half.</summary>
    public int BackoffMillisecondsMin { get; init; } = 1_000;

    /// <summary>The longest wait before a repeat.</summary>
    public int BackoffMillisecondsMax { get; init; } = 30_000;

    /// <summary>The time between two looks at a checkout.</summary>
    public int PollIntervalMilliseconds { get; init; } = 2_000;

    /// <summary>
    /// How long a submission whose answer was lost may take to show a first event, before the cart is submitted again.
    /// </summary>
    public int StartWaitSeconds { get; init; } = 300;

    /// <summary>How long an order that has begun may show nothing new before it counts as stuck.</summary>
    public int StuckAfterSeconds { get; init; } = 600;

    /// <summary>
    /// How long all of it may take, from the making of the cart on; a call that is under way then is not waited for. What has not come to rest by then is <see cref="Placement.Unknown"/>.
    /// </summary>
    public int TimeLimitSeconds { get; init; } = 3_600;

    /// <summary>
    /// Whether to return as soon as the shopper has to act. Otherwise the listener is told the page, and the placement
    /// goes on until the orders have come to rest.
    /// </summary>
    public bool ReturnOnActionRequired { get; init; } = true;

    /// <summary>
    /// Allows a failed order whose <c>retryable</c> is true to be bought again in a new cart; null does not.
    /// </summary>
    public ReplacementOptions? Replace { get; init; }

    /// <summary>Is told every step.</summary>
    public IPlacementListener? Listener { get; init; }

    /// <summary>Draws the jitter of the waits; a new one when null.</summary>
    public Random? Random { get; init; }

    internal void Validate()
    {
        Require(IdempotencyKey is null or { Length: >= 1 and <= 200 }, "Set IdempotencyKey to 1 to 200 characters.");
        Require(SubmissionsMax is >= 1 and <= 100, "Set SubmissionsMax to 1 to 100.");
        Require(BackoffMillisecondsMin is >= 1 and <= 3_600_000, "Set BackoffMillisecondsMin to 1 to 3600000.");
        Require(BackoffMillisecondsMax >= BackoffMillisecondsMin && BackoffMillisecondsMax <= 3_600_000,
            "Set BackoffMillisecondsMax to BackoffMillisecondsMin to 3600000.");
        Require(PollIntervalMilliseconds is >= 100 and <= 600_000, "Set PollIntervalMilliseconds to 100 to 600000.");
        Require(StartWaitSeconds is >= 1 and <= 86_400, "Set StartWaitSeconds to 1 to 86400.");
        Require(StuckAfterSeconds is >= 1 and <= 86_400, "Set StuckAfterSeconds to 1 to 86400.");
        Require(TimeLimitSeconds is >= 1 and <= 604_800, "Set TimeLimitSeconds to 1 to 604800.");
        Replace?.Validate();
    }

    internal static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}

/// <summary>What may be spent on buying failed orders again.</summary>
public sealed class ReplacementOptions
{
    /// <summary>
    /// What all replacements of a cart may cost together, in minor units. One that would exceed it is not bought.
    /// </summary>
    public required long TotalMax { get; init; }

    /// <summary>The ISO 4217 code of <see cref="TotalMax"/>. An order in another currency is not replaced.</summary>
    public required string Currency { get; init; }

    /// <summary>How many replacements are bought at most for a cart, all its orders together: 1 to 20.</summary>
    public int AttemptsMax { get; init; } = 2;

    /// <summary>The card's stand-in for replacements, where the first can be used only once; the first when null.</summary>
    public string? Token { get; init; }

    internal void Validate()
    {
        PlacementOptions.Require(TotalMax >= 0, "Set TotalMax to zero or more.");
        PlacementOptions.Require(Currency is { Length: 3 }, "Set Currency to a code of three letters.");
        PlacementOptions.Require(AttemptsMax is >= 1 and <= 20, "Set AttemptsMax to 1 to 20.");
    }
}

/// <summary>Is told what a placement does and sees.</summary>
public interface IPlacementListener
{
    /// <summary>
    /// Told of each step before it is taken, and waited for: keep <see cref="PlacementStep.Submitting.Resume"/> here to
    /// be able to resume when the process dies. An exception ends the placement and is thrown to its caller.
    /// </summary>
    ValueTask OnStepAsync(PlacementStep step, CancellationToken cancellationToken);
}

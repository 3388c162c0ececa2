namespace Cartwright.Sandbox;

/// <summary>How the simulated outside world is set up. Everything it knows lives in memory.</summary>
public sealed record SandboxOptions
{
    public IReadOnlyList<string> Urls { get; init; } = ["http://127.0.0.1:0"];

    /// <summary>Makes ids and fault draws repeatable; null makes ids that no earlier run has used.</summary>
    public int? Seed { get; init; }

    public bool IsQuiet { get; init; } = true;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>How long after placement a store hands the parcel to the carrier.</summary>
    public TimeSpan ShippedAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long after placement the parcel is delivered; later than <see cref="ShippedAfter"/>.</summary>
    public TimeSpan DeliveredAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the processor's search takes to notice a new payment, as the real one's does.</summary>
    public TimeSpan SearchLag { get; init; } = TimeSpan.Zero;

    /// <summary>The oldest stored replies go when there are more than this.</summary>
    public int IdempotentRepliesMax { get; init; } = 500_000;

    /// <summary>The client id of the app that Shopify shops install.</summary>
    public string ShopifyClientId { get; init; } = "sandbox-app-key";

    /// <summary>The app's secret: it asks for tokens with it, and webhooks are signed with it.</summary>
    public string ShopifyClientSecret { get; init; } = "sandbox-app-secret";

    internal void Validate()
    {
        if (Urls.Count == 0)
            throw new ArgumentException("Set at least one url, such as http://127.0.0.1:0.");
        if (ShippedAfter < TimeSpan.Zero || DeliveredAfter <= ShippedAfter)
            throw new ArgumentException("Set ShippedAfter to zero or more, and DeliveredAfter to more than that.");
        if (SearchLag < TimeSpan.Zero)
            throw new ArgumentException("Set SearchLag to zero or more.");
        if (IdempotentRepliesMax < 1)
            throw new ArgumentException("Set IdempotentRepliesMax to 1 or more.");
        if (ShopifyClientId.Length == 0 || ShopifyClientSecret.Length == 0)
            throw new ArgumentException("Set ShopifyClientId and ShopifyClientSecret to what the app is known by.");
    }
}

namespace Cartwright.Client;

/// <summary>Which gateway a <see cref="CartwrightClient"/> speaks to, as whom, and how patiently.</summary>
public sealed class CartwrightClientOptions
{
    /// <summary>The gateway's query address.</summary>
    public Uri Endpoint { get; init; } = new("http://127.0.0.1:3000/v1/query");

    /// <summary>The API key, as <c>cartwright keys create</c> printed it. It is never written to a log.</summary>
    public required string ApiKey { get; init; }

    /// <summary>The shopper's address, which the gateway requires to submit a cart.</summary>
    public required string ShopperIp { get; init; }

    /// <summary>How long one call may take. A submission that takes longer goes on in the gateway.</summary>
    public int CallTimeoutSeconds { get; init; } = 60;

    /// <summary>
    /// How many bytes an answer, or an event of a stream, may have; a longer one counts as none: 1024 to 268435456.
    /// </summary>
    public int ReplyBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// How long <see cref="CartwrightClient.FollowAsync"/> waits at least between two looks at a checkout.
    /// </summary>
    public int PollIntervalMilliseconds { get; init; } = 1_000;

    /// <summary>
    /// How long <see cref="CartwrightClient.FollowAsync"/> goes on while the gateway gives no answer.
    /// </summary>
    public int UnreachableSecondsMax { get; init; } = 60;

    internal void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ApiKey);
        ArgumentException.ThrowIfNullOrWhiteSpace(ShopperIp);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(CallTimeoutSeconds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(PollIntervalMilliseconds);
        ArgumentOutOfRangeException.ThrowIfNegative(UnreachableSecondsMax);
        PlacementOptions.Require(
            ReplyBytesMax is >= 1_024 and <= 268_435_456, "Set ReplyBytesMax to 1024 to 268435456.");
        if (!Endpoint.IsAbsoluteUri)
        {
            throw new ArgumentException("Give the gateway's whole address, such as http://127.0.0.1:3000/v1/query.");
        }
    }
}

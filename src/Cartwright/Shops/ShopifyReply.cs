namespace Cartwright.Shops;

/// <summary>What came of a call to the token endpoint.</summary>
public abstract record TokenReply
{
    private TokenReply() { }

    public sealed record Granted(ShopSession Session) : TokenReply;

    /// <param name="Detail">What Shopify said, without tokens.</param>
    public sealed record Refused(
        ShopifyFault Fault, int? Status, string Detail, TimeSpan? RetryAfter = null) : TokenReply;
}

/// <summary>What came of a query to a shop's Admin API.</summary>
/// <typeparam name="TData">What the answer's <c>data</c> was read as.</typeparam>
public abstract record AdminReply<TData>
{
    private AdminReply() { }

    /// <param name="Status">The HTTP status; null when there was no answer.</param>
    /// <param name="Cost">What Shopify told of the query's cost; null when it told nothing.</param>
    public int? Status { get; init; }

    public QueryCost? Cost { get; init; }

    /// <param name="Denied">What it holds nothing of, since the app may not see it.</param>
    public sealed record Answered(TData Data, IReadOnlyList<DeniedField> Denied) : AdminReply<TData>;

    /// <param name="Detail">What Shopify said, without tokens.</param>
    /// <param name="RetryAfter">When the next call is welcome; null when the answer did not say.</param>
    public sealed record Refused(ShopifyFault Fault, string Detail, TimeSpan? RetryAfter = null) : AdminReply<TData>
    {
        /// <summary>The shop answered, and only what it holds can't be read: that says nothing of its health.</summary>
        public bool IsOfData { get; init; }
    }
}

/// <summary>Reads an answer's <c>data</c>, from the object's start to its end.</summary>
/// <exception cref="System.Text.Json.JsonException">It is not what was asked for.</exception>
public delegate TData ReadData<out TData>(ref System.Text.Json.Utf8JsonReader json);

/// <summary>A field that was left out of an answer.</summary>
/// <param name="Path">Where, such as <c>byName.nodes.0.email</c>.</param>
public sealed record DeniedField(ShopifyFault Fault, string Path, string Detail);

/// <summary>The cost of a query, and what the app may still spend at this shop. In points.</summary>
/// <param name="Restore">Points that come back each second.</param>
public sealed record QueryCost(double Requested, double? Actual, double Maximum, double Available, double Restore);

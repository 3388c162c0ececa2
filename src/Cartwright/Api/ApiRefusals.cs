using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>
/// The root errors that resolvers answer. A message says what to do, in one sentence; it may repeat an id that was
/// sent, never anything else of the request.
/// </summary>
internal static class ApiRefusals
{
    private const int ShownMax = 100;

    public static GraphQLException BadInput(string message) => With("BAD_USER_INPUT", message, retryable: false);

    public static GraphQLException CartNotFound(string cartId) => With(
        "CART_NOT_FOUND_ERROR",
        $"Cart not found: {Shown(cartId)}. Send an id that createCart answered.",
        retryable: false);

    public static GraphQLException OrderNotFound(string orderId) => With(
        "ORDER_NOT_FOUND",
        $"Order not found: {Shown(orderId)}. Send an id that submitCart answered.",
        retryable: false);

    public static GraphQLException StoreNotFound(string message) => With("STORE_NOT_FOUND", message, retryable: false);

    public static GraphQLException FeatureUnsupported(string message) =>
        With("FEATURE_UNSUPPORTED", message, retryable: false);

    public static GraphQLException NotConfigured(string message) => With("NOT_CONFIGURED", message, retryable: false);

    public static GraphQLException StoreUnavailable(string store) => With(
        "UPSTREAM_SERVICE_ERROR",
        $"The store {store} can't be asked now: try again in a few seconds.",
        retryable: true);

    /// <param name="retryable">
    /// Null, which is left out, when it is not known whether a repeat is safe and useful.
    /// </param>
    public static GraphQLException With(string code, string message, bool? retryable) => new(
        message,
        code,
        retryable is { } known ? new Dictionary<string, object?> { ["retryable"] = known } : null);

    /// <summary>What was sent, short enough to be repeated.</summary>
    public static string Shown(string sent) => sent.Length <= ShownMax ? sent : $"{sent[..ShownMax]}…";
}

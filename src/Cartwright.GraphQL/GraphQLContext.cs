using System.Collections.Concurrent;

namespace Cartwright.GraphQL;

/// <summary>What the host hands to the resolvers of one request. Resolvers may run at the same time.</summary>
public sealed class GraphQLContext(IServiceProvider services, CancellationToken cancellationToken = default)
{
    private ConcurrentDictionary<string, object?>? _items;
    private ResponseExtensions? _extensions;

    /// <summary>The request's services.</summary>
    public IServiceProvider Services { get; } = services;

    /// <summary>Cancelled when the client is gone.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Who asks, as the host established it; null when nobody is known.</summary>
    public object? Caller { get; set; }

    /// <summary>State of the request, by names the host chooses.</summary>
    public IDictionary<string, object?> Items => LazyInitializer.EnsureInitialized(ref _items, () => new());

    /// <summary>The response's top-level <c>extensions</c>.</summary>
    public ResponseExtensions Extensions => LazyInitializer.EnsureInitialized(ref _extensions, () => new());

    /// <summary>
    /// The context of a stream or of one of its events: the caller and the items are the same, the extensions its own.
    /// </summary>
    internal GraphQLContext Derive(CancellationToken cancellationToken) => new(Services, cancellationToken)
    {
        Caller = Caller,
        _items = (ConcurrentDictionary<string, object?>)Items,
    };

    /// <summary>The extensions set so far.</summary>
    internal IReadOnlyList<KeyValuePair<string, object?>> ExtensionEntries => _extensions?.Entries ?? [];
}

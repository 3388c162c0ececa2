using System.Collections.Concurrent;
using Microsoft.Extensions.Primitives;

namespace Cartwright.GraphQL;

/// <summary>
/// What <see cref="MediaNegotiation"/> chose for Accept headers met before: clients send the same few over and over.
/// Headers beyond the first few are worked out each time, so that nobody can fill the memory with them.
/// </summary>
internal sealed class AcceptCache
{
    private const int HeadersMax = 64;
    private const int HeaderCharactersMax = 200;

    private readonly ConcurrentDictionary<string, MediaType?> _chosen = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>As <see cref="MediaNegotiation.Choose"/>.</summary>
    public MediaType? Choose(StringValues accept)
    {
        if (accept.Count != 1 || accept[0] is not { Length: > 0 and <= HeaderCharactersMax } header)
            return MediaNegotiation.Choose(accept);
        if (_chosen.TryGetValue(header, out var chosen)) return chosen;
        chosen = MediaNegotiation.Choose(accept);
        if (Volatile.Read(ref _count) < HeadersMax && _chosen.TryAdd(header, chosen)) Interlocked.Increment(ref _count);
        return chosen;
    }
}

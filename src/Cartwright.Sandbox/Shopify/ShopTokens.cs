namespace Cartwright.Sandbox.Shopify;

/// <summary>What a grant gives.</summary>
/// <param name="Refresh">Null for a token that does not expire.</param>
internal sealed record TokenPair(
    string Access, string? Refresh, TimeSpan? ExpiresIn, TimeSpan? RefreshExpiresIn);

internal enum AccessState
{
    Live,
    LiveWithoutExpiry,
    Dead,
}

/// <summary>What a refresh comes to.</summary>
internal abstract record RefreshOutcome
{
    private RefreshOutcome() { }

    public sealed record Renewed(TokenPair Pair) : RefreshOutcome;

    /// <summary>Unknown, expired or revoked.</summary>
    public sealed record Inactive : RefreshOutcome;

    /// <summary>It was exchanged before, and its replacement has been used since.</summary>
    public sealed record Superseded : RefreshOutcome;
}

/// <summary>
/// A shop's offline tokens. One expiring pair is active: a new one revokes the earlier ones. A refresh token that was
/// used can be used again until its replacement is, for a caller that lost the answer.
/// </summary>
internal sealed class ShopTokens(SandboxIds ids, TimeProvider time)
{
    private static readonly TimeSpan s_graceMax = TimeSpan.FromDays(30);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Pair> _byAccess = [];
    private readonly Dictionary<string, Pair> _byRefresh = [];

    private sealed class Pair(string access, string? refresh, DateTimeOffset? endsAt, DateTimeOffset? refreshEndsAt)
    {
        public string Access => access;

        public string? Refresh => refresh;

        public DateTimeOffset? EndsAt { get; set; } = endsAt;

        public DateTimeOffset? RefreshEndsAt { get; set; } = refreshEndsAt;

        public Pair? Replacement { get; set; }

        public DateTimeOffset ReplacedAt { get; set; }

        /// <summary>A repeat of the refresh gives another pair.</summary>
        public bool IsGivenTwice { get; set; }
    }

    public int Active
    {
        get
        {
            var now = time.GetUtcNow();
            lock (_lock)
                return _byAccess.Values.Count(pair => !(pair.EndsAt <= now));
        }
    }

    public TokenPair IssueExpiring(TimeSpan life, TimeSpan refreshLife)
    {
        lock (_lock)
        {
            foreach (var earlier in _byAccess.Values.Where(pair => pair.Refresh is not null).ToArray())
                _byAccess.Remove(earlier.Access);
            _byRefresh.Clear();
            return Tell(Mint(life, refreshLife));
        }
    }

    public TokenPair IssueWithoutExpiry()
    {
        lock (_lock)
        {
            var pair = new Pair(ids.Mint("shpat_"), null, null, null);
            _byAccess[pair.Access] = pair;
            return Tell(pair);
        }
    }

    /// <summary>Null when the token is not one without expiry; it is revoked by what replaces it.</summary>
    public TokenPair? Migrate(string access, TimeSpan life, TimeSpan refreshLife)
    {
        lock (_lock)
        {
            if (!_byAccess.TryGetValue(access, out var pair) || pair.Refresh is not null)
                return null;
            _byAccess.Remove(access);
        }

        return IssueExpiring(life, refreshLife);
    }

    /// <param name="isTwice">Whether a repeat of this refresh gives a pair of its own, which revokes the first.</param>
    public RefreshOutcome Refresh(string refresh, TimeSpan life, TimeSpan refreshLife, bool isTwice)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_byRefresh.TryGetValue(refresh, out var pair) || pair.RefreshEndsAt <= now)
                return new RefreshOutcome.Inactive();
            pair.IsGivenTwice |= isTwice;
            if (pair.Replacement is { } given)
            {
                if (given.Replacement is not null)
                    return new RefreshOutcome.Superseded();
                if (now - pair.ReplacedAt > s_graceMax)
                    return new RefreshOutcome.Inactive();
                if (!pair.IsGivenTwice && IsLive(given, now))
                    return new RefreshOutcome.Renewed(Tell(given));
                Revoke(given);
            }

            _byAccess.Remove(pair.Access);
            pair.Replacement = Mint(life, refreshLife);
            pair.ReplacedAt = now;
            return new RefreshOutcome.Renewed(Tell(pair.Replacement));
        }
    }

    public AccessState StateOf(string access)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_byAccess.TryGetValue(access, out var pair) || pair.EndsAt <= now)
                return AccessState.Dead;
            return pair.EndsAt is null ? AccessState.LiveWithoutExpiry : AccessState.Live;
        }
    }

    /// <summary>Ends the access tokens that expire at all.</summary>
    public void Expire()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var pair in _byAccess.Values.Where(pair => pair.EndsAt > now))
                pair.EndsAt = now;
        }
    }

    public void ExpireRefresh()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            foreach (var pair in _byRefresh.Values.Where(pair => pair.RefreshEndsAt > now))
                pair.RefreshEndsAt = now;
        }
    }

    public void RevokeAll()
    {
        lock (_lock)
        {
            _byAccess.Clear();
            _byRefresh.Clear();
        }
    }

    private bool IsLive(Pair pair, DateTimeOffset now) =>
        _byAccess.ContainsKey(pair.Access) && pair.EndsAt > now && pair.RefreshEndsAt > now;

    private void Revoke(Pair pair)
    {
        _byAccess.Remove(pair.Access);
        _byRefresh.Remove(pair.Refresh!);
    }

    private Pair Mint(TimeSpan life, TimeSpan refreshLife)
    {
        var now = time.GetUtcNow();
        var pair = new Pair(ids.Mint("shpat_"), ids.Mint("shprt_"), now + life, now + refreshLife);
        _byAccess[pair.Access] = pair;
        _byRefresh[pair.Refresh!] = pair;
        return pair;
    }

    private TokenPair Tell(Pair pair)
    {
        var now = time.GetUtcNow();
        return new(pair.Access, pair.Refresh, pair.EndsAt - now, pair.RefreshEndsAt - now);
    }
}

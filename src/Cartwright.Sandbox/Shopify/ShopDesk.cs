using System.Collections.Immutable;

namespace Cartwright.Sandbox.Shopify;

/// <summary>How a shop stands at the moment. It is replaced as a whole, so that a request reads it once.</summary>
internal sealed record ShopState
{
    public required ImmutableArray<string> Scopes { get; init; }

    public bool IsInstalled { get; init; } = true;

    public bool IsFrozen { get; init; }

    public bool IsLocked { get; init; }

    public bool IsGone { get; init; }

    public ProtectedData ProtectedData { get; init; }

    public bool RefusesLegacyTokens { get; init; }

    public TimeSpan AccessTokenLife { get; init; } = TimeSpan.FromHours(1);

    public TimeSpan RefreshTokenLife { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How far back an app sees without read_all_orders.</summary>
    public TimeSpan OrderWindow { get; init; } = TimeSpan.FromDays(60);

    public Uri? Hook { get; init; }

    public required ImmutableArray<ShopPolicy> Policies { get; init; }

    public bool Has(string scope) => Scopes.Contains(scope);
}

/// <summary>One shop: its orders, its tokens, what its queries cost, and the books about it.</summary>
internal sealed class ShopDesk
{
    private const int OrdersMax = 10_000;

    private readonly SandboxIds _ids;
    private readonly TimeProvider _time;
    private readonly ShopHooks _hooks;
    private readonly Lock _lock = new();
    private volatile ShopState _state;
    private volatile ShopBooks _books = new();
    private volatile ShopOrder[] _orders;
    private volatile ShopTokens _tokens;
    private volatile CostBucket _bucket;
    private volatile InstallCodes _codes;
    private long _added;

    public ShopDesk(Shop shop, SandboxIds ids, TimeProvider time, ShopHooks hooks)
    {
        (Shop, _ids, _time, _hooks) = (shop, ids, time, hooks);
        (_state, _orders, _tokens, _bucket, _codes) = Begin();
    }

    public Shop Shop { get; }

    public ShopState State => _state;

    public ShopBooks Books => _books;

    public ShopTokens Tokens => _tokens;

    public CostBucket Bucket => _bucket;

    public InstallCodes Codes => _codes;

    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>In the order in which they were processed.</summary>
    public IReadOnlyList<ShopOrder> Orders => _orders;

    public void Reset()
    {
        lock (_lock)
        {
            (_state, _orders, _tokens, _bucket, _codes) = Begin();
            _books = new();
        }
    }

    /// <summary>What changes the scopes is told to the app.</summary>
    public void Change(Func<ShopState, ShopState> change)
    {
        lock (_lock)
        {
            var before = _state;
            _state = change(before);
            if (_state.IsInstalled && before.IsInstalled && !_state.Scopes.SequenceEqual(before.Scopes))
                _hooks.ScopesChanged(this, before.Scopes, _state.Scopes);
        }
    }

    public void Install() => Change(state => state with { IsInstalled = true });

    public void Uninstall()
    {
        lock (_lock)
        {
            _tokens.RevokeAll();
            if (!_state.IsInstalled)
                return;
            _state = _state with { IsInstalled = false };
            _hooks.Uninstalled(this);
        }
    }

    public TokenPair Issue(bool isExpiring) =>
        isExpiring ? Tokens.IssueExpiring(State.AccessTokenLife, State.RefreshTokenLife) : Tokens.IssueWithoutExpiry();

    /// <summary>Null when the shop has as many orders as it takes.</summary>
    public ShopOrder? Add(Func<long, ShopOrder> make)
    {
        lock (_lock)
        {
            if (_orders.Length >= OrdersMax)
                return null;
            var order = make(++_added);
            _orders = [.. _orders.Append(order).OrderBy(each => each.ProcessedAt).ThenBy(each => each.Id)];
            return order;
        }
    }

    private (ShopState, ShopOrder[], ShopTokens, CostBucket, InstallCodes) Begin() =>
    (
        new()
        {
            Scopes = [.. Shop.Scopes], ProtectedData = Shop.ProtectedData, Policies = [.. PolicyTable.Of(Shop)],
        },
        [.. OrderTable.Of(Shop, Now).OrderBy(order => order.ProcessedAt).ThenBy(order => order.Id)],
        new(_ids, _time), new(_time), new(_ids, _time));
}

/// <summary>What the calls to a shop came to. They count what was done, not what was asked.</summary>
internal sealed class ShopBooks
{
    private long _refreshes;
    private long _refreshesRefused;
    private long _exchanges;
    private long _codes;
    private long _queries;
    private long _throttled;
    private long _unauthorized;
    private int _refreshesInFlight;
    private int _refreshesInFlightMax;

    public long Refreshes => Interlocked.Read(ref _refreshes);

    public long RefreshesRefused => Interlocked.Read(ref _refreshesRefused);

    public long Exchanges => Interlocked.Read(ref _exchanges);

    public long Codes => Interlocked.Read(ref _codes);

    public long Queries => Interlocked.Read(ref _queries);

    public long Throttled => Interlocked.Read(ref _throttled);

    public long Unauthorized => Interlocked.Read(ref _unauthorized);

    public int RefreshesInFlightMax => Volatile.Read(ref _refreshesInFlightMax);

    public void CountRefresh() => Interlocked.Increment(ref _refreshes);

    public void CountRefusedRefresh() => Interlocked.Increment(ref _refreshesRefused);

    public void CountExchange() => Interlocked.Increment(ref _exchanges);

    public void CountCode() => Interlocked.Increment(ref _codes);

    public void CountQuery() => Interlocked.Increment(ref _queries);

    public void CountThrottled() => Interlocked.Increment(ref _throttled);

    public void CountUnauthorized() => Interlocked.Increment(ref _unauthorized);

    /// <summary>A refresh that runs until it is disposed of, or until its caller has hung up.</summary>
    public IDisposable RefreshStarts(CancellationToken hungUp)
    {
        var running = Interlocked.Increment(ref _refreshesInFlight);
        var most = Volatile.Read(ref _refreshesInFlightMax);
        while (running > most)
        {
            var seen = Interlocked.CompareExchange(ref _refreshesInFlightMax, running, most);
            if (seen == most)
                break;
            most = seen;
        }

        return new RunningRefresh(this, hungUp);
    }

    private sealed class RunningRefresh : IDisposable
    {
        private readonly ShopBooks _books;
        private readonly CancellationTokenRegistration _ending;
        private int _hasEnded;

        public RunningRefresh(ShopBooks books, CancellationToken hungUp)
        {
            _books = books;
            _ending = hungUp.UnsafeRegister(static running => ((RunningRefresh)running!).End(), this);
        }

        public void Dispose()
        {
            _ending.Dispose();
            End();
        }

        private void End()
        {
            if (Interlocked.Exchange(ref _hasEnded, 1) == 0) Interlocked.Decrement(ref _books._refreshesInFlight);
        }
    }
}

/// <summary>The codes that a merchant's consent gave, each good for one grant.</summary>
internal sealed class InstallCodes(SandboxIds ids, TimeProvider time)
{
    private const int CodesMax = 1_000;
    private static readonly TimeSpan s_life = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _endsAt = [];

    public string Mint()
    {
        var code = ids.Mint("code_");
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_endsAt.Count >= CodesMax)
                _endsAt.Clear();
            _endsAt[code] = now + s_life;
        }

        return code;
    }

    /// <summary>False when it is unknown, was used or is too old.</summary>
    public bool TryUse(string code)
    {
        var now = time.GetUtcNow();
        lock (_lock)
            return _endsAt.Remove(code, out var endsAt) && endsAt > now;
    }
}

/// <summary>All the shops, and the app that they install.</summary>
internal sealed class ShopifyShops(IReadOnlyList<ShopDesk> desks, string clientId, string clientSecret)
{
    private readonly Dictionary<string, ShopDesk> _byDomain =
        desks.ToDictionary(desk => desk.Shop.Domain, StringComparer.Ordinal);

    public IReadOnlyList<ShopDesk> Desks => desks;

    public string ClientId => clientId;

    public string ClientSecret => clientSecret;

    public ShopDesk? Find(string domain) => _byDomain.GetValueOrDefault(domain);

    public ShopDesk Of(Call call) => _byDomain[call.Route("shop")];
}

namespace Cartwright.Sandbox.Shopify;

/// <summary>What is told of a bucket in an answer.</summary>
internal readonly record struct ThrottleStatus(double MaximumAvailable, double CurrentlyAvailable, double RestoreRate);

/// <summary>The leaky bucket that a shop's queries pay from. It fills by its rate, a second.</summary>
internal sealed class CostBucket(TimeProvider time)
{
    public const double MaximumDefault = 2_000;
    public const double RestoreRateDefault = 100;

    private readonly Lock _lock = new();
    private double _maximum = MaximumDefault;
    private double _rate = RestoreRateDefault;
    private double _available = MaximumDefault;
    private DateTimeOffset _filledAt = time.GetUtcNow();

    public ThrottleStatus Status
    {
        get
        {
            lock (_lock)
            {
                Fill();
                return Tell();
            }
        }
    }

    /// <summary>False when there is less than asked for; nothing is taken then.</summary>
    public bool TryTake(long cost, out ThrottleStatus status)
    {
        lock (_lock)
        {
            Fill();
            var isEnough = cost <= _available;
            if (isEnough)
                _available -= cost;
            status = Tell();
            return isEnough;
        }
    }

    /// <summary>Gives back what a query asked for beyond what it used.</summary>
    public ThrottleStatus GiveBack(long cost)
    {
        lock (_lock)
        {
            Fill();
            _available = Math.Min(_maximum, _available + cost);
            return Tell();
        }
    }

    /// <summary>What is null stays; a new maximum fills the bucket up.</summary>
    public void Set(double? maximum, double? rate, double? available)
    {
        lock (_lock)
        {
            Fill();
            _maximum = maximum ?? _maximum;
            _rate = rate ?? _rate;
            _available = Math.Min(_maximum, available ?? (maximum is null ? _available : _maximum));
        }
    }

    private void Fill()
    {
        var now = time.GetUtcNow();
        _available = Math.Min(_maximum, _available + ((now - _filledAt).TotalSeconds * _rate));
        _filledAt = now;
    }

    private ThrottleStatus Tell() => new(_maximum, Math.Floor(_available), _rate);
}

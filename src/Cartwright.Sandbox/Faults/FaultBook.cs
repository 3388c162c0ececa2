namespace Cartwright.Sandbox.Faults;

/// <summary>The rules that are switched on. Without rules, a draw costs one read.</summary>
internal sealed class FaultBook(int? seed)
{
    public const string Any = "*";
    private const int RulesMax = 100;

    private volatile Armed[] _rules = [];

    private sealed class Armed(FaultRule rule, FaultKindRow row, Random random)
    {
        private readonly Lock _lock = new();
        private long _hits;

        public FaultRule Rule => rule;

        public FaultKind Kind => row.Kind;

        public long Hits => Interlocked.Read(ref _hits);

        public bool Matches(string target, string operation) =>
            (rule.Target == Any || rule.Target == target)
            && (rule.Operation == Any ? row.Concerns(operation) : rule.Operation == operation);

        public bool Strikes()
        {
            lock (_lock)
            {
                if (rule.Times is { } times && _hits >= times)
                    return false;
                if (rule.Probability < 1 && random.NextDouble() >= rule.Probability)
                    return false;
                _hits++;
                return true;
            }
        }
    }

    /// <summary>Null when the rules were taken; otherwise what is wrong with them.</summary>
    public string? Replace(IReadOnlyList<FaultRule> rules)
    {
        if (rules.Count > RulesMax)
            return $"Send at most {RulesMax} rules.";
        var armed = new List<Armed>();
        foreach (var (index, rule) in rules.Index())
        {
            if (FaultKindRow.Find(rule.Kind) is not { } row)
                return $"Rule {index}: kind \"{rule.Kind}\" is none of "
                    + string.Join(", ", FaultKindRow.Table.Select(known => known.Name)) + ".";
            if (!IsTarget(rule.Target))
                return $"Rule {index}: target is \"stripe\", \"model\", \"store:NAME\", \"shop:DOMAIN\" or \"*\".";
            if (rule.Probability is < 0 or > 1 || rule.Times < 0)
                return $"Rule {index}: probability is 0 to 1, times is 0 or more.";
            if (rule.Seconds is < 0 or > 86_400)
                return $"Rule {index}: seconds is 0 to 86400.";
            if (row.Kind is FaultKind.Status or FaultKind.StatusAfter && rule.Code is null or < 200 or > 599)
                return $"Rule {index}: code is 200 to 599.";
            armed.Add(new(rule, row, NewRandom(index)));
        }

        _rules = [.. armed];
        return null;
    }

    private static bool IsTarget(string target) => target is Any or "stripe" or "model"
        || target.StartsWith("store:", StringComparison.Ordinal)
        || target.StartsWith("shop:", StringComparison.Ordinal);

    private Random NewRandom(int index) => seed is { } known ? new(unchecked(known + index)) : new();

    public void Clear() => _rules = [];

    public FaultRuleView[] List() => [.. _rules.Select(armed => new FaultRuleView(armed.Rule, armed.Hits))];

    public FaultSet Draw(string target, string operation)
    {
        var rules = _rules;
        if (rules.Length == 0)
            return FaultSet.None;
        List<(FaultKind, FaultRule)>? struck = null;
        foreach (var armed in rules)
        {
            if (armed.Matches(target, operation) && armed.Strikes())
                (struck ??= []).Add((armed.Kind, armed.Rule));
        }

        return struck is null ? FaultSet.None : new(struck);
    }
}

/// <summary>The faults that strike one request.</summary>
internal sealed class FaultSet(List<(FaultKind Kind, FaultRule Rule)> struck)
{
    public static readonly FaultSet None = new([]);

    public bool IsEmpty => struck.Count == 0;

    public bool Has(FaultKind kind) => Find(kind) is not null;

    public FaultRule? Find(FaultKind kind)
    {
        foreach (var (known, rule) in struck)
        {
            if (known == kind)
                return rule;
        }

        return null;
    }

    public TimeSpan? SecondsOf(FaultKind kind, double unless) =>
        Find(kind) is { } rule ? TimeSpan.FromSeconds(rule.Seconds ?? unless) : null;
}

using System.ComponentModel.DataAnnotations;

namespace Cartwright.Lookup;

/// <summary>What a shopper must show to see an order.</summary>
public enum LookupVerification
{
    /// <summary>To be its signed-in customer, or to know the order's e-mail, phone or postcode.</summary>
    Required,

    /// <summary>Nothing for the bare status; as above for the rest.</summary>
    StatusOnly,

    /// <summary>Nothing. Order numbers follow each other, so anybody can read through them.</summary>
    Off,
}

/// <summary>Section <c>Lookup</c> of the configuration.</summary>
public sealed class LookupOptions
{
    public const string Section = "Lookup";

    public LookupVerification Verification { get; set; }

    /// <summary>For a whole lookup, waiting included.</summary>
    [Range(0.5, 60)]
    public double DeadlineSecondsMax { get; set; } = 8;

    /// <summary>
    /// When attempts begin, in milliseconds after the first: each at a moment between two numbers. After the last one,
    /// further attempts follow at the last distance while the deadline allows.
    /// </summary>
    public string AttemptsMilliseconds { get; set; } = "0, 300-500, 900-1300, 1800-2300";

    [Range(1, 50)]
    public int AttemptsMax { get; set; } = 12;

    /// <summary>What an unsuccessful lookup by a shopper takes at least, so that its time tells nothing.</summary>
    [Range(0, 10_000)]
    public double MissMillisecondsMin { get; set; } = 800;

    [Range(1, 1000)]
    public int MissesPerSessionMax { get; set; } = 5;

    [Range(1, 10_000)]
    public int MissesPerAddressMax { get; set; } = 20;

    [Range(1, 1_000_000)]
    public int MissesPerShopMax { get; set; } = 500;

    /// <summary>For how long a miss counts.</summary>
    [Range(1, 1440)]
    public double MissesMinutes { get; set; } = 15;

    /// <summary>After how many misses of a session a person is offered.</summary>
    [Range(1, 100)]
    public int PersonAfterMisses { get; set; } = 3;

    /// <summary>The attempts of each shop that are kept, the latest.</summary>
    [Range(0, 10_000)]
    public int AttemptsKeptPerShopMax { get; set; } = 200;

    /// <summary>For how long a shop is not asked that fails nearly always.</summary>
    [Range(0.5, 300)]
    public double CircuitSeconds { get; set; } = 5;

    internal TimeSpan Deadline => TimeSpan.FromSeconds(DeadlineSecondsMax);

    internal TimeSpan MissMin => TimeSpan.FromMilliseconds(MissMillisecondsMin);
}

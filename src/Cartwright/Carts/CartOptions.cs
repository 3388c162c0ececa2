using System.ComponentModel.DataAnnotations;

namespace Cartwright.Carts;

/// <summary>Section <c>Carts</c> of the configuration.</summary>
public sealed class CartOptions
{
    /// <summary>How long submitCart waits for an answer before it goes on in the background and answers 504.</summary>
    [Range(1, 300)]
    public double SubmissionSecondsMax { get; set; } = 25;

    /// <summary>
    /// How many submissions run at a time in this process; a further one is answered 503. More of them make each wait
    /// longer once the machine has enough to do.
    /// </summary>
    [Range(1, 100_000)]
    public int SubmissionsMax { get; set; } = 2_000;

    /// <summary>The age from which reading an unsubmitted cart asks the merchants for a new quote.</summary>
    [Range(1, 86_400)]
    public double QuoteAgeSecondsMax { get; set; } = 300;

    /// <summary>How soon reading a cart asks a merchant again that could not be reached.</summary>
    [Range(1, 86_400)]
    public double UnavailableAgeSecondsMax { get; set; } = 5;
}

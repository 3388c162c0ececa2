using System.ComponentModel.DataAnnotations;

namespace Cartwright.Reconciliation;

/// <summary>Section <c>Reconciliation</c> of the configuration.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>Whether the books are compared every day by themselves.</summary>
    public bool Daily { get; set; } = true;

    /// <summary>The hour of the day, in UTC, at which they are.</summary>
    [Range(0, 23)]
    public int Hour { get; set; } = 3;

    /// <summary>How many days back the daily comparison looks.</summary>
    [Range(1, 60)]
    public int Days { get; set; } = 3;

    /// <summary>
    /// For how many days from its beginning an order is compared again when it could not be compared, or differed.
    /// </summary>
    [Range(1, 180, ErrorMessage = "Set Reconciliation:RepeatDaysMax to a number of days from 1 to 180.")]
    public int RepeatDaysMax { get; set; } = 30;

    /// <summary>How long nothing must have happened to an order before it is compared.</summary>
    [Range(0, 86_400)]
    public double RestSeconds { get; set; } = 600;
}

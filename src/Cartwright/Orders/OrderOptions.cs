using System.ComponentModel.DataAnnotations;

namespace Cartwright.Orders;

/// <summary>Section <c>Orders</c> of the configuration.</summary>
public sealed class OrderOptions
{
    /// <summary>How long after placement the merchant is first asked for a shipment.</summary>
    [Range(0, 86_400)]
    public double FirstTrackingSeconds { get; set; } = 60;

    /// <summary>
    /// How long a call to a processor or a merchant may still be under way. An order that a person fails ends that long
    /// after, when nothing has turned up. Longer than the deadline of every call.
    /// </summary>
    [Range(0, 3_600, ErrorMessage = "Set Orders:CallSecondsMax to a number from 0 to 3600.")]
    public double CallSecondsMax { get; set; } = 180;

    /// <summary>How long cancelOrder and returnOrder wait for the merchant before they answer that it goes on.</summary>
    [Range(0, 60)]
    public double AnswerSecondsMax { get; set; } = 10;

    /// <summary>How often the processor is asked whether a shopper has passed the bank's challenge.</summary>
    [Range(0.1, 600)]
    public double ChallengePollSeconds { get; set; } = 2;
}

using System.ComponentModel.DataAnnotations;

namespace Cartwright.Payments;

/// <summary>Section <c>Payments</c> of the configuration.</summary>
public sealed class PaymentOptions
{
    /// <summary>When a shopper's card is captured, for carts that are submitted from now on.</summary>
    [EnumDataType(typeof(PaymentCapture), ErrorMessage = "Set Payments:Capture to AtSubmission or OnPlacement.")]
    public PaymentCapture Capture { get; set; } = PaymentCapture.AtSubmission;
}

public static class PaymentRegistration
{
    public static IServiceCollection AddPayments(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection("Payments");
        services.AddOptions<PaymentOptions>()
            .Bind(section)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}

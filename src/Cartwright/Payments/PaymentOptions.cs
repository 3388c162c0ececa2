namespace Cartwright.Payments;

/// <summary>Section <c>Payments</c> of the configuration.</summary>
public sealed class PaymentOptions
{
    /// <summary>When a shopper's card is captured, for carts that are submitted from now on.</summary>
    public PaymentCapture Capture { get; set; } = PaymentCapture.AtSubmission;
}

public static class PaymentRegistration
{
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        services.AddSettings<PaymentOptions>("Payments");
        return services;
    }
}

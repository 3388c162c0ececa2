using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Cartwright.Carts;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.Tests;

/// <summary>A wrong setting stops the start with a sentence that says what to set.</summary>
public sealed class SettingsTests
{
    [Theory]
    [InlineData("Payments:Capture", "Later", "Set Payments:Capture to AtSubmission or OnPlacement.")]
    [InlineData("Payments:Capture", "7", "Set Payments:Capture to AtSubmission or OnPlacement.")]
    [InlineData("Carts:SubmissionsMax", "many", "Set Carts:SubmissionsMax to a number from 1 to 100000.")]
    [InlineData("Carts:SubmissionsMax", "0", "Set Carts:SubmissionsMax to a number from 1 to 100000.")]
    [InlineData("Orders:FirstTrackingSeconds", "-1", "Set Orders:FirstTrackingSeconds to a number from 0 to 86400.")]
    public void Wrong_setting_is_told_with_what_to_set(string setting, string value, string words)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new(setting, value)]).Build();
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddPayments().AddCarts().AddOrders()
            .BuildServiceProvider();

        var wrong = Should.Throw<OptionsValidationException>(() =>
        {
            _ = services.GetRequiredService<IOptions<PaymentOptions>>().Value;
            _ = services.GetRequiredService<IOptions<CartOptions>>().Value;
            _ = services.GetRequiredService<IOptions<OrderOptions>>().Value;
        });

        wrong.Failures.ShouldBe([words]);
    }
}

using Cartwright.Payments;
using Cartwright.Payments.Stripe;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cartwright.Tests.Payments;

public sealed class StripeRegistrationTests
{
    [Fact]
    public void Settings_left_out_are_stripes_own()
    {
        using var services = StripeStub.Services([]);

        var options = services.GetRequiredService<IOptions<StripeOptions>>().Value;

        options.BaseAddress.ShouldBe(new Uri("https://api.stripe.com/"));
        options.SecretKey.Reveal().ShouldBe("sk_test_51");
        options.SecretKey.ToString().ShouldBe("***");
        services.GetRequiredService<IPaymentGateway>().ShouldNotBeNull();
    }

    [Theory]
    [InlineData("SecretKey", null)]
    [InlineData("SecretKey", "")]
    [InlineData("SecretKey", "sk_test\r\nX: y")]
    [InlineData("BaseAddress", "http://stripe.example/")]
    [InlineData("BaseAddress", "https://stripe.example/prefix")]
    [InlineData("BaseAddress", "/relative/")]
    [InlineData("BaseAddress", "file:///etc/")]
    [InlineData("ReturnUrl", null)]
    [InlineData("ReturnUrl", "javascript:alert(1)")]
    [InlineData("TimeoutSeconds", "0")]
    [InlineData("TimeoutSeconds", "121")]
    [InlineData("FindPagesMax", "0")]
    public void Wrong_setting_stops_the_start_and_is_named(string name, string? value)
    {
        using var services = StripeStub.Services(new() { [$"Payments:Stripe:{name}"] = value });

        var problem = Should.Throw<OptionsValidationException>(
            () => services.GetRequiredService<IStartupValidator>().Validate());

        problem.Message.ShouldStartWith($"Set Payments:Stripe:{name} to ");
    }
}

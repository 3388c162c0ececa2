namespace Cartwright.Sandbox.Tests;

public sealed class StripePaymentTests
{
    [Theory]
    [InlineData("tok_visa")]
    [InlineData("tok_mastercard")]
    public async Task Payment_with_a_good_card_succeeds_and_captures_the_amount(string token)
    {
        await using var sandbox = await ARunningSandbox.StartAsync();

        var charged = await sandbox.ChargeAsync(token);

        charged.Status.ShouldBe(200, charged.Body);
        charged["status"].ShouldBe("succeeded");
        charged["amount_received"].ShouldBe("4200");
        charged["metadata.order_id"].ShouldBe("order_1");
        charged.Headers.ContainsKey("Request-Id").ShouldBeTrue();
    }
}

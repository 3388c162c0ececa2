using Cartwright.Payments;
using Cartwright.Payments.Stripe;

namespace Cartwright.Tests.Payments;

public sealed class StripeMappingTests
{
    [Fact]
    public void Table_of_codes_is_the_golden_one()
    {
        var golden = Path.Combine(AppContext.BaseDirectory, "Payments", "StripeMapping.golden.txt");

        StripeMapping.Table.Select(row => $"{row.Code} | {row.Reason} | {row.SafeWords}")
            .ShouldBe(File.ReadAllLines(golden));
    }

    [Fact]
    public void Table_has_words_for_every_code_once_and_every_reason()
    {
        StripeMapping.Table.Select(row => row.Code).ShouldBeUnique();
        StripeMapping.Table.ShouldAllBe(row => row.SafeWords.EndsWith('.'));
        StripeMapping.Table.Select(row => row.Reason).Distinct().Order().ShouldBe(Enum.GetValues<PaymentRefusal>());
    }

    [Theory]
    [InlineData("lost_card")]
    [InlineData("stolen_card")]
    [InlineData("fraudulent")]
    [InlineData("merchant_blacklist")]
    [InlineData("pickup_card")]
    public void Words_for_fraud_and_loss_are_those_of_any_decline(string code) =>
        StripeMapping.Find(code)!.SafeWords.ShouldBe(StripeMapping.Find("generic_decline")!.SafeWords);

    [Theory]
    [InlineData("USD", 1234, 1234L)]
    [InlineData("JPY", 500, 500L)]
    [InlineData("XAF", 500, 500L)]
    [InlineData("ISK", 5, 500L)]
    [InlineData("UGX", 5, 500L)]
    [InlineData("MGA", 500, 5L)]
    [InlineData("KWD", 5120, 5120L)]
    [InlineData("HUF", 1045, 1045L)]
    [InlineData("MGA", 501, null)]
    [InlineData("KWD", 5124, null)]
    [InlineData("IQD", 1000, null)]
    [InlineData("CLF", 10000, null)]
    [InlineData("XYZ", 100, null)]
    [InlineData("USD", 0, null)]
    [InlineData("USD", -1, null)]
    [InlineData("ISK", long.MaxValue, null)]
    public void Amount_in_stripes_digits_is_exact_or_none(string currency, long minor, long? expected)
    {
        StripeMapping.ToStripe(new Money(minor, currency)).ShouldBe(expected);
        if (expected is { } amount)
        {
            StripeMapping.FromStripe(amount, currency.ToLowerInvariant()).ShouldBe(new Money(minor, currency));
        }
    }
}

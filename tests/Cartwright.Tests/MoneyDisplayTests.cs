using System.Text.RegularExpressions;

namespace Cartwright.Tests;

public sealed class MoneyDisplayTests
{
    [Theory]
    [InlineData(1234, "USD", "$12.34")]
    [InlineData(0, "USD", "$0.00")]
    [InlineData(5, "USD", "$0.05")]
    [InlineData(-1234, "USD", "-$12.34")]
    [InlineData(123456789, "USD", "$1,234,567.89")]
    [InlineData(1234, "EUR", "€12.34")]
    [InlineData(1234, "GBP", "£12.34")]
    [InlineData(1234, "JPY", "¥1,234")]
    [InlineData(1234, "KRW", "₩1,234")]
    [InlineData(1234, "CAD", "CA$12.34")]
    [InlineData(1234, "CHF", "12.34 CHF")]
    [InlineData(-1234, "CHF", "-12.34 CHF")]
    [InlineData(1234, "KWD", "1.234 KWD")]
    [InlineData(1234, "CLF", "0.1234 CLF")]
    [InlineData(1234, "GBX", "1,234 GBX")]
    [InlineData(1234, "XYZ", "12.34 XYZ")]
    [InlineData(long.MinValue, "USD", "-$92,233,720,368,547,758.08")]
    public void Amount_is_written_with_its_sign_and_digits(long minor, string currency, string expected) =>
        new Money(minor, currency).Display().ShouldBe(expected);

    [Fact]
    public void Every_currency_of_the_contract_has_an_exponent()
    {
        using var stream = typeof(MoneyDisplay).Assembly.GetManifestResourceStream(
            "Cartwright.Api.checkout-api.graphql")!;
        using var reader = new StreamReader(stream);
        var currencies = Regex.Match(reader.ReadToEnd(), @"enum Currency \{([^}]*)\}").Groups[1].Value
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

        currencies.Length.ShouldBeGreaterThan(150);
        currencies.Where(currency => MoneyDisplay.Exponent(currency) is null).ShouldBeEmpty();
    }
}

using Cartwright.Assistant;

namespace Cartwright.Tests.Assistant;

public sealed class MaskCardsTests
{
    [Theory]
    [InlineData("4242424242424242", "••••••••••••4242")]
    [InlineData("my card is 4242-4242-4242-4242.", "my card is ••••-••••-••••-4242.")]
    [InlineData("3782 822463 10005 thanks", "•••• •••••• •0005 thanks")]
    [InlineData("order 1001 4111 1111 1111 1111", "order 1001 •••• •••• •••• 1111")]
    [InlineData("1001 and 4242 4242 4242 4242 or 5555555555554444", "1001 and •••• •••• •••• 4242 or ••••••••••••4444")]
    [InlineData("4242\u00a04242\u00a04242\u00a04242", "••••\u00a0••••\u00a0••••\u00a04242")]
    [InlineData("4242  4242 - 4242 – 4242", "••••  •••• - •••• – 4242")]
    [InlineData("4242\u200b4242\u200b4242\u200b4242", "••••\u200b••••\u200b••••\u200b4242")]
    [InlineData("４２４２４２４２４２４２４２４２", "••••••••••••４２４２")]
    public void Card_number_keeps_its_last_four_digits(string text, string masked) =>
        MaskCards.In(text).ShouldBe(masked);

    /// <summary>The schemes' published test numbers, as they stand on the cards.</summary>
    [Theory]
    [InlineData("Visa", "4111 1111 1111 1111")]
    [InlineData("Visa of 13 digits", "4222 222 222 222")]
    [InlineData("Mastercard", "5555 5555 5555 4444")]
    [InlineData("Mastercard of the 2 series", "2223 0031 2200 3222")]
    [InlineData("American Express", "3782 822463 10005")]
    [InlineData("Discover", "6011 1111 1111 1117")]
    [InlineData("Diners Club", "3056 930902 5904")]
    [InlineData("Diners Club in fours", "3056 9309 0259 04")]
    [InlineData("JCB", "3566 0020 2036 0505")]
    [InlineData("UnionPay", "6200 0000 0000 0005")]
    [InlineData("UnionPay of 19 digits", "6205 5000 0000 0000 004")]
    [InlineData("UnionPay of 19 digits in two", "620550 0000000000004")]
    [InlineData("Maestro", "6759 6498 2643 8453")]
    [InlineData("Spelled", "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2")]
    public void Card_of_each_scheme_is_masked_as_it_is_grouped_and_without_blanks(string scheme, string number)
    {
        foreach (var between in new[] { " ", "-", ".", "", "  ", " - ", "\u00a0", " . " })
        {
            var written = number.Replace(" ", between, StringComparison.Ordinal);

            var masked = MaskCards.In($"order 1001, card {written}, thanks");

            masked.Count(letter => letter == '•').ShouldBe(number.Count(char.IsDigit) - 4, $"{scheme}: {masked}");
            masked.ShouldStartWith("order 1001, card ");
            masked.Replace("•", "", StringComparison.Ordinal).ShouldEndWith(", thanks");
        }
    }

    /// <summary>Each of them has the check digit of a card; they are grouped as no card is.</summary>
    [Theory]
    [InlineData("an order's number and a telephone", "1001 0170 1234002")]
    [InlineData("an order's number and a telephone in pairs", "1001 01 70 12 34 15")]
    [InlineData("an order's number and one abroad", "1001 0049 170 1234567")]
    [InlineData("two orders and a day", "10012 10013 20269")]
    [InlineData("a telephone and a postcode", "0170 1234567 10114")]
    [InlineData("a parcel's number", "003 4043 4161 094487")]
    public void Numbers_with_a_card_s_check_digit_stay_when_no_card_is_grouped_so(string what, string text) =>
        MaskCards.In(text).ShouldBe(text, what);

    [Theory]
    [InlineData("order #1001")]
    [InlineData("+49 30 1234567")]
    [InlineData("4242 4242 4242 4243")]
    [InlineData("JD014600003828392837")]
    [InlineData("0000 0000 0000 0000")]
    [InlineData("")]
    public void Other_numbers_stay(string text) => MaskCards.In(text).ShouldBe(text);
}

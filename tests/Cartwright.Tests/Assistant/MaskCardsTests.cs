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

    [Theory]
    [InlineData("4111 111111111111", "•••• ••••••••1111")]
    [InlineData("411111111111 1111", "•••••••••••• 1111")]
    [InlineData("41111111 1111 1111", "•••••••• •••• 1111")]
    [InlineData("4111 1111 11111111", "•••• •••• ••••1111")]
    [InlineData("411111 111111 1111", "•••••• •••••• 1111")]
    [InlineData("41111 11111 11111 1", "••••• ••••• ••111 1")]
    [InlineData("41 11 11 11 11 11 11 11", "•• •• •• •• •• •• 11 11")]
    [InlineData("51 05 10 51 05 10 51 00", "•• •• •• •• •• •• 51 00")]
    [InlineData("411 111 111 111 1111", "••• ••• ••• ••• 1111")]
    [InlineData("4111/1111/1111/1111", "••••/••••/••••/1111")]
    [InlineData("4111, 1111, 1111, 1111", "••••, ••••, ••••, 1111")]
    [InlineData("4111*1111*1111*1111", "••••*••••*••••*1111")]
    [InlineData("4111\r\n1111\n1111\n1111", "••••\r\n••••\n••••\n1111")]
    [InlineData("card4242424242424242!", "card••••••••••••4242!")]
    public void Card_in_any_groups_and_with_any_sign_between_is_masked(string text, string masked) =>
        MaskCards.In(text).ShouldBe(masked);

    [Theory]
    [InlineData("its code", "5555555555554444123", "••••••••••••4444•••")]
    [InlineData("its date", "55555555555544440129", "••••••••••••4444••••")]
    [InlineData("its date and code", "55555555555544440129123", "••••••••••••4444•••••••")]
    [InlineData("its code, in fours", "5555 5555 5555 4444123", "•••• •••• •••• 4444•••")]
    [InlineData("its date in front", "12295555555555554444", "••••••••••••••••4444")]
    [InlineData("a date with a slash", "5555555555554444 01/29 123", "••••••••••••4444 01/29 123")]
    public void Card_with_what_is_glued_to_it_is_masked(string what, string text, string masked) =>
        MaskCards.In(text).ShouldBe(masked, what);

    [Theory]
    [InlineData("4111111111111111", "••••••••••••1111")]
    [InlineData("4111 1111 1111 1111", "•••• •••• •••• 1111")]
    public void Card_behind_many_small_numbers_is_masked(string card, string masked)
    {
        for (var count = 0; count < 60; count++)
        {
            var numbers = string.Concat(Enumerable.Range(1, count).Select(number => $"{number % 10} "));

            MaskCards.In(numbers + card).ShouldEndWith(masked);
        }
    }

    /// <summary>Each of them has the check digit of a card and begins as one.</summary>
    [Theory]
    [InlineData("an order's number and a telephone", "4001 0170 12345679")]
    [InlineData("an order's number and a telephone in pairs", "4001 01 70 12 34 56 79")]
    [InlineData("an order's by its word", "my order no. 40010 170 12345679")]
    [InlineData("an order's by its sign", "#40010 170 12345679")]
    public void Order_s_number_with_a_telephone_stays(string what, string text) =>
        MaskCards.In(text).ShouldBe(text, what);

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

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

    [Theory]
    [InlineData("order #1001")]
    [InlineData("+49 30 1234567")]
    [InlineData("4242 4242 4242 4243")]
    [InlineData("JD014600003828392837")]
    [InlineData("0000 0000 0000 0000")]
    [InlineData("")]
    public void Other_numbers_stay(string text) => MaskCards.In(text).ShouldBe(text);
}

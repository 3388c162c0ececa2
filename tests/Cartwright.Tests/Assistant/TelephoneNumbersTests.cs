using Cartwright.Assistant.Conversations;

namespace Cartwright.Tests.Assistant;

/// <summary>Who asks for what was said by a telephone number is handed their own messages and nobody else's.</summary>
public sealed class TelephoneNumbersTests
{
    [Theory]
    [InlineData("+49 170 1234567", "call 0170 / 123-45 67")]
    [InlineData("+49 170 1234567", "call (0170) 1234567.")]
    [InlineData("+491701234567", "call 01701234567, please")]
    [InlineData("+491701234567", "call +49 (0) 170 1234567")]
    [InlineData("+491701234567", "call 0049 170 1234567")]
    [InlineData("+491701234567", "call 49 170 1234567")]
    [InlineData("+491701234567", "call 170 1234567")]
    [InlineData("+491701234567", "0 1 7 0 1 2 3 4 5 6 7")]
    [InlineData("+491701234567", "order 1001, 0170 1234567")]
    [InlineData("+491701234567", "1001 0170 1234567")]
    [InlineData("+491701234567", "#1001 0170 1234567")]
    [InlineData("+491701234567", "1001 170 1234567")]
    [InlineData("+491701234567", "0170 1234567 10115 Berlin")]
    [InlineData("+491701234567", "0170 1234567 +49 30 1234567")]
    [InlineData("+33612345678", "06 12 34 56 78")]
    [InlineData("+3906123456", "+39 06 123456")]
    [InlineData("+14155550123", "(415) 555-0123")]
    [InlineData("+14155550123", "1-415-555-0123")]
    [InlineData("+14155550123", "+1.415.555.0123")]
    [InlineData("0170 1234567", "+49 170 1234567")]
    [InlineData("0170 1234567", "my number: 491701234567")]
    [InlineData("0049 170 1234567", "0170 1234567")]
    [InlineData("555-0123", "call 555 0123")]
    [InlineData("＋４９ １７０ １２３４５６７", "0170 1234567")]
    public void Number_is_found_however_it_is_written(string asked, string message) =>
        IsFound(asked, message).ShouldBeTrue();

    [Theory]
    [InlineData("555-0123", "My parcel 1Z555012399887 is late")]
    [InlineData("555-0123", "call 212 555 0123")]
    [InlineData("555-0123", "call 555 0123 4567")]
    [InlineData("555-0123", "parcel A-5550123")]
    [InlineData("555-0123", "order 5550123")]
    [InlineData("555-0123", "#5550123")]
    [InlineData("+49 1701 234567", "tracking 00340170123456789012")]
    [InlineData("+49 1701 234567", "tracking 34017012345678")]
    [InlineData("+49 1701 234567", "call me at +44 1701 234 567 please")]
    [InlineData("+49 1701 234567", "call me at 0044 1701 234 567 please")]
    [InlineData("+49 1701 234567", "call me at +44 (0) 1701 234567 please")]
    [InlineData("+49 1701 234567", "call me at 44 1701 234567 please")]
    [InlineData("+491701234567", "0170 1234567 89")]
    [InlineData("+491701234567", "0170 12345678")]
    [InlineData("+491701234567", "0170 1234567x")]
    [InlineData("+4512345678", "order 12345678")]
    [InlineData("123456", "123456")]
    [InlineData("", "0170 1234567")]
    public void Number_of_another_or_of_something_else_is_not_taken_for_it(string asked, string message) =>
        IsFound(asked, message).ShouldBeFalse();

    private static bool IsFound(string asked, string message) =>
        ShopperMarks.Of(new(null, null, asked)).Overlaps(ShopperMarks.In(message));
}

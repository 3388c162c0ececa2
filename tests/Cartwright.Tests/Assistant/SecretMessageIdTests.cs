using Cartwright.Assistant;

namespace Cartwright.Tests.Assistant;

/// <summary>A first message's id is known to its sender alone, or it is refused.</summary>
public sealed class SecretMessageIdTests
{
    private static readonly DateTimeOffset s_now = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("0d6f1c4e7b9a4f0c8f3e2b1a09876543")]
    [InlineData("0D6F1C4E7B9A4F0C8F3E2B1A09876543")]
    [InlineData("0d6f1c4e-7b9a-4f0c-8f3e-2b1a09876543")]
    [InlineData("DW8cTnuaTwyPPisaCYdlQw")]
    [InlineData("DW8c-nuaT_yPPisaCYdlQw")]
    [InlineData("chat-0d6f1c4e-7b9a-4f0c-8f3e-2b1a09876543")]
    public void Random_id_is_a_secret(string id) => SecretMessageId.Is(id, s_now).ShouldBeTrue();

    [Theory]
    [InlineData("1", "too short")]
    [InlineData("0d6f1c4e7b9a4f0c8f3e2b1a0987654", "too few hexadecimal digits")]
    [InlineData("DW8cTnuaTwyPPisaCYdlQ", "too short")]
    [InlineData("00000000000000000001", "a counter")]
    [InlineData("00000000000000000000000000000001", "a counter")]
    [InlineData("00000000-0000-4000-8000-0000000a3c5f", "a counter that looks like a UUID")]
    [InlineData("message-of-cart-00000000042", "a counter with words")]
    [InlineData("17644752001761764475200176176447", "digits alone")]
    [InlineData("1764-475200-176176447520017617644", "digits alone")]
    [InlineData("abababababababababababababababab", "few different letters")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", "the alphabet")]
    [InlineData("Q7x9876543210ZkTw4mLpVbN", "counted down")]
    [InlineData("cc0ecb9e-cdde-11f0-9d3a-325096b39f47", "UUID version 1")]
    [InlineData("1f0cddec-c0ec-6b9e-9d3a-325096b39f47", "UUID version 6")]
    [InlineData("019ad483-a1c0-7def-8123-0a1b2c3d4e5f", "UUID version 7")]
    [InlineData("2ed6657d-e927-568b-95e1-2665a8aea6a2", "UUID version 5")]
    [InlineData("0d6f1c4e-7b9a-4f0c-cf3e-2b1a09876543", "UUID of another variant")]
    [InlineData("m-019ad483-a1c0-7def-8123-0a1b2c3d4e5f", "UUID version 7 with a letter before it")]
    public void Id_that_another_shopper_may_have_is_none(string id, string reason) =>
        SecretMessageId.Is(id, s_now).ShouldBeFalse(reason);

    [Fact]
    public void Uuid_of_a_time_is_none_without_hyphens_either()
    {
        SecretMessageId.Is(Guid.CreateVersion7(s_now).ToString("N"), s_now).ShouldBeFalse();
        // Versions 1 and 6, of 12 hours before.
        var units = (s_now.AddHours(-12) - new DateTimeOffset(1582, 10, 15, 0, 0, 0, TimeSpan.Zero)).Ticks;
        SecretMessageId.Is(
            $"{units & 0xFFFFFFFF:x8}{(units >> 32) & 0xFFFF:x4}1{units >> 48:x3}9d3a325096b39f47", s_now)
            .ShouldBeFalse();
        SecretMessageId.Is($"{units >> 12:x12}6{units & 0xFFF:x3}9d3a325096b39f47", s_now).ShouldBeFalse();
    }
}

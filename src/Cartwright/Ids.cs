using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cartwright;

/// <summary>Makes ids that sort by the time they were made: a prefix that names the kind and a UUIDv7.</summary>
public interface IIdSource
{
    string Next(string prefix);
}

/// <summary>Its ids can't be guessed: 74 bits of each are the operating system's random ones (RFC 9562, 5.7).
/// </summary>
public sealed class IdSource(TimeProvider clock) : IIdSource
{
    private const int RandomBytes = 10;
    private const int IdsAtOnce = 100;

    // Asking the operating system costs more than all the rest of an id: it is asked for many at once.
    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int left;

    public string Next(string prefix)
    {
        random ??= new byte[RandomBytes * IdsAtOnce];
        if (left == 0)
        {
            RandomNumberGenerator.Fill(random);
            left = IdsAtOnce;
        }

        left--;
        var own = random.AsSpan(left * RandomBytes, RandomBytes);
        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, clock.GetUtcNow().ToUnixTimeMilliseconds() << 16);
        own.CopyTo(id[6..]);
        id[6] = (byte)((id[6] & 0x0F) | 0x70);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return $"{prefix}_{Convert.ToHexStringLower(id)}";
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Journal.Copy;

/// <summary>
/// How many rows a table has, and a sum of their hashes that is the same in whatever order they come: the databases sort
/// text differently.
/// </summary>
internal readonly record struct TableDigest(long Rows, UInt128 Sum)
{
    public static TableDigest Empty => default;

    public TableDigest With(IReadOnlyList<object?> row)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> head = stackalloc byte[9];
        foreach (var value in row)
        {
            var bytes = value switch
            {
                string text => Encoding.UTF8.GetBytes(text),
                byte[] raw => raw,
                _ => [],
            };
            head[0] = value switch { null => 0, long => 1, string => 2, byte[] => 3, _ => throw Foreign(value) };
            BinaryPrimitives.WriteInt64LittleEndian(head[1..], value is long number ? number : bytes.Length);
            hash.AppendData(head);
            hash.AppendData(bytes);
        }

        Span<byte> whole = stackalloc byte[32];
        hash.GetHashAndReset(whole);
        return new(Rows + 1, unchecked(Sum + BinaryPrimitives.ReadUInt128LittleEndian(whole)));
    }

    private static NotSupportedException Foreign(object value) =>
        new($"A value of type {value.GetType().Name} can't be compared yet.");
}

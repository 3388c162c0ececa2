using System.Buffers.Binary;

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// A vector as it is stored: half precision, the lower byte first, whatever the machine's own order: pure. Half of the
/// bytes of single precision; what is lost moves no passage by a rank that matters.
/// </summary>
internal static class VectorBytes
{
    public static byte[] Of(ReadOnlySpan<float> vector)
    {
        var bytes = new byte[vector.Length * 2];
        for (var at = 0; at < vector.Length; at++)
        {
            BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(at * 2), (Half)vector[at]);
        }

        return bytes;
    }

    public static int DimensionsOf(byte[] bytes) => bytes.Length / 2;

    public static void Read(byte[] bytes, Span<float> vector)
    {
        for (var at = 0; at < vector.Length; at++)
        {
            vector[at] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(at * 2));
        }
    }
}

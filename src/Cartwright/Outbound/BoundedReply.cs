using System.Buffers;

namespace Cartwright.Outbound;

/// <summary>Reads the body of a reply that somebody else decides the length of.</summary>
internal static class BoundedReply
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Null when it is longer.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpContent content, int bytesMax, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > bytesMax)
        {
            return null;
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        using MemoryStream longer = new();
        var count = 0;
        try
        {
            // Most answers fit one piece, and are copied once.
            int read;
            while ((read = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken)) > 0)
            {
                count += read;
                if (longer.Length + count > bytesMax)
                {
                    return null;
                }

                if (count == buffer.Length)
                {
                    longer.Write(buffer);
                    count = 0;
                }
            }

            if (longer.Length == 0)
            {
                return buffer.AsMemory(0, count).ToArray();
            }

            longer.Write(buffer, 0, count);
            return longer.ToArray();
        }
        finally
        {
            // It may hold a token, and goes to whoever rents next.
            buffer.AsSpan(0, longer.Length > 0 ? buffer.Length : count).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

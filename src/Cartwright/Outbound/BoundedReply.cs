using System.Buffers;

namespace Cartwright.Outbound;

/// <summary>Reads the body of a reply that somebody else decides the length of.</summary>
internal static class BoundedReply
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>Null when it is longer.</summary>
    public static Task<ReadOnlyMemory<byte>?> ReadAsync(
        HttpContent content, int bytesMax, CancellationToken cancellationToken) =>
        ReadAsync<ReadOnlyMemory<byte>?>(
            content, bytesMax, static body => body.ToArray(), static () => null, cancellationToken);

    /// <param name="read">Reads the body where it lies; nothing of it may be kept.</param>
    /// <param name="tooLong">What a longer body makes.</param>
    public static async Task<T> ReadAsync<T>(
        HttpContent content, int bytesMax, Func<ReadOnlyMemory<byte>, T> read, Func<T> tooLong,
        CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > bytesMax)
        {
            return tooLong();
        }

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(PieceBytes);
        MemoryStream? longer = null;
        var count = 0;
        try
        {
            // Most answers fit one piece, and are not copied.
            int got;
            while ((got = await stream.ReadAsync(buffer.AsMemory(count), cancellationToken)) > 0)
            {
                count += got;
                if ((longer?.Length ?? 0) + count > bytesMax)
                {
                    return tooLong();
                }

                if (count == buffer.Length)
                {
                    (longer ??= new()).Write(buffer);
                    count = 0;
                }
            }

            if (longer is null)
            {
                return read(buffer.AsMemory(0, count));
            }

            longer.Write(buffer, 0, count);
            return read(longer.ToArray());
        }
        finally
        {
            // It may hold a token, and goes to whoever rents next.
            buffer.AsSpan(0, longer is null ? count : buffer.Length).Clear();
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}

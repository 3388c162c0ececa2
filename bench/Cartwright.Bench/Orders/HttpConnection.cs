using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Bench;

/// <summary>
/// A connection that stays open, for one request at a time. It reads no more of an answer than its status and its end,
/// so that it leaves the machine to what is measured.
/// </summary>
internal sealed class HttpConnection(Socket socket) : IDisposable
{
    private readonly byte[] buffer = new byte[32 * 1024];

    public static async Task<HttpConnection> OpenAsync(IPEndPoint server)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        return new(socket);
    }

    /// <summary>
    /// Whether the server has closed it, as one does that nothing came by for minutes. An answer is not being waited for.
    /// </summary>
    public bool IsClosed => socket.Poll(0, SelectMode.SelectRead);

    /// <returns>The status, and the body as it came; a body in chunks with their lengths.</returns>
    public async ValueTask<HttpReply> SendAsync(ReadOnlyMemory<byte> request)
    {
        for (var sent = 0; sent < request.Length;)
            sent += await socket.SendAsync(request[sent..], SocketFlags.None);
        for (var received = 0; ;)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(received), SocketFlags.None);
            if (count == 0) throw new IOException("The server closed the connection.");
            received += count;
            if (Read(buffer.AsMemory(0, received)) is { } reply) return reply;
        }
    }

    public void Dispose() => socket.Dispose();

    /// <summary>Null while the answer is not complete.</summary>
    private static HttpReply? Read(ReadOnlyMemory<byte> received)
    {
        var answer = received.Span;
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0) return null;
        var head = answer[..end];
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out int status, out _))
            throw new IOException($"The server answered {Encoding.ASCII.GetString(head)}");
        var at = head.IndexOf("Content-Length: "u8);
        if (at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _))
            return answer.Length >= end + 4 + length ? new(status, received.Slice(end + 4, length)) : null;
        return answer.EndsWith("\r\n0\r\n\r\n"u8) ? new(status, received[(end + 4)..]) : null;
    }
}

/// <param name="Body">Until the next request on its connection.</param>
internal readonly record struct HttpReply(int Status, ReadOnlyMemory<byte> Body)
{
    public bool Has(ReadOnlySpan<byte> part) => Body.Span.IndexOf(part) >= 0;

    public override string ToString() => $"{Status}: {Encoding.UTF8.GetString(Body.Span)}";
}

/// <summary>Connections to one server, opened as they are needed and used again.</summary>
internal sealed class HttpConnections(IPEndPoint server) : IDisposable
{
    private readonly ConcurrentBag<HttpConnection> idle = [];

    /// <summary>Opens so many at once, so that no load waits for handshakes.</summary>
    public async Task OpenAsync(int count)
    {
        while (idle.Count < count) idle.Add(await HttpConnection.OpenAsync(server));
    }

    /// <param name="read">What of the reply is kept: it is gone when the connection is used again.</param>
    public async Task<T> SendAsync<T>(ReadOnlyMemory<byte> request, Func<HttpReply, T> read)
    {
        var connection = TakeIdle() ?? await HttpConnection.OpenAsync(server);
        try
        {
            var result = read(await connection.SendAsync(request));
            idle.Add(connection);
            return result;
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            connection.Dispose();
            throw;
        }
    }

    private HttpConnection? TakeIdle()
    {
        while (idle.TryTake(out var connection))
        {
            if (!connection.IsClosed) return connection;
            connection.Dispose();
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var connection in idle) connection.Dispose();
    }
}

using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cartwright.Bench;

/// <summary>What one stretch of load saw.</summary>
internal sealed record LoadFigures(long Requests, TimeSpan Elapsed, double[] SortedMilliseconds)
{
    public double PerSecond => Requests / Elapsed.TotalSeconds;

    public double Percentile(int percent) => SortedMilliseconds[(SortedMilliseconds.Length - 1) * percent / 100];
}

/// <summary>
/// Sends one request over and over, on connections that stay open, each waiting for its answer before it sends again.
/// It reads no more of an answer than its status and length, so that it leaves the machine to the servers.
/// </summary>
internal static class HttpLoad
{
    /// <summary>
    /// How .NET's sockets are set up: answers are handled on the thread that sees them come. Read when the process
    /// opens its first socket.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>
    {
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
        ["DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT"] = "1",
    };

    public static byte[] Request(string path, byte[] body)
    {
        var head = $"POST {path} HTTP/1.1\r\nHost: bench\r\n"
            + "Accept: application/graphql-response+json, application/graphql+json, application/json, "
            + "text/event-stream, multipart/mixed\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n";
        return [.. Encoding.ASCII.GetBytes(head), .. body];
    }

    public static async Task<LoadFigures> RunAsync(
        IPEndPoint server, byte[] request, int connections, TimeSpan duration)
    {
        var open = new List<Connection>();
        try
        {
            for (var i = 0; i < connections; i++) open.Add(await Connection.OpenAsync(server, request));
            var started = Stopwatch.GetTimestamp();
            var until = started + (long)(duration.TotalSeconds * Stopwatch.Frequency);
            await Task.WhenAll(open.Select(connection => connection.RunAsync(until)));
            var elapsed = Stopwatch.GetElapsedTime(started);
            var times = open.SelectMany(connection => connection.Ticks)
                .Select(ticks => ticks * 1_000.0 / Stopwatch.Frequency).Order().ToArray();
            return new(times.Length, elapsed, times);
        }
        finally
        {
            foreach (var connection in open) connection.Dispose();
        }
    }

    /// <summary>One answer's body as text.</summary>
    public static async Task<string> AskOnceAsync(IPEndPoint server, byte[] request)
    {
        using var connection = await Connection.OpenAsync(server, request);
        return await connection.AskAsync();
    }

    private sealed class Connection(Socket socket, byte[] request) : IDisposable
    {
        private readonly byte[] buffer = new byte[64 * 1024];

        public List<long> Ticks { get; } = new(100_000);

        public static async Task<Connection> OpenAsync(IPEndPoint server, byte[] request)
        {
            var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server);
            return new(socket, request);
        }

        public async Task RunAsync(long until)
        {
            while (true)
            {
                var started = Stopwatch.GetTimestamp();
                if (started >= until) return;
                await ExchangeAsync();
                Ticks.Add(Stopwatch.GetTimestamp() - started);
            }
        }

        public async Task<string> AskAsync()
        {
            var (start, length) = await ExchangeAsync();
            return Encoding.UTF8.GetString(buffer, start, length);
        }

        public void Dispose() => socket.Dispose();

        private async ValueTask<(int Start, int Length)> ExchangeAsync()
        {
            var sent = await socket.SendAsync(request, SocketFlags.None);
            while (sent < request.Length) sent += await socket.SendAsync(request.AsMemory(sent), SocketFlags.None);
            var received = 0;
            while (true)
            {
                var count = await socket.ReceiveAsync(buffer.AsMemory(received), SocketFlags.None);
                if (count == 0) throw new InvalidOperationException("The server closed the connection.");
                received += count;
                if (Body(buffer.AsSpan(0, received)) is { } body) return body;
            }
        }

        /// <summary>Where the body is; null while the answer is not complete.</summary>
        private static (int Start, int Length)? Body(ReadOnlySpan<byte> answer)
        {
            var end = answer.IndexOf("\r\n\r\n"u8);
            if (end < 0) return null;
            var head = answer[..end];
            if (!head.StartsWith("HTTP/1.1 200"u8))
                throw new InvalidOperationException($"The server answered {Encoding.ASCII.GetString(head)}");
            var start = end + 4;
            // Node's handler sends its answer as one chunk, and Kestrel tells the length.
            if (head.IndexOf("Transfer-Encoding: chunked"u8) >= 0) return Chunk(answer, start);
            var at = head.IndexOf("Content-Length: "u8);
            return at >= 0 && Utf8Parser.TryParse(head[(at + 16)..], out int length, out _)
                ? answer.Length >= start + length ? (start, length) : null
                : throw new InvalidOperationException($"No content length: {Encoding.ASCII.GetString(head)}");
        }

        private static (int Start, int Length)? Chunk(ReadOnlySpan<byte> answer, int start)
        {
            var line = answer[start..].IndexOf("\r\n"u8);
            if (line < 0 || !answer.EndsWith("\r\n0\r\n\r\n"u8)) return null;
            var body = start + line + 2;
            return Utf8Parser.TryParse(answer[start..], out int length, out _, 'x')
                && answer.Length == body + length + 7
                ? (body, length) : throw new InvalidOperationException("The answer came in several chunks.");
        }
    }
}

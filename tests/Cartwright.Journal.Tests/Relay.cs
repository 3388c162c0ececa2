using System.Net;
using System.Net.Sockets;

namespace Cartwright.Journal.Tests;

/// <summary>
/// A line to a server that can be cut so that the server does not notice: what it has heard it goes on with, and its
/// answers go nowhere.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint server;
    private readonly CancellationTokenSource stopping = new();
    private readonly List<(Socket Client, Socket Server)> lines = [];
    private readonly Task accepting;

    public Relay(int port)
    {
        server = new(IPAddress.Loopback, port);
        listener.Start();
        accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Cuts the lines there are; new ones are relayed.</summary>
    public void Cut()
    {
        lock (lines)
        {
            foreach (var (client, _) in lines) client.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await accepting;
        foreach (var (client, far) in lines)
        {
            client.Dispose();
            far.Dispose();
        }

        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync(stopping.Token);
                var far = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await far.ConnectAsync(server, stopping.Token);
                lock (lines) lines.Add((client, far));
                _ = CopyAsync(client, far);
                _ = CopyAsync(far, client);
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // The end of the test.
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[16 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, stopping.Token) is var count and > 0)
                await to.SendAsync(buffer.AsMemory(0, count), stopping.Token);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The line is cut.
        }
    }
}

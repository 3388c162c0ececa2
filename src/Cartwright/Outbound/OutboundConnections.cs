using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Cartwright.Outbound;

/// <summary>
/// The gateway does not call this address. No byte has been sent. The client throws it inside of an
/// <see cref="HttpRequestException"/>, as it does with whatever goes wrong while connecting.
/// </summary>
public sealed class OutboundRefusedException(string message) : Exception(message);

/// <summary>
/// Makes the handlers for calls to addresses that others name. The address is judged when it is connected to: the
/// connection goes to the very address that was judged, so that a name that resolves differently a moment later gains
/// nothing.
/// </summary>
public sealed class OutboundConnections(IOptions<OutboundOptions> options)
{
    private readonly OutboundOptions options = options.Value;

    /// <summary>How names are resolved; another one in tests.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } =
        static (host, cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);

    public SocketsHttpHandler CreateHandler() => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        // A proxy would be connected to in the target's place, and the judgement with it.
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(options.ConnectTimeoutSeconds),
        MaxConnectionsPerServer = options.ConnectionsPerHostMax,
        PooledConnectionLifetime = TimeSpan.FromSeconds(options.ConnectionLifetimeSeconds),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(Math.Min(90, options.ConnectionLifetimeSeconds)),
        EnableMultipleHttp2Connections = true,
        MaxResponseHeadersLength = 32,
        ConnectCallback = ConnectAsync,
    };

    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var scheme = context.InitialRequestMessage.RequestUri?.Scheme;
        if (!options.AllowPrivate && scheme != Uri.UriSchemeHttps)
            throw new OutboundRefusedException("Only https addresses are called.");

        var addresses = await AddressesAsync(context.DnsEndPoint.Host, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> AddressesAsync(string host, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(host, out var literal)
            ? [literal]
            : await Resolve(host, cancellationToken);
        if (addresses.Length == 0) throw new HttpRequestException("The name has no address.");

        // One private address among public ones is no accident that deserves the benefit of the doubt.
        if (!options.AllowPrivate && !addresses.All(OutboundAddressGuard.IsPublic))
            throw new OutboundRefusedException("Only public addresses are called.");
        return addresses;
    }
}

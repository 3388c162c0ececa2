using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Cartwright.Postgres;

/// <summary>
/// A port of the loopback for a server that is killed and started again while clients call it. Not one of those that
/// the kernel gives outgoing calls: a client that calls such a port while nobody listens may be given the very port as
/// its own, is then connected with itself, and keeps the server from coming back.
/// </summary>
internal static class FreePort
{
    private const int Lowest = 12_000;
    private const int Highest = 32_000;

    public static int Find()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }
}

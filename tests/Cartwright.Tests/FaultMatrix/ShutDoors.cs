using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.FaultMatrix;

/// <summary>Ports of the loopback at which no call can be made.</summary>
internal sealed class ShutDoors : IAsyncDisposable
{
    private readonly Socket refusing;
    private readonly WebApplication untrusted;
    private readonly X509Certificate2 certificate;

    private ShutDoors(Socket refusing, WebApplication untrusted, X509Certificate2 certificate) =>
        (this.refusing, this.untrusted, this.certificate) = (refusing, untrusted, certificate);

    public static async Task<ShutDoors> OpenAsync()
    {
        // Bound and not listening: the port is nobody else's, and connecting to it is refused.
        var refusing = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        refusing.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var now = TimeProvider.System.GetUtcNow();
        var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Logging.ClearProviders();
        var untrusted = builder.Build();
        await untrusted.StartAsync();
        return new(refusing, untrusted, certificate);
    }

    /// <summary>Null for a door that is open.</summary>
    public Uri? AddressOf(Door door) => door switch
    {
        Door.Open => null,
        Door.Refusing => new($"http://127.0.0.1:{((IPEndPoint)refusing.LocalEndPoint!).Port}/"),
        Door.Untrusted => new(untrusted.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First()),
    };

    public async ValueTask DisposeAsync()
    {
        refusing.Dispose();
        await untrusted.DisposeAsync();
        certificate.Dispose();
    }
}

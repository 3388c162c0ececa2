using System.Net;

namespace Cartwright.Cli;

/// <summary>What can be reached from this machine alone.</summary>
internal static class LoopbackAddress
{
    internal const string AnyPort = "http://127.0.0.1:0";

    internal static bool IsLoopback(string urls) =>
        urls.Split(';').All(url => Uri.TryCreate(url, UriKind.Absolute, out var uri) &&
            (uri.IsLoopback || (IPAddress.TryParse(uri.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip))));
}

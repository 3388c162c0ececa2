using System.Globalization;
using System.Net;
using System.Text;

namespace Cartwright.Bench;

internal enum SubmitAnswer { Accepted, Refused, Failed }

internal enum CartStatus { UnderWay, Placed, Failed }

/// <summary>What an app sends to the gateway: it submits carts that are there, and looks at them.</summary>
internal sealed class OrderClient(Uri gateway, string key) : IDisposable
{
    private const string Submit =
        "mutation($i:CartSubmitInput!){submitCart(input:$i){cart{stores{isSubmitted errors{code}}}errors{code}}}";

    private const string Follow = "query($id:ID!){checkoutByCartID(cartID:$id){status}}";

    private readonly HttpConnections connections = new(new(IPAddress.Loopback, gateway.Port));
    private readonly string head = $"POST /v1/query HTTP/1.1\r\nHost: bench\r\nAuthorization: Basic {key}\r\n"
        + "Rye-Shopper-IP: 203.0.113.7\r\nContent-Type: application/json\r\nContent-Length: ";

    public Task OpenAsync(int count) => connections.OpenAsync(count);

    public Task<SubmitAnswer> SubmitAsync(string cart) => connections.SendAsync(
        Request(Submit, $$$"""{"i":{"id":"{{{cart}}}","token":"tok_visa"}}"""),
        static reply =>
        {
            if (reply.Status == 503) return SubmitAnswer.Refused;
            if (reply.Status == 200 && reply.Has("\"isSubmitted\":true"u8) && !reply.Has("\"isSubmitted\":false"u8))
                return SubmitAnswer.Accepted;
            Console.Error.WriteLine($"A submission was answered {reply}");
            return SubmitAnswer.Failed;
        });

    /// <summary>Null when the gateway has too much to do to say.</summary>
    public Task<CartStatus?> LookAsync(string cart) => SendAsync(LookRequest(cart));

    public byte[] LookRequest(string cart) => Request(Follow, $$"""{"id":"{{cart}}"}""");

    public Task<CartStatus?> SendAsync(ReadOnlyMemory<byte> look) => connections.SendAsync(
        look,
        static CartStatus? (reply) =>
        {
            if (reply.Status == 503) return null;
            if (reply.Has("\"status\":\"SUCCEEDED\""u8)) return CartStatus.Placed;
            if (reply.Has("\"status\":\"PROCESSING\""u8) || reply.Has("\"status\":\"PENDING\""u8))
                return CartStatus.UnderWay;
            Console.Error.WriteLine($"A look was answered {reply}");
            return CartStatus.Failed;
        });

    public void Dispose() => connections.Dispose();

    private byte[] Request(string query, string variables)
    {
        var body = $$"""{"query":"{{query}}","variables":{{variables}}}""";
        return Encoding.UTF8.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{head}{Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}"));
    }
}

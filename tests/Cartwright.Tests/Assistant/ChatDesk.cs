using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Cartwright.Tests.Slices;
using static Cartwright.Tests.Slices.ShopWorld;

namespace Cartwright.Tests.Assistant;

/// <summary>A shopper who writes to the assistant, one message after the other, through the shop's own side.</summary>
internal sealed class ChatDesk(ShopWorld shops, string shop = Tulips, HttpClient? client = null)
{
    public string? SessionId { get; private set; }

    public string? Signature { get; private set; }

    /// <summary>The whole answer to a message that is answered.</summary>
    public async Task<JsonNode> SayAsync(string message)
    {
        var (status, answer) = await SendAsync(new { shop, sessionId = SessionId, message }, Signature);
        status.ShouldBe(HttpStatusCode.OK, answer.ToJsonString());
        SessionId = answer["sessionId"]!.GetValue<string>();
        return answer;
    }

    public async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(
        object body, string? signature, string path = "/v1/chat", CancellationToken? stop = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
        {
            Content = JsonContent.Create(body),
        };
        if (signature is not null)
        {
            request.Headers.Add("X-Chat-Session", signature);
        }

        using var response = await (client ?? shops.Merchant).SendAsync(
            request, stop ?? TestContext.Current.CancellationToken);
        Signature = response.Headers.TryGetValues("X-Chat-Session", out var given) ? given.Single() : Signature;
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public static string IntentOf(JsonNode answer) => answer["intent"]!.GetValue<string>();

    public static string ReplyOf(JsonNode answer) => answer["reply"]!.GetValue<string>();

    public static string? CodeOf(JsonNode answer) => answer["orderLookup"]?["code"]?.GetValue<string>();
}

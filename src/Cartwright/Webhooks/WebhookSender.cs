using System.Net;
using System.Net.Http.Headers;
using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Webhooks;

/// <summary>What came of one attempt to reach an endpoint.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome() { }

    public sealed record Answered(int Status, byte[] Body) : AttemptOutcome;

    /// <param name="Error">The class of what went wrong, for the delivery log.</param>
    public sealed record Failed(string Error) : AttemptOutcome;

    public bool IsSuccess => this is Answered { Status: >= 200 and < 300 };
}

/// <summary>
/// One signed POST, bounded in time and size. The one place where a fault of the wire becomes a result.
/// </summary>
public sealed class WebhookSender(
    IHttpClientFactory clients, IOptions<WebhookOptions> options, TimeProvider clock)
{
    public const string ClientName = "webhooks";
    private const int BodyBytesMax = 4096;
    private static readonly MediaTypeHeaderValue Json = new("application/json") { CharSet = "utf-8" };

    /// <summary>The one exception that leaves here is the caller's own cancellation.</summary>
    /// <param name="isRead">Whether the answer's body matters; without, it is not waited for.</param>
    public async Task<AttemptOutcome> SendAsync(
        WebhookEndpoint endpoint, string id, byte[] body, bool isRead, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        using var limit = new CancellationTokenSource(
            TimeSpan.FromSeconds(options.Value.AttemptTimeoutSeconds), clock);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint.Url)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = Json } },
        };
        request.Headers.UserAgent.Add(new("Cartwright-Webhooks", "1"));
        foreach (var (name, value) in WebhookSignature.Headers(id, body, endpoint.SecretsAt(now), now))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await clients.CreateClient(ClientName).SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            return new AttemptOutcome.Answered(
                (int)response.StatusCode, isRead ? await ReadAsync(response, linked.Token) : []);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new AttemptOutcome.Failed("Timeout");
        }
        catch (HttpRequestException fault) when (fault.InnerException is OutboundRefusedException)
        {
            return new AttemptOutcome.Failed("AddressRefused");
        }
        catch (HttpRequestException fault)
        {
            return new AttemptOutcome.Failed(fault.HttpRequestError.ToString());
        }
        catch (IOException)
        {
            return new AttemptOutcome.Failed("ConnectionBroke");
        }
    }

    /// <summary>What is longer than the bound is cut off, and so is no answer to a challenge.</summary>
    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BodyBytesMax];
        var length = await stream.ReadAtLeastAsync(buffer, BodyBytesMax, throwOnEndOfStream: false, cancellationToken);
        return buffer[..length];
    }
}

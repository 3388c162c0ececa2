using System.Net;
using System.Text;

namespace Cartwright.Client.Tests;

/// <summary>
/// A gateway at the HTTP boundary that gives the answers it was given, in order; the last one stays. It serves no event
/// streams but those it was given, each once.
/// </summary>
internal sealed class GatewayScript(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    internal List<(HttpRequestMessage Request, string Body)> Received { get; } = [];

    internal Queue<Func<HttpResponseMessage>> Streams { get; init; } = [];

    /// <summary>How often a stream was asked for.</summary>
    internal int StreamsAsked { get; private set; }

    internal static Func<HttpResponseMessage> Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        () => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    internal static Func<HttpResponseMessage> Lost() => () => throw new HttpRequestException("The line broke.");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Headers.Accept.ToString() == "text/event-stream")
        {
            StreamsAsked++;
            return Streams.TryDequeue(out var stream) ? stream() : new(HttpStatusCode.NotAcceptable);
        }

        Received.Add((request, await request.Content!.ReadAsStringAsync(cancellationToken)));
        return answers[Math.Min(Received.Count, answers.Length) - 1]();
    }
}

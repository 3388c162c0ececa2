using System.Net;
using System.Text;

namespace Cartwright.Client.Tests;

/// <summary>A gateway at the HTTP boundary that gives the answers it was given, in order; the last one stays.</summary>
internal sealed class GatewayScript(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    internal List<(HttpRequestMessage Request, string Body)> Received { get; } = [];

    internal static Func<HttpResponseMessage> Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        () => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    internal static Func<HttpResponseMessage> Lost() => () => throw new HttpRequestException("The line broke.");

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Received.Add((request, await request.Content!.ReadAsStringAsync(cancellationToken)));
        return answers[Math.Min(Received.Count, answers.Length) - 1]();
    }
}

using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Webhooks;

/// <summary>A client's endpoint on a free port of the loopback, and all that was sent to it.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Received> received = new();
    private int inFlight;

    private Receiver(WebApplication app) => this.app = app;

    /// <summary>What it does with a delivery; 200 unless told otherwise. Challenges are not asked of it.</summary>
    public Func<Received, HttpContext, Task> OnDelivery { get; set; } = (_, _) => Task.CompletedTask;

    public Func<string, string> OnChallenge { get; set; } = challenge => $$"""{"challenge":"{{challenge}}"}""";

    public int InFlightMost { get; private set; }

    /// <summary>All deliveries, the oldest first, without challenges.</summary>
    public IReadOnlyList<Received> Deliveries => [.. received.Where(one => one.Type != "WEBHOOK_URL_VERIFICATION")];

    public IReadOnlyList<Received> Challenges => [.. received.Where(one => one.Type == "WEBHOOK_URL_VERIFICATION")];

    public Uri Url => new(
        new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()),
        "hooks");

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(
            options => options.ShutdownTimeout = TimeSpan.Zero);
        var app = builder.Build();
        var receiver = new Receiver(app);
        app.MapPost("/hooks", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    /// <summary>Waits until so much has arrived; the test's own time limit ends it otherwise.</summary>
    public async Task<IReadOnlyList<Received>> WhenAsync(Func<IReadOnlyList<Received>, bool> isEnough)
    {
        while (!isEnough(Deliveries))
        {
            await Task.Delay(
                TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        return Deliveries;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer);
        var one = new Received(
            buffer.ToArray(),
            http.Request.Headers.ToDictionary(
                header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
        received.Enqueue(one);
        if (one.Type == "WEBHOOK_URL_VERIFICATION")
        {
            await http.Response.WriteAsync(OnChallenge(one.Json["data"]!["challenge"]!.GetValue<string>()));
            return;
        }

        lock (app)
        {
            InFlightMost = Math.Max(InFlightMost, ++inFlight);
        }

        try
        {
            await OnDelivery(one, http);
        }
        catch (OperationCanceledException)
        {
            // The gateway has hung up.
        }
        finally
        {
            lock (app)
            {
                inFlight--;
            }
        }
    }
}

/// <summary>One request as it came.</summary>
internal sealed record Received(byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public JsonNode Json { get; } = JsonNode.Parse(Body)!;

    public string Type => Json["type"]!.GetValue<string>();

    public string Id => Json["id"]!.GetValue<string>();

    public string OrderId => Json["requestId"]!.GetValue<string>();

    public string DeliveryId => Headers["webhook-id"];

    public string Text => Encoding.UTF8.GetString(Body);
}

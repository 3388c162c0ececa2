using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cartwright.EndToEnd;

/// <summary>An account's endpoint that answers 200, and 500 to some of what comes for the first time.</summary>
internal sealed class WebhookListener : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly int refuseEach;
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<string, bool>> ids = new();
    private readonly ConcurrentDictionary<string, bool> accepted = new();
    private int requests;
    private int firsts;
    private int refused;

    private WebhookListener(WebApplication app, int refuseEach) => (this.app, this.refuseEach) = (app, refuseEach);

    public Uri Url => new($"{app.Urls.First()}/hooks");

    public int Requests => requests;

    /// <summary>Is given the body of each event.</summary>
    public Action<string>? Watch { get; set; }

    public int Refused => refused;

    /// <summary>The ids of the events that were answered 200.</summary>
    public IReadOnlySet<string> Accepted => accepted.Keys.ToHashSet(StringComparer.Ordinal);

    /// <summary>Under which webhook-ids each event came, whatever was answered.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Ids =>
        ids.ToDictionary(entry => entry.Key, entry => (IReadOnlyList<string>)[.. entry.Value.Keys]);

    /// <param name="refuseEach">Of so many new events, one is answered 500 once.</param>
    public static async Task<WebhookListener> StartAsync(int refuseEach)
    {
        var builder = WebApplication.CreateSlimBuilder([]);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var listener = new WebhookListener(app, refuseEach);
        app.MapPost("/hooks", (Delegate)listener.TakeAsync);
        await app.StartAsync();
        return listener;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task<IResult> TakeAsync(HttpContext context)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body))!;
        if (body["data"]?["challenge"]?.GetValue<string>() is { } challenge)
            return Results.Json(new { challenge });
        var id = body["id"]!.GetValue<string>();
        Interlocked.Increment(ref requests);
        Watch?.Invoke(body.ToJsonString());
        var isFirst = ids.TryAdd(id, new());
        ids[id][context.Request.Headers["webhook-id"].ToString()] = true;
        if (isFirst && Interlocked.Increment(ref firsts) % refuseEach == 0)
        {
            Interlocked.Increment(ref refused);
            return Results.StatusCode(StatusCodes.Status500InternalServerError);
        }

        accepted[id] = true;
        return Results.Ok();
    }
}

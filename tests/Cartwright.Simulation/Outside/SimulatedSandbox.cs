using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cartwright.Simulation.Outside;

/// <summary>
/// The real sandbox without a server: its own pipeline answers a call within the step that delivers it. So the
/// processor and the stores keep their own books and speak the real protocols.
/// </summary>
internal sealed class SimulatedSandbox : IDisposable
{
    public static readonly Uri Address = new("https://sandbox.test/");

    private readonly LentClock clock = new();
    private readonly WebApplication app;
    private readonly RequestDelegate pipeline;

    public SimulatedSandbox()
    {
        app = SandboxHost.Build(new SandboxOptions
        {
            Seed = 1,
            TimeProvider = clock,
            ShippedAfter = TimeSpan.FromMinutes(5),
            DeliveredAfter = TimeSpan.FromMinutes(20),
        });
        app.UseRouting();
        app.UseEndpoints(static _ => { });
        pipeline = ((IApplicationBuilder)app).Build();
        // The first call makes the table of routes, in the thread pool.
        Handle(Get("health/ready"), mayWait: true);
    }

    /// <summary>
    /// Without a context: the table of routes is made faster in the background, which nobody waits for.
    /// </summary>
    public SentReply Handle(SentCall call)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        var reply = Handle(call, mayWait: false);
        SynchronizationContext.SetSynchronizationContext(context);
        return reply;
    }

    private SentReply Handle(SentCall call, bool mayWait)
    {
        var context = new DefaultHttpContext { RequestServices = app.Services };
        var (request, written) = (context.Request, new MemoryStream());
        (request.Method, request.Scheme) = (call.Method, call.Address.Scheme);
        (request.Host, request.Path) = (new(call.Address.Authority), call.Address.AbsolutePath);
        request.QueryString = new(call.Address.Query);
        foreach (var (name, value) in call.Headers) request.Headers[name] = value;
        request.Body = new MemoryStream(call.Body);
        request.ContentLength = call.Body.Length;
        context.Response.Body = written;
        var task = pipeline(context);
        if (!task.IsCompleted && !mayWait)
            throw new InvalidOperationException($"The sandbox did not answer {call} at once.");
        task.GetAwaiter().GetResult();
        context.Response.BodyWriter.FlushAsync().AsTask().GetAwaiter().GetResult();
        return new(
            context.Response.StatusCode,
            [.. context.Response.Headers.Select(header => (header.Key, header.Value.ToString()))],
            written.ToArray());
    }

    /// <summary>Forgets everything, but that it goes on counting its ids.</summary>
    /// <param name="faults">The sandbox's own rules: what goes wrong at the stores and at the processor.</param>
    public void BeginSeed(TimeProvider time, string faults)
    {
        clock.Lender = time;
        Submit("sandbox/reset");
        var body = Encoding.UTF8.GetBytes(faults);
        var reply = Handle(
            new("PUT", new(Address, "sandbox/faults"), [("Content-Type", "application/json")], body));
        if (reply.Status != 200) throw new InvalidOperationException(Encoding.UTF8.GetString(reply.Body));
    }

    /// <summary>A person sends a form without fields.</summary>
    public void Submit(string path) => Handle(new("POST", new(Address, path), [], []));

    /// <summary>Installs the app at a shop.</summary>
    /// <returns>What the token endpoint would answer.</returns>
    public JsonNode Install(string shop) =>
        JsonNode.Parse(Handle(new("POST", new(Address, $"sandbox/shops/{shop}/install"), [], [])).Body)!;

    public JsonNode Books() => JsonNode.Parse(Handle(Get("sandbox/books")).Body)!;

    public JsonArray Stores() => JsonNode.Parse(Handle(Get("sandbox/stores")).Body)!.AsArray();

    public void Dispose() => ((IDisposable)app).Dispose();

    /// <summary>The clock of the seed that is played.</summary>
    private sealed class LentClock : TimeProvider
    {
        public TimeProvider Lender { get; set; } = System;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => Lender.GetUtcNow();

        public override long GetTimestamp() => GetUtcNow().Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            Lender.CreateTimer(callback, state, dueTime, period);
    }

    private static SentCall Get(string path) => new("GET", new(Address, path), [], []);
}

internal sealed record SentCall(
    string Method, Uri Address, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body)
{
    public override string ToString() => $"{Method} {Address.AbsolutePath}";
}

internal sealed record SentReply(int Status, IReadOnlyList<(string Name, string Value)> Headers, byte[] Body);

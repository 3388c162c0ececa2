using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Time.Testing;

namespace Cartwright.Sandbox.Tests;

/// <summary>A sandbox on a port of its own, and a caller that speaks its protocols by hand.</summary>
public sealed class ARunningSandbox : IAsyncDisposable
{
    public const string Agent = "profile=\"https://gateway.example/.well-known/ucp\"";

    private readonly WebApplication _app;

    private ARunningSandbox(WebApplication app, SandboxTime time)
    {
        _app = app;
        Time = time;
        Address = SandboxHost.Address(app);
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
    }

    public SandboxTime Time { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<ARunningSandbox> StartAsync(Func<SandboxOptions, SandboxOptions>? with = null)
    {
        var time = new SandboxTime();
        var options = new SandboxOptions { Seed = 7, TimeProvider = time };
        var app = SandboxHost.Build(with?.Invoke(options) ?? options);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new(app, time);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _app.DisposeAsync();
    }

    public async Task<Answer> StripeAsync(
        HttpMethod method, string path, string form = "", string? key = null, string? secret = "sk_test_sandbox_key",
        string? version = null)
    {
        using var request = new HttpRequestMessage(method, $"/stripe/v1/{path}");
        if (method == HttpMethod.Post)
            request.Content = new StringContent(form, new MediaTypeHeaderValue("application/x-www-form-urlencoded"));
        if (secret is not null)
            request.Headers.Authorization = new("Bearer", secret);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (version is not null)
            request.Headers.Add("Stripe-Version", version);
        return await SendAsync(request);
    }

    public Task<Answer> ChargeAsync(
        string token, string orderId = "order_1", string? key = null, string more = "") =>
        StripeAsync(HttpMethod.Post, "payment_intents",
            "amount=4200&currency=usd&confirm=true&payment_method_types[]=card&payment_method_data[type]=card"
            + $"&payment_method_data[card][token]={token}&metadata[order_id]={orderId}"
            + $"&return_url={Uri.EscapeDataString("https://shop.example/back")}{more}", key);

    public async Task<Answer> StoreAsync(
        HttpMethod method, string store, string path, string? body = null, Guid? key = null, string? agent = Agent)
    {
        using var request = new HttpRequestMessage(method, $"/stores/{store}/{path}");
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (agent is not null)
            request.Headers.Add("UCP-Agent", agent);
        request.Headers.Add("Request-Id", Guid.NewGuid().ToString());
        if (method != HttpMethod.Get)
            request.Headers.Add("Idempotency-Key", (key ?? Guid.NewGuid()).ToString());
        return await SendAsync(request);
    }

    public async Task<Answer> PutAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await SendAsync(request);
    }

    public async Task<Answer> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request);
    }

    public async Task FaultAsync(string rules) =>
        (await PutAsync("/sandbox/faults", rules)).Status.ShouldBe(200);

    public async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return new((int)response.StatusCode, body,
            response.Headers.ToDictionary(pair => pair.Key, pair => string.Join(',', pair.Value),
                StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>A clock that stands still, and tells when somebody waits for it.</summary>
public sealed class SandboxTime() : FakeTimeProvider(new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero))
{
    private volatile TaskCompletionSource? _next;

    public Task NextTimer() =>
        (_next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _next?.TrySetResult();
        return timer;
    }
}

public sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    private JsonElement? _json;

    public JsonElement Json => _json ??= JsonDocument.Parse(Body).RootElement;

    /// <summary>The text at a path such as <c>error.payment_intent.status</c> or <c>messages.0.code</c>.</summary>
    public string? this[string path] => Find(path)?.ToString();

    public JsonElement? Find(string path)
    {
        var at = Json;
        foreach (var step in path.Split('.'))
        {
            if (at.ValueKind == JsonValueKind.Array)
            {
                var index = int.Parse(step, System.Globalization.CultureInfo.InvariantCulture);
                if (index >= at.GetArrayLength())
                    return null;
                at = at[index];
            }
            else if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at;
    }
}

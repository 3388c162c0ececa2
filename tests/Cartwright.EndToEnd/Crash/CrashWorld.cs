using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Cartwright.Accounts;
using Cartwright.Cli;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Payments;
using Cartwright.Sandbox;
using Cartwright.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.EndToEnd.Crash;

/// <summary>
/// A sandbox that outlives the gateways and keeps its books, two accounts (one pays by card, one by invoice), their
/// endpoint, and what the clients were told.
/// </summary>
internal sealed class CrashWorld : IAsyncDisposable
{
    public const string CardToken = "tok_visa";
    private const string InvoicedAccount = "account_invoiced";
    private const int SeenPerLook = 2_000;
    private const int LogLinesMax = 500_000;

    /// <summary>What is in no log, beside the secrets: the buyer.</summary>
    private static readonly (string Name, string Value)[] Buyer =
    [
        ("The buyer's name", "Lovelace"), ("The buyer's e-mail", "ada@example.com"),
        ("The buyer's telephone", "14155550123"), ("The buyer's address", "1 Main Street"),
    ];

    private readonly WebApplication sandbox;
    private readonly HttpClient http = Client();
    private readonly Dictionary<bool, string> keys = [];
    private readonly ConcurrentDictionary<string, string> seen = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> shown = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> leaks = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> log = [];
    private (string Name, string Value)[] secrets = [];
    private long textsLookedAt;
    private long exports;
    private volatile TaskCompletionSource happens = new();

    private OtlpCollector? collector;

    private CrashWorld(WebApplication sandbox, WebhookListener listener)
    {
        (this.sandbox, Listener) = (sandbox, listener);
        Shop = new(http, SandboxHost.Address(sandbox));
    }

    public CrashNodes Nodes { get; private set; } = null!;

    /// <summary>Both accounts' one endpoint.</summary>
    public WebhookListener Listener { get; }

    /// <summary>Whose orders are looked up; it belongs to the account that pays by card.</summary>
    public SandboxShop Shop { get; }

    /// <summary>The carts whose submission was answered as submitted.</summary>
    public ConcurrentBag<string> Submitted { get; } = [];

    /// <summary>Events as they were read on the way, by stream and version, with a hash of what they hold.</summary>
    public IReadOnlyDictionary<string, string> Seen => seen;

    /// <summary>The events that clients were shown.</summary>
    public ICollection<string> Shown => shown.Keys;

    public ICollection<string> Leaks => leaks.Keys;

    public long TextsLookedAt => textsLookedAt;

    /// <summary>Of these, what gateways sent of traces and metrics.</summary>
    public long Exports => exports;

    public static async Task<CrashWorld> StartAsync(bool isOnPostgres, PaymentCapture capture, int seed)
    {
        var sandbox = SandboxHost.Build(new SandboxOptions { Seed = seed });
        await sandbox.StartAsync();
        var world = new CrashWorld(sandbox, await WebhookListener.StartAsync(refuseEach: 100));
        world.Nodes = await CrashNodes.PrepareAsync(isOnPostgres, world.http, world.Log);
        world.Reach(capture);
        await world.PrepareAsync();
        await world.CollectAsync();
        await world.StrikeAsync();
        await world.Nodes.StartAsync();
        return world;
    }

    /// <summary>Ends when the next cart is known to be submitted. Arm it first.</summary>
    public Task HappensAsync() => (happens = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Acknowledge(string cart)
    {
        Submitted.Add(cart);
        happens.TrySetResult();
    }

    public void Show(string eventId) => shown[eventId] = true;

    /// <summary>Null when no answer came.</summary>
    public async Task<JsonNode?> AskAsync(string query, object variables, bool isInvoiced, Random random)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(Nodes.Any(random), "v1/query"))
            {
                Content = JsonContent.Create(new { query, variables }),
            };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", keys[isInvoiced]);
            request.Headers.Add("Rye-Shopper-IP", "203.0.113.7");
            using var answer = await http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();
            LookAt("a reply", text, secrets);
            return JsonNode.Parse(text);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }

    /// <summary>The answer's code; null when no answer came.</summary>
    public async Task<string?> LookUpAsync(Random random)
    {
        try
        {
            var answer = await Shop.LookUpAsync(Nodes.Any(random), keys[false], CancellationToken.None);
            LookAt("a reply", answer.Text, secrets);
            return answer.Code;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException)
        {
            return null;
        }
    }

    public async Task<JsonNode> BooksAsync() =>
        (await http.GetFromJsonAsync<JsonNode>(new Uri(SandboxHost.Address(sandbox), "sandbox/books")))!;

    /// <summary>The lines of the gateways' logs that speak of it.</summary>
    public IEnumerable<string> LogOf(string id) => log.Where(line => line.Contains(id, StringComparison.Ordinal));

    public async Task LookAtMetricsAsync()
    {
        foreach (var page in await Nodes.MetricsAsync()) LookAt("the metrics", page, [.. secrets, .. Buyer]);
    }

    /// <summary>Keeps some events as they are now, the newest orders' first, so that it shows if one is lost.</summary>
    public async Task RememberEventsAsync()
    {
        await using var gateway = await OpenAsync();
        foreach (var (key, hash) in await JournalOf(gateway).QueryAsync(
            "select stream, version, type, data from events where stream like 'order_%' "
            + $"order by stream desc, version limit {SeenPerLook}",
            row => ($"{row.GetString(0)}.{row.GetInt64(1)}", HashOf(row.GetString(2) + row.GetString(3)))))
        {
            seen.TryAdd(key, hash);
        }
    }

    /// <summary>Waits until nothing is queued but the watching of parcels, and what is to be told.</summary>
    public async Task EndedAsync(CancellationToken cancellationToken)
    {
        await using var gateway = await OpenAsync();
        while ((await JournalOf(gateway).QueryAsync(
            "select 1 from work where queue in "
            + "('charge', 'place', 'capture', 'void', 'refund', 'withdraw', 'cancel', 'return') limit 1",
            row => row.GetInt64(0), null, cancellationToken)).Count > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }

    public async Task<bool> IsAnythingToTellAsync()
    {
        await using var gateway = await OpenAsync();
        return await IsAnythingToTellAsync(JournalOf(gateway), CancellationToken.None);
    }

    /// <summary>
    /// Waits until every webhook has arrived, or was given up. What is queued for later is made due, some at a time, so
    /// that nobody waits a minute for a repeat; what is not queued any more is not queued again.
    /// </summary>
    public async Task ToldAsync(CancellationToken cancellationToken)
    {
        await using var gateway = await OpenAsync();
        var journal = JournalOf(gateway);
        while (await IsAnythingToTellAsync(journal, cancellationToken))
        {
            var now = gateway.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            var waiting = await journal.QueryAsync(
                "select key from work where queue = 'webhook' and lease_token is null and due > @now "
                + "order by key limit 64",
                row => row.GetString(0),
                [("now", now)],
                cancellationToken);
            if (waiting.Count > 0)
            {
                var append = new JournalAppend();
                foreach (var key in waiting) append.Enqueue(WebhookDelivery.Queue, key, now);
                await journal.AppendAsync(append, cancellationToken);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>
    /// The gateway's services on the journal; it neither listens nor works. Not kept open: while one process has an
    /// SQLite file open, the next one does not find it as a crash left it.
    /// </summary>
    public Task<WebApplication> OpenAsync() => Program.BuildAsync(
    [
        "--Logging:LogLevel:Default=Error",
        .. Nodes.Settings.Where(set => !set.Key.StartsWith("OTEL_", StringComparison.Ordinal))
            .Select(set => $"--{set.Key}={set.Value}"),
    ]);

    public static string HashOf(string text) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    public async ValueTask DisposeAsync()
    {
        await Nodes.DisposeAsync();
        http.Dispose();
        await sandbox.DisposeAsync();
        await Listener.DisposeAsync();
        if (collector is not null) await collector.DisposeAsync();
    }

    private static IJournal JournalOf(WebApplication gateway) => gateway.Services.GetRequiredService<IJournal>();

    private static async Task<bool> IsAnythingToTellAsync(IJournal journal, CancellationToken cancellationToken) =>
        (await journal.QueryAsync(
            "select 1 from webhook_deliveries where state = 'Pending' limit 1", row => row.GetInt64(0), null,
            cancellationToken)).Count > 0;

    private void Log(string line)
    {
        LookAt("a log", line, [.. secrets, .. Buyer]);
        if (log.Count < LogLinesMax) log.Enqueue(line);
    }

    private void LookAt(string place, string text, (string Name, string Value)[] hidden)
    {
        Interlocked.Increment(ref textsLookedAt);
        foreach (var leak in Invariants.SecretsIn(place, text, hidden)) leaks[leak] = true;
    }

    private void Reach(PaymentCapture capture)
    {
        Nodes.Settings["Outbound:AllowPrivate"] = "true";
        // One key is many clients'.
        Nodes.Settings["Api:RequestsPerSecondPerKeyMax"] = "0";
        Nodes.Settings["Payments:Stripe:BaseAddress"] = $"{SandboxHost.Address(sandbox)}stripe/";
        Nodes.Settings["Payments:Stripe:SecretKey"] = "sk_test_sandbox";
        Nodes.Settings["Payments:Stripe:ReturnUrl"] = "http://127.0.0.1/";
        Nodes.Settings["Payments:Capture"] = capture.ToString();
        foreach (var (name, value) in SandboxSettings.Of(SandboxHost.Address(sandbox)))
        {
            if (name.StartsWith("Shops:", StringComparison.Ordinal)) Nodes.Settings[name] = value;
        }
    }

    private async Task PrepareAsync()
    {
        await using var gateway = await OpenAsync();
        var stores = await http.GetFromJsonAsync<JsonArray>(new Uri(SandboxHost.Address(sandbox), "sandbox/stores"));
        List<(string Name, string Value)> hidden =
            [("The card token", CardToken), ("The processor's key", "sk_test_sandbox")];
        foreach (var store in stores!)
        {
            var token = store!["payment_token"]!.GetValue<string>();
            hidden.Add(("A store's token", token));
            await gateway.Services.GetRequiredService<MerchantDirectory>().AddAsync(
                new(
                    store["domain"]!.GetValue<string>(),
                    new Uri(store["url"]!.GetValue<string>()),
                    Enum.Parse<Marketplace>(store["marketplace"]!.GetValue<string>(), ignoreCase: true),
                    "ucp",
                    store["payment_handler_id"]!.GetValue<string>(),
                    new Secret(token)),
                CancellationToken.None);
        }

        foreach (var (account, billing) in
            new[] { (ApiKeys.DefaultAccount, Billing.Card), (InvoicedAccount, Billing.Invoice) })
        {
            var key = await gateway.Services.GetRequiredService<ApiKeys>()
                .CreateAsync(account, billing, "crash", CancellationToken.None);
            (await gateway.Services.GetRequiredService<AddEndpoint>()
                .HandleAsync(account, Listener.Url, null, CancellationToken.None))
                .ShouldBeOfType<AddEndpointResult.Added>().Verification.ShouldBeOfType<TestEndpointResult.Verified>();
            keys[billing == Billing.Invoice] = key.Key.Reveal();
            hidden.Add(("An API key", key.Key.Reveal()));
        }

        await Shop.ConnectAsync(gateway.Services, CancellationToken.None);
        hidden.AddRange([("A shop's token", "shpat_"), ("A shop's refresh token", "shprt_")]);

        secrets = [.. hidden.DistinctBy(secret => secret.Value)];
        Listener.Watch = body => LookAt("a webhook", body, secrets);
    }

    /// <summary>What the gateways tell of themselves.</summary>
    private async Task CollectAsync()
    {
        collector = await OtlpCollector.StartAsync(text =>
        {
            Interlocked.Increment(ref exports);
            LookAt("a trace or metric", text, [.. secrets, .. Buyer]);
        });
        foreach (var (name, value) in collector.Settings) Nodes.Settings[name] = value;
        Nodes.Settings["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
    }

    /// <summary>Besides the kills: replies that get lost on the way, and calls that never arrive.</summary>
    private async Task StrikeAsync()
    {
        object[] faults =
        [
            new { target = "*", operation = "complete", kind = "drop-after", probability = 0.05 },
            new { target = "*", operation = "complete", kind = "drop-before", probability = 0.05 },
            new { target = "stripe", operation = "create_payment_intent", kind = "drop-after", probability = 0.05 },
            new { target = "*", operation = "complete", kind = "out-of-stock-at-complete", probability = 0.05 },
            new { target = "stripe", operation = "refund", kind = "drop-after", probability = 0.2 },
            new { target = "stripe", operation = "capture", kind = "drop-after", probability = 0.1 },
            new { target = "stripe", operation = "capture", kind = "drop-before", probability = 0.1 },
            new { target = "stripe", operation = "cancel", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "cancel_order", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "cancel_session", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "cancel_session", kind = "drop-before", probability = 0.2 },
            new { target = "*", operation = "token", kind = "drop-after", probability = 0.2 },
            new { target = "*", operation = "token", kind = "drop-before", probability = 0.1 },
        ];
        using var set = await http.PutAsJsonAsync(new Uri(SandboxHost.Address(sandbox), "sandbox/faults"), faults);
        set.EnsureSuccessStatusCode();
    }

    // RS0030: a test has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient Client() => new() { Timeout = TimeSpan.FromSeconds(60) };
#pragma warning restore RS0030
}

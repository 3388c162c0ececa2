using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Threading.Channels;
using Cartwright.Journal;
using Cartwright.Shops;
using Cartwright.Telemetry;
using Microsoft.Extensions.Options;

namespace Cartwright.Lookup;

/// <summary>
/// Tells what lookups did: traces, counters, the log, and a bounded table of the latest attempts. A token and a person
/// are in none of them; the table and the log name the shop, the counters do not.
/// </summary>
public sealed partial class LookupTelemetry(
    IJournal journal,
    IConfiguration configuration,
    IOptions<LookupOptions> options,
    TimeProvider clock,
    ILogger<LookupTelemetry> logger)
    : BackgroundService
{
    public const string SourceName = "Cartwright.Lookup";

    /// <summary>An environment variable of this name, set to true, writes every attempt into the log.</summary>
    public const string DebugSetting = "ORDER_LOOKUP_DEBUG";

    private const int WaitingMax = 20_000;
    private const int RowsMax = 2_000;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private static readonly ActivitySource Source = new(SourceName);
    private static readonly Meter Meter = new(GatewayCounters.MeterName);
    private static readonly Counter<long> Lookups = Meter.CreateCounter<long>(
        "cartwright.lookups", "{lookup}", "Order lookups, by outcome.");
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "cartwright.lookup_attempts", "{call}", "Calls that lookups made to shops, by token source and outcome.");
    private static readonly Histogram<double> Seconds = Meter.CreateHistogram<double>(
        "cartwright.lookup_duration", "s", "How long lookups took.");

    private readonly bool isDetailed = configuration.GetValue<bool>(DebugSetting);
    private readonly Dictionary<ShopDomain, int> slots = [];
    private readonly Channel<(ShopDomain Shop, string LookupId, LookupAttempt Attempt)> waiting =
        Channel.CreateBounded<(ShopDomain, string, LookupAttempt)>(
            new BoundedChannelOptions(WaitingMax)
            {
                FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true,
            });

    public static string NameOf(ShopifyFault fault) => fault switch
    {
        ShopifyFault.Unauthorized => "unauthorized",
        ShopifyFault.RefreshTokenRefused => "refresh_token_refused",
        ShopifyFault.AppRefused => "app_refused",
        ShopifyFault.LegacyTokenRefused => "legacy_token_refused",
        ShopifyFault.ScopeMissing => "scope_missing",
        ShopifyFault.DataNotApproved => "data_not_approved",
        ShopifyFault.Frozen => "frozen",
        ShopifyFault.Locked => "locked",
        ShopifyFault.Gone => "gone",
        ShopifyFault.Throttled => "throttled",
        ShopifyFault.CostExceeded => "cost_exceeded",
        ShopifyFault.Transient => "transient",
        ShopifyFault.Unexpected => "unexpected",
    };

    public static string NameOf(LookupOutcome outcome) => outcome switch
    {
        LookupOutcome.Found => "found",
        LookupOutcome.NotFound => "not_found",
        LookupOutcome.NotVerified => "not_verified",
        LookupOutcome.ShopDegraded => "shop_degraded",
        LookupOutcome.Throttled => "throttled",
        LookupOutcome.Unavailable => "unavailable",
        _ => throw new UnreachableException(),
    };

    public static string NameOf(TokenSource source) => source switch
    {
        TokenSource.Request => "request",
        TokenSource.RequestFallback => "request_fallback",
        TokenSource.Session => "session",
        TokenSource.Shop => "shop",
        TokenSource.Refreshed => "refreshed",
    };

    public Activity? Begin() => Source.StartActivity("lookup order", ActivityKind.Internal);

    public void End(Activity? activity, ShopDomain shop, LookupReport report)
    {
        var outcome = NameOf(report.Outcome);
        activity?.SetTag("shop", shop.Value).SetTag("outcome", outcome).SetTag("attempts", report.Attempts.Count);
        Lookups.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        Seconds.Record(report.Elapsed.TotalSeconds, new KeyValuePair<string, object?>("outcome", outcome));
        foreach (var attempt in report.Attempts)
        {
            var source = NameOf(attempt.Source);
            Calls.Add(1, new("source", source), new("outcome", attempt.Outcome));
            activity?.AddEvent(new("attempt", attempt.At, new()
            {
                ["number"] = attempt.Number,
                ["source"] = source,
                ["outcome"] = attempt.Outcome,
                ["http.response.status_code"] = attempt.Status,
                ["elapsed_ms"] = attempt.Elapsed.TotalMilliseconds,
                ["refresh"] = attempt.Refresh,
            }));
            if (isDetailed)
            {
                LogAttempt(
                    report.LookupId, shop.Value, attempt.Number, source, attempt.Outcome, attempt.Status,
                    attempt.Elapsed.TotalMilliseconds, attempt.Waited.TotalMilliseconds, attempt.Available,
                    attempt.Refresh, attempt.Detail);
            }

            if (options.Value.AttemptsKeptPerShopMax > 0)
            {
                waiting.Writer.TryWrite((shop, report.LookupId, attempt));
            }
        }

        if (report.Outcome is LookupOutcome.Unavailable or LookupOutcome.ShopDegraded or LookupOutcome.Throttled)
        {
            LogFailed(report.LookupId, shop.Value, outcome, report.Attempts.Count, report.Words.Merchant);
        }
    }

    /// <summary>Nobody waits for these rows, and losing some loses nothing.</summary>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                // A busy shop writes over its own slots: only what is left of them goes to the journal.
                Dictionary<(ShopDomain Shop, int Slot), (string LookupId, LookupAttempt Attempt)> rows = [];
                while (rows.Count < RowsMax && waiting.Reader.TryRead(out var one))
                {
                    rows[(one.Shop, SlotOf(one.Shop))] = (one.LookupId, one.Attempt);
                }

                var append = new JournalAppend();
                foreach (var ((shop, slot), row) in rows)
                {
                    append.Upsert(
                        "lookup_attempts", [("shop", shop.Value), ("slot", slot)], ValuesOf(row.LookupId, row.Attempt));
                }

                try
                {
                    await journal.AppendAsync(append, stoppingToken);
                }
                catch (JournalUnavailableException)
                {
                    // The next ones may find it again.
                }

                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // It ends with the process.
        }
    }

    private int SlotOf(ShopDomain shop)
    {
        var max = options.Value.AttemptsKeptPerShopMax;
        // A process begins at a slot of its own, so that several do not write over each other's first rows.
        return slots.TryGetValue(shop, out var last)
            ? slots[shop] = (last + 1) % max
            : slots[shop] = Environment.ProcessId % max;
    }

    private static List<(string, object?)> ValuesOf(string lookupId, LookupAttempt attempt) =>
    [
        ("lookup_id", lookupId),
        ("number", attempt.Number),
        ("at", attempt.At),
        ("source", NameOf(attempt.Source)),
        ("outcome", attempt.Outcome),
        ("http_status", attempt.Status),
        ("elapsed_ms", (long)attempt.Elapsed.TotalMilliseconds),
        ("waited_ms", (long)attempt.Waited.TotalMilliseconds),
        ("throttle_available", attempt.Available is { } points ? (long)points : null),
        ("refresh", attempt.Refresh),
    ];

    [LoggerMessage(Level = LogLevel.Information,
        Message = "{Lookup} of {Shop}: attempt {Number} with the token of {Source}: {Outcome}, HTTP {Status}, "
            + "{Elapsed} ms after {Waited} ms of waiting, {Available} points left, refresh {Refresh}. {Detail}")]
    private partial void LogAttempt(
        string lookup, string shop, int number, string source, string outcome, int? status, double elapsed,
        double waited, double? available, string? refresh, string? detail);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Lookup} of {Shop}: {Outcome} after {Attempts} calls. {Detail}")]
    private partial void LogFailed(string lookup, string shop, string outcome, int attempts, string detail);
}

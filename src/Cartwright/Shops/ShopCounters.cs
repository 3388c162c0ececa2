using System.Diagnostics.Metrics;
using Cartwright.Telemetry;

namespace Cartwright.Shops;

/// <summary>What happened to shops since the process started, without naming any.</summary>
public static class ShopCounters
{
    private static readonly Meter Meter = new(GatewayCounters.MeterName);
    private static readonly Counter<long> Refreshes = Meter.CreateCounter<long>(
        "cartwright.shop_refreshes", "{refresh}", "Refreshes of shops' tokens, by outcome.");

    public static void CountRefresh(string outcome) =>
        Refreshes.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}

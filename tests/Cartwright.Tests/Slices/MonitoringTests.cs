using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Cartwright.Shops;
using Cartwright.Telemetry;

namespace Cartwright.Tests.Slices;

/// <summary>The dashboard and the alerts name what the gateway measures, and each alert has its runbook.</summary>
public sealed partial class MonitoringTests
{
    [Fact]
    public async Task Dashboard_and_alerts_name_metrics_that_there_are()
    {
        var measured = new ConcurrentBag<string>(["http_client_request_duration_seconds"]);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, _) =>
        {
            if (instrument.Meter.Name == GatewayCounters.MeterName) measured.Add(NameOf(instrument));
        };
        listener.Start();
        // Counters are made when they are first counted with.
        RuntimeHelpers.RunClassConstructor(typeof(GatewayCounters).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(ShopCounters).TypeHandle);
        await using var shops = await ShopWorld.WithAsync(ShopWorld.Tulips);
        await shops.LookUpAsync(ShopWorld.Tulips, "#1001");

        var text = Read("dashboards/cartwright.json") + Read("dashboards/alerts.yaml");
        var named = Metric().Matches(text).Select(match => Suffix().Replace(match.Value, "")).Distinct().ToList();

        named.Count.ShouldBeGreaterThan(8);
        named.Except(measured).ShouldBeEmpty();
    }

    [Fact]
    public void Alert_has_its_section_in_the_runbook()
    {
        var alerts = Alert().Matches(Read("dashboards/alerts.yaml")).Select(match => match.Groups["name"].Value).ToList();
        var sections = Section().Matches(Read("docs/guides/operating.md")).Select(match => match.Groups["name"].Value);

        alerts.Count.ShouldBeGreaterThan(5);
        alerts.ShouldBe(sections, ignoreOrder: true);
    }

    [Fact]
    public void Test_that_the_threat_model_names_is_there()
    {
        var named = TestName().Matches(Read("docs/security.md")).Select(match => match.Groups["name"].Value).Distinct();
        var there = Directory.EnumerateFiles(Path.Combine(Root(), "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetFileNameWithoutExtension(file)).ToHashSet();

        named.Where(name => !there.Contains(name)).ShouldBeEmpty();
    }

    /// <summary>As Prometheus' exporter names it.</summary>
    private static string NameOf(Instrument instrument) =>
        instrument.Name.Replace('.', '_') + (instrument.Unit == "s" ? "_seconds" : "")
        + (instrument is Counter<long> ? "_total" : "");

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root(), path));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
        {
            folder = folder.Parent!;
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"\b(?:cartwright|http_client)_[a-z_]+\b(?=[\[{ )\\]|$)", RegexOptions.Multiline)]
    private static partial Regex Metric();

    [GeneratedRegex("_bucket$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"- alert: (?<name>\w+)")]
    private static partial Regex Alert();

    [GeneratedRegex(@"^### (?<name>Cartwright\w+)", RegexOptions.Multiline)]
    private static partial Regex Section();

    [GeneratedRegex(@"`(?<name>\w+Tests)\b")]
    private static partial Regex TestName();
}

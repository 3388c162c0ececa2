using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Cartwright.EndToEnd;

/// <summary>What a service manager or a log collector reads of the process.</summary>
[Collection(NodesWorld.Collection)]
public sealed class LogTests : IDisposable
{
    private const string Listening = "Now listening on: ";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("cartwright-log-");
    private readonly HttpClient http = new(new SocketsHttpHandler());

    public void Dispose()
    {
        http.Dispose();
        folder.Delete(recursive: true);
    }

    [Fact(Timeout = 60_000)]
    public async Task Log_is_a_line_each_with_its_time_level_and_category()
    {
        var lines = await LinesAsync([]);

        lines.ShouldContain(line => line.Contains(Listening, StringComparison.Ordinal));
        foreach (var line in lines)
            line.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z (info|warn): [\w.]+\[\d+\] .+");
    }

    [Fact(Timeout = 60_000)]
    public async Task Log_is_JSON_with_its_values_by_name_where_that_is_set()
    {
        var lines = await LinesAsync(new() { ["Logging__Console__FormatterName"] = "json" });

        var entries = lines.Select(line => JsonNode.Parse(line)!).ToList();
        var listening = entries.Single(
            entry => entry["Message"]!.GetValue<string>().StartsWith(Listening, StringComparison.Ordinal));
        listening["LogLevel"]!.GetValue<string>().ShouldBe("Information");
        listening["Category"]!.GetValue<string>().ShouldBe("Microsoft.Hosting.Lifetime");
        listening["State"]!["address"]!.GetValue<string>().ShouldStartWith("http://127.0.0.1:");
        listening["Timestamp"]!.GetValue<string>().ShouldEndWith("Z");
    }

    /// <summary>What a gateway says until it is ready, with more of it than by default.</summary>
    private async Task<IReadOnlyCollection<string>> LinesAsync(Dictionary<string, string> settings)
    {
        var lines = new ConcurrentQueue<string>();
        settings["Logging__LogLevel__Default"] = "Information";
        settings["Payments__Stripe__SecretKey"] = "sk_test_sandbox";
        settings["Payments__Stripe__ReturnUrl"] = "http://127.0.0.1/";
        await using var gateway = ServedProcess.Launch(
            ServedProcess.FreeAddress(), settings, [], lines.Enqueue, "serve", "--data", folder.FullName);
        await gateway.ReadyAsync(http, "health/ready", ServedProcess.ReadyMax);
        await gateway.StopAsync();
        return lines;
    }
}

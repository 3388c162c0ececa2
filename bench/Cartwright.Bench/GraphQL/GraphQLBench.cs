using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Cartwright.Bench;

/// <summary>
/// The engine beside npm graphql-http on the published client's getCart document, and beside a bare JSON endpoint on
/// <c>{__typename}</c>: the same load on each in turn, round by round, so that all see the same machine. Prints a line
/// of JSON for each, with the medians of its rounds, and one with the ratios.
/// </summary>
internal static class GraphQLBench
{
    private const int WarmUpSeconds = 5;

    private sealed record Target(string Name, string Document, BenchProcess Server, byte[] Request);

    private sealed record Round(LoadFigures Load, double ServerCores, double LoadCores, double AllocatedBytes);

    public static async Task<int> RunAsync(int seconds, int connections, int rounds)
    {
        foreach (var (name, value) in HttpLoad.Settings) Environment.SetEnvironmentVariable(name, value);
        var npm = Path.Combine(Repository(), "tests", "npm");
        await using var ours = await BenchProcess.StartAsync(
            "dotnet", AppContext.BaseDirectory, "exec", typeof(GraphQLBench).Assembly.Location, "graphql-server");
        await using var node = await BenchProcess.StartAsync(
            "node", npm, "serve.cjs", CannedSchema.SdlPath, CannedSchema.CartPath);
        await using var cached = await BenchProcess.StartAsync(
            "node", npm, "serve.cjs", CannedSchema.SdlPath, CannedSchema.CartPath, "cached");
        var getCart = await GetCartAsync(npm);
        var typename = Encoding.UTF8.GetBytes("""{"query":"{__typename}"}""");
        Target[] targets =
        [
            new("cartwright", "getCart", ours, HttpLoad.Request("/graphql", getCart)),
            new("graphql-http", "getCart", node, HttpLoad.Request("/graphql", getCart)),
            new("graphql-http, documents cached", "getCart", cached, HttpLoad.Request("/graphql", getCart)),
            new("cartwright", "{__typename}", ours, HttpLoad.Request("/graphql", typename)),
            new("bare endpoint", "{__typename}", ours, HttpLoad.Request("/bare", typename)),
        ];
        await CheckSameAsync(targets[0], targets[1]);
        await CheckSameAsync(targets[0], targets[2]);
        await CheckSameAsync(targets[3], targets[4]);
        foreach (var target in targets) await MeasureAsync(target, ours, WarmUpSeconds, connections);
        var measured = targets.ToDictionary(target => target, _ => new List<Round>());
        for (var round = 0; round < rounds; round++)
            foreach (var target in targets)
                measured[target].Add(await MeasureAsync(target, ours, seconds, connections));
        foreach (var target in targets) Print(target, measured[target], ours, connections, seconds);
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "graphql",
            rounds,
            ratio_to_node = Ratio(measured[targets[0]], measured[targets[1]]),
            ratio_to_node_cached = Ratio(measured[targets[0]], measured[targets[2]]),
            ratio_to_bare = Ratio(measured[targets[3]], measured[targets[4]]),
        }));
        return 0;
    }

    /// <summary>The median of the rounds' ratios: what slows the machine slows both sides of a round.</summary>
    private static double Ratio(List<Round> a, List<Round> b) =>
        Math.Round(Median(a.Zip(b, (x, y) => x.Load.PerSecond / y.Load.PerSecond)), 2);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(
        Target target, List<Round> rounds, BenchProcess ours, int connections, int seconds) =>
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            bench = "graphql",
            target = target.Name,
            document = target.Document,
            connections,
            seconds,
            requests_per_second = Math.Round(Median(rounds.Select(round => round.Load.PerSecond))),
            p50_ms = Math.Round(Median(rounds.Select(round => round.Load.Percentile(50))), 2),
            p99_ms = Math.Round(Median(rounds.Select(round => round.Load.Percentile(99))), 2),
            server_cpu_cores = Math.Round(Median(rounds.Select(round => round.ServerCores)), 2),
            load_cpu_cores = Math.Round(Median(rounds.Select(round => round.LoadCores)), 2),
            allocated_bytes_per_request = target.Server != ours
                ? (double?)null : Math.Round(Median(rounds.Select(round => round.AllocatedBytes))),
        }));

    private static async Task<Round> MeasureAsync(Target target, BenchProcess ours, int seconds, int connections)
    {
        using var self = Process.GetCurrentProcess();
        var allocated = await AllocatedAsync(ours);
        var (serverCpu, loadCpu) = (target.Server.Cpu, self.TotalProcessorTime);
        var load = await HttpLoad.RunAsync(
            target.Server.Address, target.Request, connections, TimeSpan.FromSeconds(seconds));
        self.Refresh();
        return new(
            load,
            (target.Server.Cpu - serverCpu) / load.Elapsed,
            (self.TotalProcessorTime - loadCpu) / load.Elapsed,
            (await AllocatedAsync(ours) - allocated) / (double)load.Requests);
    }

    private static async Task<long> AllocatedAsync(BenchProcess ours) => long.Parse(
        await HttpLoad.AskOnceAsync(ours.Address, HttpLoad.Request("/allocated", [])), CultureInfo.InvariantCulture);

    private static async Task CheckSameAsync(Target a, Target b)
    {
        var (left, right) = (
            await HttpLoad.AskOnceAsync(a.Server.Address, a.Request),
            await HttpLoad.AskOnceAsync(b.Server.Address, b.Request));
        if (!JsonNode.DeepEquals(JsonNode.Parse(left), JsonNode.Parse(right)) || left.Contains("\"errors\":[{"))
            throw new InvalidOperationException($"The answers differ or fail.\n{a.Name}: {left}\n{b.Name}: {right}");
    }

    /// <summary>The published client's document and variables, as it sends them.</summary>
    private static async Task<byte[]> GetCartAsync(string npm)
    {
        using var process = Process.Start(new ProcessStartInfo("node", ["documents.cjs"])
        {
            WorkingDirectory = npm,
            RedirectStandardOutput = true,
        })!;
        var lines = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var query = lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!)
            .Single(document => (string?)document["name"] == "GetCart")["query"]!.GetValue<string>();
        var id = JsonNode.Parse(await File.ReadAllTextAsync(CannedSchema.CartPath))!["cart"]!["id"]!.GetValue<string>();
        return JsonSerializer.SerializeToUtf8Bytes(new { operationName = "GetCart", query, variables = new { id } });
    }

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Cartwright.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("The bench runs outside the repository.");
        return folder.FullName;
    }
}

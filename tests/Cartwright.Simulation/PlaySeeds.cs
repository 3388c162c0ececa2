using System.Collections.Concurrent;
using System.Globalization;

namespace Cartwright.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="Broken">What must hold and did not; empty when all is well.</param>
internal sealed record SeedResult(int Seed, IReadOnlyList<string> Broken, long Steps, IReadOnlyList<string> Trace);

/// <summary>
/// Plays seeds on threads of their own, a seed on one thread. The command line is <c>--seeds 1000 --from 1</c>, or
/// <c>--seed 17 --trace</c>; <c>--fair</c> leaves the misfortunes out, <c>--bug NAME</c> switches a deliberate bug on.
/// </summary>
internal sealed record PlaySeeds
{
    public int From { get; init; } = 1;

    public int Count { get; init; } = 1;

    public bool IsTraced { get; init; }

    public bool IsFair { get; init; }

    public DeliberateBug Bug { get; init; } = DeliberateBug.None;

    /// <summary>Plays no further seed once one has failed.</summary>
    public bool StopsAtFailure { get; init; }

    /// <summary>Null when the arguments are not for seeds.</summary>
    public static PlaySeeds? Parse(string[] args) => args.Any(arg => arg is "--seeds" or "--seed")
        ? new()
        {
            From = Number(args, "--seed") ?? Number(args, "--from") ?? 1,
            Count = Number(args, "--seeds") ?? 1,
            IsTraced = args.Contains("--trace"),
            IsFair = args.Contains("--fair"),
            Bug = Value(args, "--bug") is { } bug ? Enum.Parse<DeliberateBug>(bug) : DeliberateBug.None,
            StopsAtFailure = args.Contains("--bug"),
        }
        : null;

    public IReadOnlyList<SeedResult> Play()
    {
        var results = new ConcurrentBag<SeedResult>();
        var (next, failed) = (From - 1, 0);
        void Work()
        {
            using var stage = new Stage();
            while (Interlocked.Increment(ref next) is var seed && seed < From + Count)
            {
                if (StopsAtFailure && Volatile.Read(ref failed) > 0) return;
                var result = One(stage, seed);
                results.Add(result);
                if (result.Broken.Count > 0) Interlocked.Increment(ref failed);
            }
        }

        // Threads of their own: a seed goes by the thread that it runs on.
        var threads = Enumerable.Range(0, Math.Min(Count, Environment.ProcessorCount))
            .Select(_ => new Thread(Work)).ToList();
        foreach (var thread in threads) thread.Start();
        foreach (var thread in threads) thread.Join();
        return [.. results.OrderBy(result => result.Seed)];
    }

    /// <summary>For the command line: 0 when every seed holds.</summary>
    public int Run()
    {
        var startedAt = TimeProvider.System.GetTimestamp();
        var results = Play();
        var time = TimeProvider.System.GetElapsedTime(startedAt).TotalSeconds;
        foreach (var result in results)
        {
            foreach (var line in result.Trace) Console.WriteLine(line);
            if (result.Broken.Count > 0) Console.WriteLine(Describe(result));
        }

        var failed = results.Count(result => result.Broken.Count > 0);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{results.Count} seeds, {failed} failed, {results.Sum(result => result.Steps)} steps, {time:0.0} s, "
            + $"{results.Count / time:0} seeds a second"));
        return failed == 0 ? 0 : 1;
    }

    /// <summary>What is broken, and the line that plays it again.</summary>
    public string Describe(SeedResult result)
    {
        var more = (IsFair ? " --fair" : "") + (Bug == DeliberateBug.None ? "" : $" --bug {Bug}");
        return $"Seed {result.Seed} failed. Play it again: "
            + $"dotnet run -c Release --project tests/Cartwright.Simulation -- --seed {result.Seed} --trace{more}"
            + string.Concat(result.Broken.Select(line => $"\n  {line}"));
    }

    private SeedResult One(Stage stage, int seed)
    {
        var world = new World(seed, stage, this);
        var broken = world.Play();
        return new(seed, broken, world.Schedule.Steps, world.Trace.Lines);
    }

    private static string? Value(string[] args, string name)
    {
        var at = Array.IndexOf(args, name);
        return at >= 0 && at + 1 < args.Length ? args[at + 1] : null;
    }

    private static int? Number(string[] args, string name) =>
        Value(args, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}

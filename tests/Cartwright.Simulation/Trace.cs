using System.Text.RegularExpressions;
using Cartwright.Journal;
using Cartwright.Simulation.Gateway;
using Cartwright.Simulation.Scheduling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cartwright.Simulation;

/// <summary>What happened in a seed, line by line, for a person. Kept only when it is asked for.</summary>
internal sealed partial class Trace(Schedule schedule, bool isKept)
{
    private readonly List<string> lines = [];
    private readonly Dictionary<string, string> names = [];

    public IReadOnlyList<string> Lines => lines;

    public void Say(string place, string what)
    {
        if (isKept) lines.Add($"{schedule.Clock(),10} {place,-8} {SandboxId.Replace(what, Rename)}");
    }

    public void OnAppend(Node node, JournalAppend append, AppendResult result)
    {
        if (!isKept) return;
        var written = append.Streams.Select(stream =>
            $"{stream.Stream}@{stream.ExpectedVersion} + {string.Join(", ", stream.Events.Select(one => one.Type))}");
        var work = append.Completed.Select(lease => $"done {lease.Queue} {lease.Key}")
            .Concat(append.Rescheduled.Select(change => $"again {change.Lease.Queue} {change.Lease.Key}"))
            .Concat(append.Enqueued.Select(queued => $"queued {queued.Queue} {queued.Key}"))
            .Concat(append.AttentionChanges.Where(change => change.Reason is not null)
                .Select(change => $"attention {change.Key}: {change.Reason}"));
        var outcome = result is AppendResult.Conflict conflict ? $"CONFLICT on {conflict.On}: " : "";
        Say(node.Name, outcome + string.Join("; ", written.Concat(work)));
    }

    public ILoggerFactory Logs(string place) =>
        isKept ? new LoggerFactory([new Provider(this, place)]) : NullLoggerFactory.Instance;

    /// <summary>The sandbox counts its ids on from seed to seed, and a trace begins anew.</summary>
    private string Rename(Match match)
    {
        if (!names.TryGetValue(match.Value, out var name))
            names[match.Value] = name = $"{match.Groups[1].Value}_{names.Count + 1}";
        return name;
    }

    [GeneratedRegex(@"\b([a-z]+)_[0-9a-z]{16}\b")]
    private static partial Regex SandboxId { get; }

    private sealed class Provider(Trace trace, string place) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel)) trace.Say(place, $"says: {formatter(state, exception)}");
        }

        public void Dispose() { }
    }
}

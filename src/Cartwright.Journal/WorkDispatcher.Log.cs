using Microsoft.Extensions.Logging;

namespace Cartwright.Journal;

public sealed partial class WorkDispatcher
{
    [LoggerMessage(1, LogLevel.Warning,
        "Attempt {Attempt} at {Queue}/{Key} failed: {Failure}. The next is due at {Due}.\n{Trace}")]
    internal static partial void LogAttemptFailed(
        ILogger logger, string queue, string key, int attempt, string failure, DateTimeOffset due, string? trace);

    [LoggerMessage(2, LogLevel.Error, "{Queue}/{Key} is on the attention list after {Attempt} attempts: {Failure}")]
    internal static partial void LogExhausted(ILogger logger, string queue, string key, int attempt, string failure);

    [LoggerMessage(3, LogLevel.Warning, "The lease of {Queue}/{Key} was lost: its handler is cancelled")]
    internal static partial void LogLeaseLost(ILogger logger, string queue, string key);

    [LoggerMessage(4, LogLevel.Warning,
        "The handler of {Queue}/{Key} failed after it had ended its lease: {Failure}\n{Trace}")]
    internal static partial void LogFailedAfterEnd(
        ILogger logger, string queue, string key, string failure, string? trace);

    [LoggerMessage(5, LogLevel.Error, "{Queue} could not look for work, and tries again: {Failure}")]
    internal static partial void LogPollFailed(ILogger logger, string queue, string failure);

    [LoggerMessage(9, LogLevel.Information, "{Queue} looks for work again")]
    internal static partial void LogPollWorks(ILogger logger, string queue);

    [LoggerMessage(6, LogLevel.Error, "{Queue}/{Key} could not be given back; its lease will run out: {Failure}")]
    internal static partial void LogGiveBackFailed(ILogger logger, string queue, string key, string failure);

    [LoggerMessage(7, LogLevel.Error, "The leases could not be renewed: {Failure}")]
    private static partial void LogRenewalFailed(ILogger logger, string failure);

    [LoggerMessage(8, LogLevel.Warning, "{Count} handlers did not stop when cancelled; their leases were released")]
    private static partial void LogDrainIncomplete(ILogger logger, int count);
}

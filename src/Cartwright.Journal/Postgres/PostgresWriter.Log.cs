using Microsoft.Extensions.Logging;

namespace Cartwright.Journal.Postgres;

internal sealed partial class PostgresWriter
{
    [LoggerMessage(1, LogLevel.Error,
        "The journal could not write {Count} appends: {Failure}, may be written: {MayBeWritten}")]
    private static partial void LogWriteFailed(ILogger logger, int count, string failure, bool mayBeWritten);

    [LoggerMessage(2, LogLevel.Error, "A receiver of work failed")]
    private static partial void LogReceiverFailed(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "The journal lost its database ({Failure}) and tries to reach it again")]
    private static partial void LogServerLost(ILogger logger, string failure);
}

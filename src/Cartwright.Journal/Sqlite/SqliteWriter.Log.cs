using Microsoft.Extensions.Logging;

namespace Cartwright.Journal.Sqlite;

internal sealed partial class SqliteWriter
{
    [LoggerMessage(1, LogLevel.Error,
        "The journal could not write {Count} operations: SQLite code {Code}, closed for writing: {IsClosed}")]
    private static partial void LogWriteFailed(ILogger logger, int code, int count, bool isClosed);

    [LoggerMessage(2, LogLevel.Error, "A receiver of work failed")]
    private static partial void LogReceiverFailed(ILogger logger, Exception failure);

    [LoggerMessage(3, LogLevel.Warning, "The journal's file was opened anew: it is written again")]
    private static partial void LogReopened(ILogger logger);
}

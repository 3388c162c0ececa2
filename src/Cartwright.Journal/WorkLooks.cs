using Microsoft.Extensions.Logging;

namespace Cartwright.Journal;

/// <summary>
/// What the log is told of a lane's looks for work. While the database is away each of them fails: that is told once,
/// and that they work again.
/// </summary>
internal sealed class WorkLooks(ILogger logger, string queue)
{
    private bool isAway;

    public void Failed(Exception failure)
    {
        var wasAway = isAway;
        isAway = failure is JournalUnavailableException;
        if (!wasAway || !isAway) WorkDispatcher.LogPollFailed(logger, queue, WorkDispatcher.Outline(failure));
    }

    public void Worked()
    {
        if (isAway) WorkDispatcher.LogPollWorks(logger, queue);
        isAway = false;
    }
}

namespace Cartwright.Journal;

/// <summary>The right to do one piece of queued work, until it runs out.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Key">What the work is for.</param>
/// <param name="Attempt">1 for the first time; more after a repeat or after a node died holding it.</param>
/// <param name="QueuedAt">When the work was first queued, in UTC.</param>
/// <param name="Token">The fencing token: changes with every lease, and only its holder can complete the work.</param>
/// <param name="Until">When it runs out unless renewed.</param>
public sealed record WorkLease(
    string Queue, string Key, int Attempt, DateTimeOffset QueuedAt, string Token, DateTimeOffset Until);

namespace Cartwright.Assistant.Knowledge.Embeddings;

/// <summary>
/// Leaves an endpoint alone after a failure, each time longer, and then lets one caller at a time try: while it is
/// down, one question waits for it and no other does.
/// </summary>
internal sealed class EndpointPause(TimeProvider clock)
{
    private const int DoublingsMax = 5;
    private static readonly TimeSpan First = TimeSpan.FromSeconds(5);

    private readonly Lock guard = new();
    private DateTimeOffset until;
    private int failures;
    private bool isTried;

    /// <summary>Whoever may enter tells how it went by one of the three below.</summary>
    public bool TryEnter()
    {
        lock (guard)
        {
            if (failures == 0)
            {
                return true;
            }

            if (isTried || clock.GetUtcNow() < until)
            {
                return false;
            }

            isTried = true;
            return true;
        }
    }

    /// <returns>Whether it was down before.</returns>
    public bool Worked()
    {
        lock (guard)
        {
            var wasDown = failures > 0;
            (failures, isTried) = (0, false);
            return wasDown;
        }
    }

    /// <returns>Whether it was up before.</returns>
    public bool Failed()
    {
        lock (guard)
        {
            // Those that were under way together have failed once.
            if (failures == 0 || isTried)
            {
                until = clock.GetUtcNow() + (First * (1 << Math.Min(failures, DoublingsMax)));
                failures++;
                isTried = false;
                return failures == 1;
            }

            return false;
        }
    }

    /// <summary>It is not known how it would have gone.</summary>
    public void Left()
    {
        lock (guard)
        {
            isTried = false;
        }
    }
}

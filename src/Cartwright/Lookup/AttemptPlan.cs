using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Cartwright.Lookup;

/// <summary>When the attempts of a lookup begin, drawn once for each lookup so that lookups do not march in step.</summary>
public sealed class AttemptPlan
{
    private readonly (double Min, double Max)[] windows;

    private AttemptPlan((double Min, double Max)[] windows) => this.windows = windows;

    /// <param name="text">Such as <c>0, 300-500, 900-1300</c>: milliseconds after the first attempt, growing.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out AttemptPlan? plan)
    {
        plan = null;
        List<(double Min, double Max)> windows = [];
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2
                || !double.TryParse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture, out var min)
                || !double.TryParse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture, out var max)
                || max < min || max > 60_000 || (windows.Count > 0 && min < windows[^1].Max))
            {
                return false;
            }

            windows.Add((min, max));
        }

        if (windows[0].Max > 0)
        {
            return false;
        }

        plan = new([.. windows]);
        return true;
    }

    /// <summary>How long after the first attempt each one begins; further ones keep the last distance.</summary>
    public TimeSpan[] Draw(Random random, int countMax)
    {
        var times = new TimeSpan[countMax];
        for (var number = 0; number < countMax; number++)
        {
            times[number] = number < windows.Length
                ? TimeSpan.FromMilliseconds(Between(windows[number], random))
                : times[number - 1] + Further(random);
        }

        return times;
    }

    private TimeSpan Further(Random random)
    {
        var (last, before) = (windows[^1], windows.Length > 1 ? windows[^2] : (Min: 0, Max: 0));
        return TimeSpan.FromMilliseconds(Math.Max(
            50, Between((Math.Min(last.Min - before.Min, last.Max - before.Max), last.Max - before.Max), random)));
    }

    private static double Between((double Min, double Max) window, Random random) =>
        window.Min + (random.NextDouble() * (window.Max - window.Min));
}

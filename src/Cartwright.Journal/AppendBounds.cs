using System.Text.Unicode;

namespace Cartwright.Journal;

/// <summary>
/// Refuses an append that is out of bounds, on the caller's thread and before anything is written. The bounds hold for
/// every database: what SQLite would take but PostgreSQL would not is refused too.
/// </summary>
internal static class AppendBounds
{
    public const int IdCharsMax = 200;
    public const int TypeCharsMax = 100;
    public const int DataBytesMax = 1024 * 1024;
    public const int ReasonCharsMax = 1000;
    public const int EventsMax = 1000;
    // Enough for a submission of 100 stores with 10 webhooks each.
    public const int ChangesMax = 4000;
    public const int NameCharsMax = 63;

    public static void Check(JournalAppend append)
    {
        var changes = append.Enqueued.Count + append.Completed.Count + append.Rescheduled.Count + append.Rows.Count
            + append.AttentionChanges.Count;
        Require(append.Streams.Count + changes > 0, "The append holds nothing to write.");
        Require(append.Streams.Sum(stream => (long)stream.Events.Count) <= EventsMax,
            $"An append holds at most {EventsMax} events.");
        Require(changes <= ChangesMax, $"An append holds at most {ChangesMax} rows of work, models and attention.");

        CheckEvents(append);
        foreach (var work in append.Enqueued)
        {
            Id(work.Queue, "queue");
            Id(work.Key, "key");
        }

        CheckLeases(append);
        foreach (var change in append.AttentionChanges)
        {
            Id(change.Kind, "kind");
            Id(change.Key, "key");
            Reason(change.Reason);
        }

        foreach (var row in append.Rows) CheckRow(row);
    }

    /// <summary>Refuses an id that is empty, too long or not plain text.</summary>
    public static void Id(string id, string what)
    {
        Require(!string.IsNullOrEmpty(id), $"The {what} is empty.");
        Require(id.Length <= IdCharsMax, $"The {what} is longer than {IdCharsMax} characters.");
        Require(!id.Contains('\0'), $"The {what} contains a zero character.");
    }

    private static void CheckEvents(JournalAppend append)
    {
        HashSet<string>? seen = append.Streams.Count > 1 ? new(StringComparer.Ordinal) : null;
        foreach (var (stream, expectedVersion, events) in append.Streams)
        {
            Id(stream, "stream");
            Require(seen?.Add(stream) ?? true, $"The stream {stream} is in the append twice.");
            Require(expectedVersion >= 0, "The expected version is negative.");
            Require(events.Count > 0, $"The append to {stream} holds no events.");
            foreach (var item in events)
            {
                Require(item.Type is { Length: > 0 and <= TypeCharsMax } && !item.Type.Contains('\0'),
                    $"An event's type has 1 to {TypeCharsMax} characters.");
                var data = item.Data.Span;
                Require(!data.IsEmpty, "An event's data is empty.");
                Require(data.Length <= DataBytesMax, $"An event's data is over {DataBytesMax} bytes.");
                Require(!data.Contains((byte)0) && Utf8.IsValid(data), "An event's data is not UTF-8 text.");
            }
        }
    }

    private static void CheckLeases(JournalAppend append)
    {
        var count = append.Completed.Count + append.Rescheduled.Count;
        if (count > 1)
        {
            var keys = append.Completed.Concat(append.Rescheduled.Select(change => change.Lease))
                .Select(lease => (lease.Queue, lease.Key));
            Require(keys.Distinct().Count() == count, "The append gives the same lease back twice.");
        }

        foreach (var change in append.Rescheduled) Reason(change.Reason);
    }

    private static void CheckRow(RowChange row)
    {
        Name(row.Table);
        Require(row.Key.Count > 0, $"The row of {row.Table} has no key.");
        foreach (var (column, value) in row.Key) Column(column, value);
        foreach (var (column, value) in row.Values ?? []) Column(column, value);
    }

    private static void Column(string column, object? value)
    {
        Name(column);
        switch (value)
        {
            case null or int or long or short or double or bool or DateTimeOffset:
                return;
            case byte[] bytes:
                Require(bytes.Length <= DataBytesMax, $"The value of {column} is over {DataBytesMax} bytes.");
                return;
            case string text:
                Require(text.Length <= DataBytesMax && !text.Contains('\0'),
                    $"The value of {column} is too long or contains a zero character.");
                return;
            default:
                throw new ArgumentException($"The value of {column} is a {value.GetType().Name}: no column holds it.");
        }
    }

    // Names become part of the SQL text, so they are held to what needs no quotes.
    private static void Name(string name)
    {
        var fits = name is { Length: > 0 and <= NameCharsMax } && !char.IsAsciiDigit(name[0]);
        foreach (var c in name) fits &= char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_';
        Require(fits, $"'{name}' is not a table's or column's name: use a to z, 0 to 9 and _.");
    }

    private static void Reason(string? reason) =>
        Require(reason is null || (reason.Length <= ReasonCharsMax && !reason.Contains('\0')),
            $"A reason has at most {ReasonCharsMax} characters.");

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new ArgumentException(otherwise);
    }
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Cartwright.Journal;
using Cartwright.Storage;

namespace Cartwright.Carts;

/// <summary>A client's <c>Idempotency-Key</c>, with what it stands for.</summary>
/// <param name="RequestHash">Of everything the submission asks for.</param>
public sealed record SubmissionKey(string Key, string RequestHash)
{
    public const int LengthMax = 255;

    /// <summary>True when the same key comes with another request.</summary>
    public bool IsMisusedBy(SubmissionKey other) => Key == other.Key && RequestHash != other.RequestHash;
}

/// <summary>Where a key's submission is in its cart's events.</summary>
/// <param name="VersionBefore">The cart's version before the submission.</param>
/// <param name="VersionAfter">The cart's version with the submission's last event.</param>
public sealed record SubmissionKeyUse(string CartId, string RequestHash, long VersionBefore, long VersionAfter)
{
    public bool IsOf(SubmissionKey key, string cartId) => RequestHash == key.RequestHash && CartId == cartId;
}

/// <summary>
/// Which submission a client's key was used for. Each key is a stream of its own with one event, written in the append
/// that begins the submission, or before the answer to a request that came while it ran: the journal itself lets a key
/// be used once, on any node. It is kept for ever.
/// </summary>
public sealed class SubmissionKeys(IJournal journal)
{
    public async Task<SubmissionKeyUse?> FindAsync(string accountId, SubmissionKey key)
    {
        var recorded = await journal.ReadAsync(StreamOf(accountId, key), 0, CancellationToken.None);
        return recorded.Count == 0 ? null : ((SubmissionKeyEvent.Used)SubmissionKeyJson.Codec.Decode(recorded[0])).Use;
    }

    /// <param name="versionBefore">The cart's version before the submission.</param>
    /// <param name="versionAfter">The cart's version with the submission's last event.</param>
    public static void Use(
        JournalAppend append, string accountId, SubmissionKey key, string cartId, long versionBefore,
        long versionAfter) =>
        append.Events(StreamOf(accountId, key), 0, SubmissionKeyJson.Codec.Encode(
            new SubmissionKeyEvent.Used(new(cartId, key.RequestHash, versionBefore, versionAfter))));

    private static string StreamOf(string accountId, SubmissionKey key) => "submissionkey_"
        + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{accountId}\n{key.Key}")));
}

/// <summary>What happens to a client's key. The names are the journal's: a case is never renamed.</summary>
public abstract record SubmissionKeyEvent
{
    private SubmissionKeyEvent() { }

    public sealed record Used(SubmissionKeyUse Use) : SubmissionKeyEvent;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SubmissionKeyEvent.Used))]
internal sealed partial class SubmissionKeyJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<SubmissionKeyEvent> Codec => field ??= new(Default);
}

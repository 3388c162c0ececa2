using System.Collections.Concurrent;

namespace Cartwright.Sandbox;

/// <summary>The replies kept under idempotency keys, for as long as the protocols promise at least.</summary>
internal sealed class IdempotentReplies(TimeProvider time, int repliesMax)
{
    /// <summary>Stripe keeps a key 24 hours at least; UCP says the same and recommends this.</summary>
    private static readonly TimeSpan s_life = TimeSpan.FromHours(48);

    private readonly ConcurrentDictionary<(string Scope, string Key), Entry> _entries = new();
    private readonly ConcurrentQueue<((string Scope, string Key) Id, Entry Entry)> _ages = new();
    private int _kept;

    internal sealed class Entry(UInt128 fingerprint, DateTimeOffset claimedAt)
    {
        public UInt128 Fingerprint { get; } = fingerprint;

        public DateTimeOffset ClaimedAt { get; } = claimedAt;

        /// <summary>Null while the first request still runs.</summary>
        public Reply? Reply { get; set; }
    }

    internal abstract record Claim
    {
        private Claim() { }

        public sealed record Fresh(string Scope, string Key, Entry Entry) : Claim;

        public sealed record Replayed(Reply Reply) : Claim;

        public sealed record OtherRequest : Claim;

        public sealed record InUse : Claim;
    }

    public Claim TryClaim(string scope, string key, UInt128 fingerprint)
    {
        DropOldest();
        var mine = new Entry(fingerprint, time.GetUtcNow());
        var kept = _entries.GetOrAdd((scope, key), mine);
        if (ReferenceEquals(kept, mine))
            return new Claim.Fresh(scope, key, mine);
        if (kept.Fingerprint != fingerprint)
            return new Claim.OtherRequest();
        return kept.Reply is { } reply ? new Claim.Replayed(reply) : new Claim.InUse();
    }

    public void Keep(Claim.Fresh claim, Reply reply)
    {
        claim.Entry.Reply = reply;
        Interlocked.Increment(ref _kept);
        _ages.Enqueue(((claim.Scope, claim.Key), claim.Entry));
    }

    public void Release(Claim.Fresh claim) =>
        _entries.TryRemove(KeyValuePair.Create((claim.Scope, claim.Key), claim.Entry));

    public void Clear()
    {
        _entries.Clear();
        _ages.Clear();
        Volatile.Write(ref _kept, 0);
    }

    private void DropOldest()
    {
        while (_ages.TryPeek(out var oldest)
            && (Volatile.Read(ref _kept) > repliesMax || time.GetUtcNow() - oldest.Entry.ClaimedAt > s_life)
            && _ages.TryDequeue(out oldest))
        {
            _entries.TryRemove(KeyValuePair.Create(oldest.Id, oldest.Entry));
            Interlocked.Decrement(ref _kept);
        }
    }
}

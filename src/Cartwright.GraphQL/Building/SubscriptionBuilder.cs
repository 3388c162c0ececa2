namespace Cartwright.GraphQL;

/// <summary>Binds the fields of the subscription root type: each opens a stream of events.</summary>
public sealed class SubscriptionBuilder
{
    internal SubscriptionBuilder() { }

    internal List<FieldBinding> Fields { get; } = [];

    /// <summary>Serves a field by a stream that is there at once.</summary>
    public SubscriptionBuilder Stream<TValue>(string name, Func<FieldRequest, IAsyncEnumerable<TValue>> open) =>
        StreamAsync(name, request => new ValueTask<IAsyncEnumerable<TValue>>(open(request)));

    /// <summary>
    /// Serves a field by a stream that takes time to open. What is thrown on opening is answered in place of the
    /// stream. The stream's enumerator is given a token that is cancelled when the client leaves or the stream's time
    /// is up; it must heed it.
    /// </summary>
    public SubscriptionBuilder StreamAsync<TValue>(
        string name, Func<FieldRequest, ValueTask<IAsyncEnumerable<TValue>>> open)
    {
        Fields.Add(new StreamFieldBinding<TValue>(name, open));
        return this;
    }
}

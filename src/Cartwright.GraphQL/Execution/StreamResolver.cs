using System.Runtime.CompilerServices;

namespace Cartwright.GraphQL;

/// <summary>
/// Serves a field of the subscription root: opens the stream of its events, and writes each as a field's value.
/// </summary>
internal abstract class StreamResolver : FieldResolver
{
    /// <summary>The events, each wrapped for <see cref="FieldResolver.Resolve"/> as its source.</summary>
    public abstract ValueTask<IAsyncEnumerable<object>> OpenAsync(Run run, PlanField field);
}

internal sealed class StreamResolver<TValue>(
    Func<FieldRequest, ValueTask<IAsyncEnumerable<TValue>>> open, Completer<TValue> completer) : StreamResolver
{
    private readonly ValueResolver<StreamEvent<TValue>, TValue> _event = new(happened => happened.Value, completer);

    public override async ValueTask<IAsyncEnumerable<object>> OpenAsync(Run run, PlanField field) =>
        Wrap(await open(new FieldRequest(run, field))
            ?? throw new InvalidOperationException($"{field.Def} opened no stream."));

    public override bool Resolve(object source, PlanField field, Run run, JsonText output) =>
        _event.Resolve(source, field, run, output);

    public override ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output) =>
        _event.ResolveAsync(source, field, run, output);

    private static async IAsyncEnumerable<object> Wrap(
        IAsyncEnumerable<TValue> source, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var value in source.WithCancellation(cancellationToken)) yield return new StreamEvent<TValue>(value);
    }
}

/// <summary>An event of a subscription's source; its value may be null where the field's type may.</summary>
internal sealed record StreamEvent<TValue>(TValue Value);

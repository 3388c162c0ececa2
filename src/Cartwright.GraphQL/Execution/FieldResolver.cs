namespace Cartwright.GraphQL;

/// <summary>
/// Serves a field: calls the host's function and writes its value. Made at start-up. What the host's code throws,
/// be it in a list's enumerator or a scalar's writer, ends at the field.
/// </summary>
internal abstract class FieldResolver
{
    public virtual bool IsAsync => false;

    /// <summary>Writes the value. False means a null that the field cannot hold; an error is noted.</summary>
    public abstract bool Resolve(object source, PlanField field, Run run, JsonText output);

    public abstract ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output);
}

internal sealed class ValueResolver<T, TValue>(Func<T, TValue> resolve, Completer<TValue> completer) : FieldResolver
{
    public override bool Resolve(object source, PlanField field, Run run, JsonText output)
    {
        var mark = output.Length;
        try
        {
            return completer.Complete(resolve((T)source), field, run, output);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output, mark);
        }
    }

    public override async ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output)
    {
        var mark = output.Length;
        try
        {
            return await completer.CompleteAsync(resolve((T)source), field, run, output);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output, mark);
        }
    }
}

internal sealed class SyncResolver<T, TValue>(Func<T, FieldRequest, TValue> resolve, Completer<TValue> completer) : FieldResolver
{
    public override bool Resolve(object source, PlanField field, Run run, JsonText output)
    {
        var mark = output.Length;
        try
        {
            return completer.Complete(resolve((T)source, new FieldRequest(run, field)), field, run, output);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output, mark);
        }
    }

    public override async ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output)
    {
        var mark = output.Length;
        try
        {
            return await completer.CompleteAsync(resolve((T)source, new FieldRequest(run, field)), field, run, output);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output, mark);
        }
    }
}

internal sealed class AsyncResolver<T, TValue>(
    Func<T, FieldRequest, ValueTask<TValue>> resolve, Completer<TValue> completer) : FieldResolver
{
    public override bool IsAsync => true;

    public override bool Resolve(object source, PlanField field, Run run, JsonText output) =>
        throw new InvalidOperationException($"{field.Def} is served asynchronously.");

    public override async ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output)
    {
        var mark = output.Length;
        try
        {
            var value = await resolve((T)source, new FieldRequest(run, field));
            return await completer.CompleteAsync(value, field, run, output);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output, mark);
        }
    }
}

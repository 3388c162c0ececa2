namespace Cartwright.GraphQL;

/// <summary>Serves a field: calls the host's function and writes its value. Made at start-up, with no casts to guess.</summary>
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
        TValue value;
        try
        {
            value = resolve((T)source);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output);
        }
        return completer.Complete(value, field, run, output);
    }

    public override ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output)
    {
        TValue value;
        try
        {
            value = resolve((T)source);
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return new(run.Fail(e, field, output));
        }
        return completer.CompleteAsync(value, field, run, output);
    }
}

internal sealed class SyncResolver<T, TValue>(Func<T, FieldRequest, TValue> resolve, Completer<TValue> completer)
    : FieldResolver
{
    public override bool Resolve(object source, PlanField field, Run run, JsonText output)
    {
        TValue value;
        try
        {
            value = resolve((T)source, new FieldRequest(run, field));
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output);
        }
        return completer.Complete(value, field, run, output);
    }

    public override ValueTask<bool> ResolveAsync(object source, PlanField field, Run run, JsonText output)
    {
        TValue value;
        try
        {
            value = resolve((T)source, new FieldRequest(run, field));
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return new(run.Fail(e, field, output));
        }
        return completer.CompleteAsync(value, field, run, output);
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
        TValue value;
        try
        {
            value = await resolve((T)source, new FieldRequest(run, field));
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return run.Fail(e, field, output);
        }
        return await completer.CompleteAsync(value, field, run, output);
    }
}

namespace Cartwright.GraphQL;

/// <summary>Writes a resolver's value as its GraphQL type asks, nulls included.</summary>
internal abstract class Completer<TValue>(bool isNonNull)
{
    /// <summary>Writes the value. False means a null that this place cannot hold; an error is noted.</summary>
    public bool Complete(TValue value, PlanField field, Run run, JsonText output)
    {
        if (value is null) return Null(field, run, output);
        var mark = output.Length;
        return Write(value, field, run, output) || Recover(mark, output);
    }

    public ValueTask<bool> CompleteAsync(TValue value, PlanField field, Run run, JsonText output)
    {
        if (value is null) return new(Null(field, run, output));
        var mark = output.Length;
        var task = WriteAsync(value, field, run, output);
        return task.IsCompletedSuccessfully
            ? new(task.GetAwaiter().GetResult() || Recover(mark, output)) : RecoverAsync(task, mark, output);
    }

    /// <summary>Writes a value that is not null. False when something in it makes it null after all.</summary>
    protected abstract bool Write(TValue value, PlanField field, Run run, JsonText output);

    protected virtual ValueTask<bool> WriteAsync(TValue value, PlanField field, Run run, JsonText output) =>
        new(Write(value, field, run, output));

    private bool Null(PlanField field, Run run, JsonText output)
    {
        if (isNonNull) return run.RejectNull(field, output);
        output.Null();
        return true;
    }

    private bool Recover(int mark, JsonText output)
    {
        if (isNonNull) return false;
        output.Rewind(mark);
        output.Null();
        return true;
    }

    private async ValueTask<bool> RecoverAsync(ValueTask<bool> task, int mark, JsonText output) =>
        await task || Recover(mark, output);
}

/// <summary>Writes a leaf; answers what is wrong with it, or null.</summary>
internal delegate string? LeafWriter<in T>(T value, JsonText output);

internal sealed class LeafCompleter<T>(bool isNonNull, LeafWriter<T> write) : Completer<T>(isNonNull)
{
    protected override bool Write(T value, PlanField field, Run run, JsonText output) =>
        write(value, output) is not { } problem || run.Reject($"{field.Def}: {problem}", field, output);
}

/// <summary>Takes the value out of a <see cref="Nullable{T}"/>.</summary>
internal sealed class NullableCompleter<T>(Completer<T> inner) : Completer<T?>(isNonNull: false) where T : struct
{
    protected override bool Write(T? value, PlanField field, Run run, JsonText output) =>
        inner.Complete(value!.Value, field, run, output);

    protected override ValueTask<bool> WriteAsync(T? value, PlanField field, Run run, JsonText output) =>
        inner.CompleteAsync(value!.Value, field, run, output);
}

internal sealed class ObjectCompleter<T>(bool isNonNull, ObjectType type) : Completer<T>(isNonNull)
{
    protected override bool Write(T value, PlanField field, Run run, JsonText output) =>
        run.Execute(field.SelectionFor(type), value!, output);

    protected override ValueTask<bool> WriteAsync(T value, PlanField field, Run run, JsonText output) =>
        run.ExecuteAsync(field.SelectionFor(type), value!, output);
}

/// <summary>Finds the object type of an interface's or union's value by the value's C# type.</summary>
internal sealed class AbstractCompleter<T>(bool isNonNull, AbstractType type) : Completer<T>(isNonNull)
{
    protected override bool Write(T value, PlanField field, Run run, JsonText output) =>
        type.ByClrType.TryGetValue(value!.GetType(), out var found)
            ? run.Execute(field.SelectionFor(found), value, output) : Unknown(value, field, run, output);

    protected override ValueTask<bool> WriteAsync(T value, PlanField field, Run run, JsonText output) =>
        type.ByClrType.TryGetValue(value!.GetType(), out var found)
            ? run.ExecuteAsync(field.SelectionFor(found), value, output) : new(Unknown(value, field, run, output));

    private bool Unknown(T value, PlanField field, Run run, JsonText output) =>
        run.Reject($"{field.Def} answered a {value!.GetType()}, to which no possible type of {type} is bound.", field,
            output);
}

internal sealed class ListCompleter<TList, TItem>(bool isNonNull, Completer<TItem> item) : Completer<TList>(isNonNull)
    where TList : IEnumerable<TItem>
{
    protected override bool Write(TList value, PlanField field, Run run, JsonText output)
    {
        output.Byte((byte)'[');
        var index = 0;
        if (value is IReadOnlyList<TItem> list)
        {
            for (; index < list.Count; index++)
                if (!WriteItem(list[index], index, field, run, output)) return false;
        }
        else
        {
            foreach (var entry in value)
                if (!WriteItem(entry, index++, field, run, output)) return false;
        }
        output.Byte((byte)']');
        return true;
    }

    protected override ValueTask<bool> WriteAsync(TList value, PlanField field, Run run, JsonText output) =>
        field.MayBeAsyncBelow ? WriteTogetherAsync(value, field, run, output) : new(Write(value, field, run, output));

    private bool WriteItem(TItem entry, int index, PlanField field, Run run, JsonText output)
    {
        run.Step();
        if (index > 0) output.Byte((byte)',');
        var errors = output.ErrorCount;
        var isWritten = item.Complete(entry, field, run, output);
        if (output.ErrorCount != errors) output.PrependPath(errors, index);
        return isWritten;
    }

    private async ValueTask<bool> WriteTogetherAsync(TList value, PlanField field, Run run, JsonText output)
    {
        var parts = new Parts(4, run.Budget);
        try
        {
            var count = 0;
            foreach (var entry in value)
            {
                parts.Start(part => item.CompleteAsync(entry, field, run, part));
                count++;
            }
            output.Byte((byte)'[');
            for (var index = 0; index < count; index++)
            {
                if (index > 0) output.Byte((byte)',');
                var errors = output.ErrorCount;
                var isWritten = await parts.TakeNextAsync(output, run.ErrorsMax);
                if (output.ErrorCount != errors) output.PrependPath(errors, index);
                if (!isWritten) return false;
            }
            output.Byte((byte)']');
            return true;
        }
        finally
        {
            await parts.DrainAsync();
        }
    }
}

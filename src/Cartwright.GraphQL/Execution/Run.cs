namespace Cartwright.GraphQL;

/// <summary>One request being executed. Shared by whatever runs at the same time, so it does not change.</summary>
internal sealed class Run(
    GraphQLContext context, IReadOnlyDictionary<string, object?> variables, GraphQLLimits limits,
    Action<Exception, string>? onInternalError, CancellationToken cancellationToken, Func<bool>? isTimeUp = null)
{
    /// <summary>How many steps are made between two looks at the clock.</summary>
    private const int StepsPerLook = 256;

    private int _steps;

    public GraphQLContext Context { get; } = context;
    public IReadOnlyDictionary<string, object?> Variables { get; } = variables;
    public int ErrorsMax { get; } = limits.ErrorsMax;
    public ResponseBudget Budget { get; } = new(limits.ResponseBytesMax);

    /// <summary>Cancelled when nobody waits for the answer any more: the client is gone, or time is up.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>Answers an object's fields. False means a null that the object itself cannot hold.</summary>
    public bool Execute(SelectionPlan plan, object source, JsonText output)
    {
        Step();
        if (plan.Problem is not null) return Reject(plan.Problem, output);
        if (plan.Fields.Length == 0) output.Byte((byte)'{');
        foreach (var field in plan.Fields)
        {
            output.Raw(field.Prefix);
            if (field.Constant is not null)
            {
                output.Raw(field.Constant);
                continue;
            }
            var errors = output.ErrorCount;
            var isWritten = field.Resolver.Resolve(source, field, this, output);
            if (output.ErrorCount != errors) output.PrependPath(errors, field.ResponseKey);
            if (!isWritten) return false;
        }
        output.Byte((byte)'}');
        return true;
    }

    /// <summary>
    /// Ends what nobody waits for any more, also where nothing is waited for: made for every object and list item. Steps
    /// that are made at the same time may be counted once; the next one counts.
    /// </summary>
    public void Step()
    {
        if (++_steps % StepsPerLook != 0) return;
        CancellationToken.ThrowIfCancellationRequested();
        if (Budget.IsExceeded) throw new ResponseTooLargeException();
        if (isTimeUp?.Invoke() == true) throw new TimeUpException();
    }

    /// <summary>As <see cref="Execute"/>, waiting where it must: together, or one field after the other.</summary>
    public ValueTask<bool> ExecuteAsync(SelectionPlan plan, object source, JsonText output, bool inTurn = false)
    {
        if (plan.AsyncCount == 0) return new(Execute(plan, source, output));
        return inTurn || plan.AsyncCount == 1
            ? ExecuteInTurnAsync(plan, source, output) : ExecuteTogetherAsync(plan, source, output);
    }

    /// <summary>Notes what a resolver threw, in place of what it wrote. False when the field cannot be null.</summary>
    public bool Fail(Exception exception, PlanField field, JsonText output, int mark)
    {
        output.Rewind(mark);
        output.AddError(ToError(exception, field), ErrorsMax);
        if (field.Def.Type.IsNonNull) return false;
        output.Null();
        return true;
    }

    /// <summary>Notes a value that is wrong by no fault of the client.</summary>
    public bool Reject(string what, PlanField field, JsonText output)
    {
        output.AddError(ToError(new InvalidOperationException(what), field), ErrorsMax);
        return false;
    }

    private bool Reject(InputException problem, JsonText output)
    {
        output.AddError(
            new(problem.Message, GraphQLErrorCodes.BadUserInput, [problem.Place!.Offset]) { HasPath = true },
            ErrorsMax);
        return false;
    }

    public bool RejectNull(PlanField field, JsonText output)
    {
        var message = $"Cannot return null for non-nullable field {field.Def}.";
        onInternalError?.Invoke(new InvalidOperationException(message), field.Def.ToString());
        output.AddError(new(message, GraphQLErrorCodes.InternalServerError, field.Offsets) { HasPath = true },
            ErrorsMax);
        return false;
    }

    /// <summary>Whether an exception ends the whole request.</summary>
    public bool IsAbort(Exception exception) =>
        // A token that follows another is cancelled a moment after it, so the first one is asked as well.
        exception is ResponseTooLargeException or TimeUpException || exception is OperationCanceledException
        && (CancellationToken.IsCancellationRequested || Context.CancellationToken.IsCancellationRequested);

    /// <summary>The error of a subscription's root field when there is no event, and no data, to tell it with.</summary>
    public FieldError SourceError(Exception exception, PlanField field)
    {
        var error = ToError(exception, field);
        error.ReversedPath.Add(field.ResponseKey);
        return error;
    }

    private FieldError ToError(Exception exception, PlanField field)
    {
        if (exception is GraphQLException known)
            return new(known.Message, known.Code, field.Offsets) { HasPath = true, Extensions = known.Extensions };
        if (exception is InputException input)
            return new(input.Message, GraphQLErrorCodes.BadUserInput, [input.Place?.Offset ?? field.Offsets[0]])
            {
                HasPath = true,
            };
        onInternalError?.Invoke(exception, field.Def.ToString());
        const string words = "Internal error. Try again later.";
        return new(words, GraphQLErrorCodes.InternalServerError, field.Offsets) { HasPath = true };
    }

    private async ValueTask<bool> ExecuteInTurnAsync(SelectionPlan plan, object source, JsonText output)
    {
        foreach (var field in plan.Fields)
        {
            output.Raw(field.Prefix);
            if (!await ResolveAsync(field, source, output)) return false;
        }
        output.Byte((byte)'}');
        return true;
    }

    private async ValueTask<bool> ExecuteTogetherAsync(SelectionPlan plan, object source, JsonText output)
    {
        var parts = new Parts(plan.AsyncCount, Budget);
        try
        {
            foreach (var field in plan.Fields)
                if (field.MayBeAsync) parts.Start(part => ResolveAsync(field, source, part));
            foreach (var field in plan.Fields)
            {
                output.Raw(field.Prefix);
                var isWritten = field.MayBeAsync
                    ? await parts.TakeNextAsync(output, ErrorsMax) : await ResolveAsync(field, source, output);
                if (!isWritten) return false;
            }
            output.Byte((byte)'}');
            return true;
        }
        finally
        {
            await parts.DrainAsync();
        }
    }

    private ValueTask<bool> ResolveAsync(PlanField field, object source, JsonText output)
    {
        if (field.Constant is not null)
        {
            output.Raw(field.Constant);
            return new(true);
        }
        var errors = output.ErrorCount;
        if (field.MayBeAsync)
        {
            CancellationToken.ThrowIfCancellationRequested();
            return FinishAsync(field.Resolver.ResolveAsync(source, field, this, output), field, output, errors);
        }
        var isWritten = field.Resolver.Resolve(source, field, this, output);
        if (output.ErrorCount != errors) output.PrependPath(errors, field.ResponseKey);
        return new(isWritten);
    }

    private static async ValueTask<bool> FinishAsync(ValueTask<bool> task, PlanField field, JsonText output, int errors)
    {
        var isWritten = await task;
        if (output.ErrorCount != errors) output.PrependPath(errors, field.ResponseKey);
        return isWritten;
    }
}

/// <summary>Pieces of the response that are made at the same time and put in order afterwards.</summary>
internal sealed class Parts(int capacity, ResponseBudget budget)
{
    private readonly List<(Task<bool> Task, JsonText Text)> _parts = new(capacity);
    private int _taken;

    public void Start(Func<JsonText, ValueTask<bool>> write)
    {
        var text = new JsonText(budget);
        try
        {
            _parts.Add((write(text).AsTask(), text));
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>Waits for the next piece and appends it, with its errors.</summary>
    public async ValueTask<bool> TakeNextAsync(JsonText output, int errorsMax)
    {
        var (task, text) = _parts[_taken];
        var isWritten = await task;
        _taken++;
        output.Append(text, errorsMax);
        text.Dispose();
        return isWritten;
    }

    /// <summary>Waits for the pieces no longer wanted: they still use the request.</summary>
    public async ValueTask DrainAsync()
    {
        for (; _taken < _parts.Count; _taken++)
        {
            await ((Task)_parts[_taken].Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _parts[_taken].Text.Dispose();
        }
    }
}

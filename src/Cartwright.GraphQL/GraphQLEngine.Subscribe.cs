using System.Runtime.CompilerServices;

namespace Cartwright.GraphQL;

public sealed partial class GraphQLEngine
{
    /// <summary>
    /// Runs one request of any kind. A subscription opens its source, whose events are then answered one by one: each
    /// runs the whole selection, with the event as the root field's value (specification, section 6.2.3). An error on
    /// opening the source is answered once, an error in an event is that event's.
    /// </summary>
    /// <param name="request">The request. Its memory is not used any more when this has returned.</param>
    /// <param name="context">
    /// Its token ends the stream. Events share its caller and items; each has extensions of its own.
    /// </param>
    /// <exception cref="OperationCanceledException">The context's token was cancelled.</exception>
    public async ValueTask<GraphQLAnswer> SubscribeAsync(GraphQLRequest request, GraphQLContext context)
    {
        try
        {
            if (Prepare(request, maySubscribe: true, out var prepared) is { } refusal) return new GraphQLAnswer.Once(refusal);
            return prepared.Kind == OperationKind.Subscription
                ? await OpenAsync(prepared, context)
                : new GraphQLAnswer.Once(await RunAsync(prepared, RootValue.Instance, context));
        }
        catch (Exception e) when (e is not OperationCanceledException
            || !context.CancellationToken.IsCancellationRequested)
        {
            return new GraphQLAnswer.Once(Fail(e));
        }
    }

    private async ValueTask<GraphQLAnswer> OpenAsync(PreparedOperation prepared, GraphQLContext context)
    {
        if (prepared.Operation.Plan(prepared.Variables).Fields is not [var field])
            return new GraphQLAnswer.Once(Refuse(GraphQLErrorCodes.BadUserInput,
                "The subscription selects no field with these variables. Select one."));
        context.CancellationToken.ThrowIfCancellationRequested();
        var run = new Run(context, prepared.Variables, Limits, onInternalError, context.CancellationToken);
        try
        {
            var source = await ((StreamResolver)field.Resolver).OpenAsync(run, field);
            return new GraphQLAnswer.Stream(RespondAsync(source, prepared, run, field, context.CancellationToken));
        }
        catch (Exception e) when (!run.IsAbort(e))
        {
            return new GraphQLAnswer.Once(
                GraphQLResponse.Refuse([run.SourceError(e, field)], prepared.Document.Source));
        }
    }

    private async IAsyncEnumerable<GraphQLResponse> RespondAsync(
        IAsyncEnumerable<object> source, PreparedOperation prepared, Run run, PlanField field,
        CancellationToken ended, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ended, cancellationToken);
        await using var events = source.GetAsyncEnumerator(either.Token);
        while (true)
        {
            object? next = null;
            GraphQLResponse? failure = null;
            try
            {
                if (await events.MoveNextAsync()) next = events.Current;
            }
            catch (Exception e) when (!run.IsAbort(e)
                && (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested))
            {
                failure = GraphQLResponse.Refuse(
                    [run.SourceError(e, field)], prepared.Document.Source, GraphQLOutcome.Failed);
            }
            if (failure is not null) yield return failure;
            if (next is null) yield break;
            yield return await RespondAsync(next, prepared, run.Context.Derive(either.Token));
        }
    }

    private async ValueTask<GraphQLResponse> RespondAsync(
        object happened, PreparedOperation prepared, GraphQLContext context)
    {
        try
        {
            return await RunAsync(prepared, happened, context);
        }
        catch (Exception e) when (e is not OperationCanceledException
            || !context.CancellationToken.IsCancellationRequested)
        {
            return Fail(e);
        }
    }
}

using System.ClientModel;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Knowledge.Words;
using Cartwright.Shops;
using Cartwright.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace Cartwright.Assistant.Model;

public abstract record ModelAnswer
{
    private ModelAnswer() { }

    /// <param name="Text">Each claim has the number of its source behind it, such as <c>[1]</c> for the first.</param>
    public sealed record Written(string Text, IReadOnlyList<PassageFound> Sources) : ModelAnswer;

    /// <summary>The model finds no answer in the facts.</summary>
    public sealed record NothingFits : ModelAnswer;

    /// <summary>There is no answer of the model's that may be shown: quote instead.</summary>
    public sealed record None(string Why, bool IsEndpointFault) : ModelAnswer;
}

/// <summary>
/// Lets a model word an answer from the passages that were found. What it writes is held to them claim by claim; an
/// answer with one claim that is not in them is dropped as a whole, since what is left of it may be half of the truth.
/// </summary>
public sealed partial class AnswerFromPassages : IDisposable
{
    private const int UncitedWordsMax = 3;
    private const int AnswerCharactersPerToken = 8;
    private const int FailuresInARow = 3;
    private static readonly TimeSpan FailuresWithin = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(250);

    private static readonly Meter Meter = new(GatewayCounters.MeterName);
    private static readonly Counter<long> Answers = Meter.CreateCounter<long>(
        "cartwright.model_answers", "{answer}", "Answers asked of the model, by outcome.");

    private readonly IChatClient? client;
    private readonly ModelBudget budget;
    private readonly ModelOptions options;
    private readonly TimeProvider clock;
    private readonly ILogger<AnswerFromPassages> logger;
    private readonly ResiliencePipeline<ModelAnswer> circuit;

    internal AnswerFromPassages(
        IChatClient? client, ModelBudget budget, IOptions<ModelOptions> options, TimeProvider clock,
        ILogger<AnswerFromPassages> logger)
    {
        (this.client, this.budget, this.options, this.clock, this.logger) =
            (client, budget, options.Value, clock, logger);
        circuit = new ResiliencePipelineBuilder<ModelAnswer> { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<ModelAnswer>
            {
                FailureRatio = 1,
                MinimumThroughput = FailuresInARow,
                SamplingDuration = FailuresWithin,
                BreakDuration = Pause,
                ShouldHandle = answer => ValueTask.FromResult(
                    answer.Outcome.Result is ModelAnswer.None { IsEndpointFault: true }),
            })
            .Build();
    }

    public bool IsOn => client is not null;

    /// <param name="write">Hears each claim as soon as it is known to stand in the passages.</param>
    public async Task<ModelAnswer> HandleAsync(
        ShopDomain shop, ModelQuestion question, Func<string, ValueTask> write, CancellationToken cancellationToken)
    {
        if (client is null)
        {
            return new ModelAnswer.None("no model is set", IsEndpointFault: false);
        }

        var prompt = ModelPrompt.Of(question, options.PromptTokensMax);
        var answer = prompt.Facts.Count == 0 ? new ModelAnswer.NothingFits()
            : !budget.TryTake(shop, prompt.TokensAbout + options.AnswerTokensMax)
                ? new ModelAnswer.None("the shop's tokens of the day are used up", IsEndpointFault: false)
            : await AskAsync(client, prompt, question, write, cancellationToken);
        Answers.Add(1, new KeyValuePair<string, object?>("outcome", answer switch
        {
            ModelAnswer.Written => "written",
            ModelAnswer.NothingFits => "nothing_fits",
            ModelAnswer.None { IsEndpointFault: true } => "unavailable",
            ModelAnswer.None => "dropped",
            _ => throw new UnreachableException(),
        }));
        if (answer is ModelAnswer.None none)
        {
            LogNone(shop, none.Why);
        }

        return answer;
    }

    public void Dispose() => client?.Dispose();

    private async Task<ModelAnswer> AskAsync(
        IChatClient asked, ModelPrompt prompt, ModelQuestion question, Func<string, ValueTask> write,
        CancellationToken cancellationToken)
    {
        try
        {
            return await circuit.ExecuteAsync(
                async token => await TryAsync(asked, prompt, question, write, token), cancellationToken);
        }
        catch (BrokenCircuitException)
        {
            return new ModelAnswer.None("the endpoint is left alone for a while", IsEndpointFault: true);
        }
    }

    private async Task<ModelAnswer> TryAsync(
        IChatClient asked, ModelPrompt prompt, ModelQuestion question, Func<string, ValueTask> write,
        CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(options.Deadline, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        for (var number = 1; ; number++)
        {
            var writing = new Writing(prompt, question, options.AnswerTokensMax * AnswerCharactersPerToken);
            try
            {
                return await WriteAsync(asked, writing, write, both.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested
                && deadline.IsCancellationRequested)
            {
                return new ModelAnswer.None("the endpoint was too slow", IsEndpointFault: true);
            }
            catch (EndpointException failed)
            {
                // What was heard of a broken answer can't be taken back by another one.
                if (number >= options.TriesMax || writing.HasWritten || !IsPassing(failed.Why))
                {
                    return new ModelAnswer.None(NameOf(failed.Why), IsEndpointFault: true);
                }
            }

            try
            {
                await Task.Delay(BetweenTries * number, clock, both.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return new ModelAnswer.None("the endpoint was too slow", IsEndpointFault: true);
            }
        }
    }

    private async Task<ModelAnswer> WriteAsync(
        IChatClient asked, Writing writing, Func<string, ValueTask> write, CancellationToken cancellationToken)
    {
        await foreach (var heard in ReadAsync(asked, writing.Prompt, cancellationToken))
        {
            foreach (var claim in writing.Hear(heard))
            {
                if (writing.Keep(claim) is not { } piece)
                {
                    return writing.Refusal!;
                }

                await write(piece);
            }

            if (writing.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        if (writing.Finish() is { } last)
        {
            if (writing.Keep(last) is not { } piece)
            {
                return writing.Refusal!;
            }

            await write(piece);
        }

        return writing.Answer();
    }

    /// <summary>What the model says, as it comes. Whatever goes wrong in the client or behind it is the endpoint's.</summary>
    private async IAsyncEnumerable<string> ReadAsync(
        IChatClient asked, ModelPrompt prompt, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var wanted = new ChatOptions { MaxOutputTokens = options.AnswerTokensMax, Temperature = 0 };
        await using var updates = asked.GetStreamingResponseAsync(prompt.Messages, wanted, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                throw new EndpointException(failure);
            }

            yield return updates.Current.Text;
        }
    }

    /// <summary>Whether another call may go better. A key or a name that is wrong stays wrong.</summary>
    private static bool IsPassing(Exception failure) =>
        failure is not ClientResultException { Status: not (0 or 408 or 409 or 425 or 429 or >= 500) };

    /// <summary>Never the message: an endpoint may repeat in it what it was sent.</summary>
    private static string NameOf(Exception failure) => failure is ClientResultException { Status: > 0 } answered
        ? string.Create(CultureInfo.InvariantCulture, $"the endpoint answered {answered.Status}")
        : $"the endpoint can't be reached or read ({failure.GetType().Name})";

    [LoggerMessage(Level = LogLevel.Warning, Message = "No answer of the model for {Shop}, passages are quoted: {Why}.")]
    private partial void LogNone(ShopDomain shop, string why);

    private sealed class EndpointException(Exception why) : Exception("The model's endpoint failed.", why)
    {
        public Exception Why => InnerException!;
    }

    /// <summary>One answer while it comes.</summary>
    private sealed class Writing(ModelPrompt prompt, ModelQuestion question, int charactersMax)
    {
        private readonly ClaimReader reader = new();
        private readonly StringBuilder text = new();
        private readonly List<PassageFound> sources = [];
        private int heard;

        public ModelPrompt Prompt => prompt;

        public bool HasWritten => text.Length > 0;

        /// <summary>Why nothing of it may be shown; null as long as it may.</summary>
        public ModelAnswer.None? Refusal { get; private set; }

        public IEnumerable<string> Hear(string piece)
        {
            heard += piece.Length;
            if (heard > charactersMax || reader.Left.Length > ClaimReader.UncitedCharactersMax)
            {
                Refuse("the answer is too long");
                return [];
            }

            return reader.Add(piece);
        }

        public string? Finish() => reader.Finish();

        /// <summary>The claim as it is shown, or null when it may not be.</summary>
        public string? Keep(string claim)
        {
            switch (HoldToFacts.Of(claim, prompt.Facts, question.Language))
            {
                case HeldClaim.Kept kept:
                    var numbers = kept.Facts.Select(fact => fact.Passage).OfType<PassageFound>().Select(NumberOf);
                    var piece = $"{(text.Length > 0 ? " " : "")}{kept.Text}"
                        + string.Concat(numbers.Distinct().Select(number => $" [{number}]"));
                    text.Append(piece);
                    return piece;
                case HeldClaim.Refused refused:
                    Refuse(refused.Why);
                    return null;
                default:
                    throw new UnreachableException();
            }
        }

        public ModelAnswer Answer() =>
            reader.Left.Contains(ModelPrompt.NotThere, StringComparison.Ordinal) && text.Length == 0
                ? new ModelAnswer.NothingFits()
            : text.Length == 0 ? new ModelAnswer.None("no fact is cited", IsEndpointFault: false)
            // A closing courtesy is left out; a statement without a fact may be the half that matters.
            : WordIndex.WordsOf(reader.Left).Count() > UncitedWordsMax
                ? new ModelAnswer.None("it ends with what no fact is cited for", IsEndpointFault: false)
            : new ModelAnswer.Written(text.ToString(), sources);

        private void Refuse(string why) => Refusal = new ModelAnswer.None(why, IsEndpointFault: false);

        private int NumberOf(PassageFound passage)
        {
            var at = sources.FindIndex(source => source.Source == passage.Source && source.Heading == passage.Heading);
            if (at < 0)
            {
                sources.Add(passage);
                at = sources.Count - 1;
            }

            return at + 1;
        }
    }
}

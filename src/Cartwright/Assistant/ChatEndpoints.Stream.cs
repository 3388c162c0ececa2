using System.Diagnostics;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Threading.Channels;
using Cartwright.Assistant.Access;
using Cartwright.Assistant.Replies;
using Cartwright.Assistant.Turns;
using Cartwright.Journal;

namespace Cartwright.Assistant;

/// <summary>An answer as server-sent events.</summary>
public static partial class ChatEndpoints
{
    private static async Task<IResult> StreamAsync(Call call)
    {
        var http = call.Http;
        var (request, refusal) = await ReadAsync(call);
        if (request is null)
        {
            return refusal!;
        }

        // Who reads slowly is waited for.
        var told = Channel.CreateBounded<ChatNews>(16);
        var answering = new Answering(told.Reader, AnswerIntoAsync(call, request, told.Writer));
        LogUnheardOf(call, answering);
        // As long as nothing is told, a status can still say what is wrong.
        if (!await told.Reader.WaitToReadAsync(http.RequestAborted)
            && RefusalOf(await answering.HearAsync()) is { } refused)
        {
            return refused;
        }

        http.Response.Headers["X-Accel-Buffering"] = "no";
        return TypedResults.ServerSentEvents(EventsAsync(call, request, answering, http.RequestAborted));
    }

    private sealed class Answering(ChannelReader<ChatNews> told, Task<ChatOutcome> outcome)
    {
        public ChannelReader<ChatNews> Told => told;

        public bool IsHeard { get; private set; }

        public Task<ChatOutcome> HearAsync()
        {
            IsHeard = true;
            return outcome;
        }
    }

    /// <summary>Who has gone away hears of no failure, and the answer may go on for longer than the request.</summary>
    private static void LogUnheardOf(Call call, Answering answering)
    {
        var logger = LoggerOf(call);
        call.Http.Response.OnCompleted(() =>
        {
            if (!answering.IsHeard)
            {
                _ = LogAsync();
            }

            return Task.CompletedTask;
        });

        async Task LogAsync()
        {
            try
            {
                await answering.HearAsync();
            }
            catch (OperationCanceledException)
            {
                // Ended, since nobody was there.
            }
            catch (Exception failure)
            {
                LogUnheard(logger, failure.GetType().Name, Shown(failure));
            }
        }
    }

    private static ILogger LoggerOf(Call call) =>
        call.Http.RequestServices.GetRequiredService<ILogger<AnswerShopper>>();

    /// <summary>A journal that can't be reached is no bug: its trace says nothing.</summary>
    private static Exception? Shown(Exception failure) => failure is JournalUnavailableException ? null : failure;

    private static async IAsyncEnumerable<SseItem<string>> EventsAsync(
        Call call, ChatRequest request, Answering answering,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var drafted = "";
        var isBegun = false;
        await foreach (var news in answering.Told.ReadAllAsync(cancellationToken))
        {
            switch (news)
            {
                case ChatNews.Begun begun:
                    isBegun = true;
                    yield return SessionOf(call, request, begun.SessionId);
                    break;
                case ChatNews.Doing doing:
                    yield return Piece("progress", doing.Text);
                    break;
                case ChatNews.Draft draft:
                    drafted += draft.Text;
                    yield return Piece("reply", draft.Text);
                    break;
                default:
                    throw new UnreachableException();
            }
        }

        ChatOutcome? outcome = null;
        try
        {
            outcome = await answering.HearAsync();
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Told below: the head is sent, so that no status can tell it.
            LogFailed(LoggerOf(call), failure.GetType().Name, Shown(failure));
        }

        if (outcome is null
            or ChatOutcome.NoSuchSession or ChatOutcome.MessageIdTaken or ChatOutcome.FirstMessageSpent)
        {
            yield return new(
                JsonSerializer.Serialize(FaultOf(outcome, request), ChatJson.Default.ChatFault), "error");
            yield break;
        }

        if (!isBegun && outcome is ChatOutcome.Replied replied)
        {
            yield return SessionOf(call, request, replied.SessionId);
        }

        var view = ViewOf(outcome);
        // What was heard as it was written is not said again. If the reply is another one now, "done" has it.
        foreach (var piece in drafted.Length == 0 ? PiecesOf(view.Reply) : [])
        {
            yield return Piece("reply", piece);
        }

        yield return new(JsonSerializer.Serialize(view, ChatJson.Default.ChatReplyView), "done");
    }

    private static async Task<ChatOutcome> AnswerIntoAsync(
        Call call, ChatRequest request, ChannelWriter<ChatNews> told)
    {
        var gone = call.Http.RequestAborted;
        try
        {
            return await call.Answer.HandleAsync(request, TellAsync, EndOf(call, request));
        }
        finally
        {
            told.Complete();
        }

        async ValueTask TellAsync(ChatNews news)
        {
            try
            {
                await told.WriteAsync(news, gone);
            }
            catch (OperationCanceledException) when (request.MessageId is not null)
            {
                // Nobody hears it, and the answer goes on.
            }
        }
    }

    /// <summary>What went wrong behind the head, in words that are safe to show.</summary>
    private static ChatFault FaultOf(ChatOutcome? outcome, ChatRequest request)
    {
        var language = ChatLanguages.Of(request.Message, null, request.AcceptLanguage);
        var code = outcome switch
        {
            null => "SERVICE_UNAVAILABLE",
            ChatOutcome.NoSuchSession => ChatAccess.SessionUnknown,
            ChatOutcome.MessageIdTaken => "BAD_USER_INPUT",
            ChatOutcome.FirstMessageSpent => MessageIdSpent,
            ChatOutcome.Replied or ChatOutcome.Limited => throw new InvalidOperationException("Nothing is wrong."),
            _ => throw new UnreachableException(),
        };
        return new(code, ComposeReply.Failed(language), ChatLanguages.CodeOf(language));
    }

    /// <summary>Said first: a message whose answer is cut off goes on in this conversation.</summary>
    private static SseItem<string> SessionOf(Call call, ChatRequest request, string id) => new(
        JsonSerializer.Serialize(new(SignatureOf(call, request, id), id), ChatJson.Default.ChatSession), "session");

    private static SseItem<string> Piece(string kind, string text) =>
        new(JsonSerializer.Serialize(new(text), ChatJson.Default.ChatPiece), kind);

    /// <summary>A line or a sentence at a time, with what stands between them.</summary>
    private static IEnumerable<string> PiecesOf(string reply)
    {
        var start = 0;
        for (var index = 1; index < reply.Length; index++)
        {
            if (reply[index - 1] is '\n' || (reply[index - 1] == ' ' && index > 1 && reply[index - 2] is '.' or '!' or '?'))
            {
                yield return reply[start..index];
                start = index;
            }
        }

        if (start < reply.Length)
        {
            yield return reply[start..];
        }
    }

    [LoggerMessage(
        Level = LogLevel.Error, Message = "A stream's answer failed ({Kind}); the shopper is told to try again.")]
    private static partial void LogFailed(ILogger logger, string kind, Exception? failure);

    [LoggerMessage(
        Level = LogLevel.Error, Message = "A stream's answer failed ({Kind}) after its shopper had gone.")]
    private static partial void LogUnheard(ILogger logger, string kind, Exception? failure);
}

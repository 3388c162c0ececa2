using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Assistant.Conversations;

namespace Cartwright.Assistant;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnswerKept[]))]
internal sealed partial class AnswerJson : JsonSerializerContext;

/// <param name="Id">The message's own.</param>
/// <param name="Message">As it was kept: a repeat says the same.</param>
internal sealed record AnswerKept(string Id, DateTimeOffset At, string Message, ChatOutcome.Replied Replied);

/// <summary>
/// A message whose answer was lost comes again with the same id, perhaps after others: it is no second turn and no
/// second try at an order, and is given the first answer, which is kept with the conversation.
/// </summary>
internal static class RepeatedMessages
{
    private const int AnswersMax = 10;
    private const int AnswersCharactersMax = 64 * 1024;
    private const int HashCharacters = 32;

    /// <summary>The last answer stays; what is older is looked for anew, since an order's state has moved on.</summary>
    private static readonly TimeSpan EarlierKept = TimeSpan.FromHours(1);

    /// <summary>An answer that was lost is asked for again within that. A first message's id is no key for ever.</summary>
    private static readonly TimeSpan FirstRepeatedMax = TimeSpan.FromMinutes(2);

    /// <summary>
    /// A first message has no conversation to be remembered in, so that the conversation's own id is made of its id,
    /// and of who sends it: the same id from elsewhere is another conversation. Null when it has none.
    /// </summary>
    public static string? SessionOf(ChatRequest request) => request.MessageId is { } id
        ? "chat_" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            $"{request.Shop.Value} {request.Customer} {request.Caller} {request.Address} {id}")))[..HashCharacters]
        : null;

    /// <summary>Null for a message that is not a repeat.</summary>
    /// <param name="message">As it is kept.</param>
    public static ChatOutcome? Find(Conversation standing, string message, ChatRequest request, DateTimeOffset now)
    {
        if (standing.Turns == 0 || request.MessageId is not { } id)
        {
            return null;
        }

        var kept = AnswersOf(standing).LastOrDefault(one => one.Id == id);
        // A conversation that went on, or has ended, is nobody's who shows no more than its first message's id.
        if (request.SessionId is null
            && (kept is null || standing.Turns > 1 || now - kept.At > FirstRepeatedMax))
        {
            return new ChatOutcome.FirstMessageSpent();
        }

        return kept is null ? null : kept.Message == message ? kept.Replied : new ChatOutcome.MessageIdTaken();
    }

    /// <summary>What the conversation keeps with this answer; null for nothing. The oldest go first.</summary>
    public static AnsweredMessage? Kept(
        Conversation standing, string message, ChatRequest request, ChatOutcome.Replied replied, DateTimeOffset now)
    {
        AnswerKept[] kept =
        [
            .. AnswersOf(standing).Where(one => now - one.At <= EarlierKept),
            .. request.MessageId is { } id ? [new AnswerKept(id, now, message, Bare(replied))] : Array.Empty<AnswerKept>(),
        ];
        for (var count = Math.Min(kept.Length, AnswersMax); count > 0; count--)
        {
            var json = JsonSerializer.Serialize(kept[^count..], AnswerJson.Default.AnswerKeptArray);
            if (json.Length <= AnswersCharactersMax || count == 1)
            {
                return new(kept[^1].Id, json);
            }
        }

        return null;
    }

    /// <summary>
    /// Without the address of the order's status page, which shows a name and a street to whoever has it.
    /// </summary>
    private static ChatOutcome.Replied Bare(ChatOutcome.Replied replied) =>
        replied.Lookup is { Order: { } order } lookup
            ? replied with { Lookup = lookup with { Order = order with { StatusPageUrl = null } } }
            : replied;

    /// <summary>Oldest first; none of what another version of the gateway has kept, and this one can't read.</summary>
    private static AnswerKept[] AnswersOf(Conversation standing)
    {
        try
        {
            AnswerKept?[]? kept = standing.LastMessage is { } last
                ? JsonSerializer.Deserialize(last.Answer, AnswerJson.Default.AnswerKeptArray)
                : null;
            return
            [
                .. (kept ?? []).OfType<AnswerKept>().Where(one => one is { Message: not null, Replied.Reply: not null }),
            ];
        }
        catch (JsonException)
        {
            return [];
        }
    }
}

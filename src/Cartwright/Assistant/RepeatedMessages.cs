using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Assistant.Conversations;

namespace Cartwright.Assistant;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AnswerKept))]
internal sealed partial class AnswerJson : JsonSerializerContext;

/// <param name="Message">As it was kept: a repeat says the same.</param>
internal sealed record AnswerKept(string Message, ChatOutcome.Replied Replied);

/// <summary>
/// A message whose answer was lost comes again with the same id: it is no second turn and no second try at an order,
/// and is given the first answer, which is kept with the conversation.
/// </summary>
internal static class RepeatedMessages
{
    /// <summary>Fewer could be guessed, or chosen by two shoppers: who repeats a first message shows nothing else.</summary>
    public const int FirstIdCharactersMin = 20;

    private const int HashCharacters = 32;

    /// <summary>
    /// A first message has no conversation to be remembered in, so that the conversation's own id is made of its id.
    /// Null when it can't be.
    /// </summary>
    public static string? SessionOf(ChatRequest request) => request.MessageId is { Length: >= FirstIdCharactersMin } id
        ? "chat_" + Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{request.Shop.Value} {request.Customer} {id}")))[..HashCharacters]
        : null;

    /// <summary>Null for a message that is not a repeat.</summary>
    /// <param name="message">As it is kept.</param>
    public static ChatOutcome? Find(Conversation standing, string message, ChatRequest request)
    {
        if (standing.Turns == 0 || request.MessageId is null)
        {
            return null;
        }

        if (standing.LastMessage is not { } last || last.Id != request.MessageId)
        {
            // A conversation that went on is nobody's who shows no more than its first message's id.
            return request.SessionId is null ? new ChatOutcome.MessageIdTaken() : null;
        }

        return JsonSerializer.Deserialize(last.Answer, AnswerJson.Default.AnswerKept) is { } kept
            && kept.Message == message
            ? kept.Replied
            : new ChatOutcome.MessageIdTaken();
    }

    public static AnsweredMessage? Kept(string message, ChatRequest request, ChatOutcome.Replied replied) =>
        request.MessageId is { } id
            ? new(id, JsonSerializer.Serialize(new(message, Bare(replied)), AnswerJson.Default.AnswerKept))
            : null;

    /// <summary>
    /// Without the address of the order's status page, which shows a name and a street to whoever has it.
    /// </summary>
    private static ChatOutcome.Replied Bare(ChatOutcome.Replied replied) =>
        replied.Lookup is { Order: { } order } lookup
            ? replied with { Lookup = lookup with { Order = order with { StatusPageUrl = null } } }
            : replied;
}

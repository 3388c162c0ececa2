using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Cartwright.Carts;

namespace Cartwright.Api;

/// <summary>The header <c>Idempotency-Key</c> of a submission.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    /// <summary>
    /// Null when the client sends none. What is asked is hashed in one form whatever the document's, and the key with
    /// it, so that the hash tells nothing of a card's token by itself.
    /// </summary>
    public static SubmissionKey? Of(ApiCaller caller, SubmitInput input)
    {
        if (caller.IdempotencyKey is not { } key)
        {
            return null;
        }

        if (key.Length is 0 or > SubmissionKey.LengthMax || key.Any(letter => letter is < '!' or > '~'))
        {
            throw ApiRefusals.BadInput(
                $"The header '{Header}' has 1 to {SubmissionKey.LengthMax} letters, digits and signs: send a UUID.");
        }

        var asked = JsonSerializer.SerializeToUtf8Bytes(
            new SubmissionAsked(key, input), SubmissionAskedJson.Default.SubmissionAsked);
        return new(key, Convert.ToHexStringLower(SHA256.HashData(asked)));
    }
}

/// <summary>Everything a submission asks for.</summary>
internal sealed record SubmissionAsked(string Key, SubmitInput Input);

[JsonSerializable(typeof(SubmissionAsked))]
internal sealed partial class SubmissionAskedJson : JsonSerializerContext;

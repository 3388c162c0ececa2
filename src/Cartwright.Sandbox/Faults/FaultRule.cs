using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Sandbox.Faults;

/// <summary>
/// One rule of <c>PUT /sandbox/faults</c>. What has a default has a setter too: generated JSON readers overwrite
/// the default of an init-only property that is absent.
/// </summary>
internal sealed record FaultRule
{
    /// <summary><c>stripe</c>, <c>store:NAME</c>, <c>shop:DOMAIN</c> or <c>*</c>.</summary>
    public string Target { get; set; } = FaultBook.Any;

    /// <summary>An operation's name, or <c>*</c>.</summary>
    public string Operation { get; set; } = FaultBook.Any;

    public required string Kind { get; init; }

    /// <summary>How often it strikes; null for always.</summary>
    public int? Times { get; init; }

    public double Probability { get; set; } = 1;

    /// <summary>Of delay, slow-drip, search-lag, complete-in-progress and refund-pending.</summary>
    public double? Seconds { get; init; }

    /// <summary>Of status and status-after.</summary>
    public int? Code { get; init; }

    /// <summary>Of status and status-after: the Retry-After header, sent as it was written: 7, 2.0 or a date.</summary>
    [JsonConverter(typeof(RetryAfterText))]
    public string? RetryAfter { get; init; }

    /// <summary>Of status and status-after: any JSON, or a string that is sent as it is.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>Of redirect.</summary>
    public string? Location { get; init; }

    /// <summary>
    /// Of status and status-after: whether the idempotency key keeps this error. Without it, a Stripe 5xx made
    /// after the effect is kept, as Stripe does, and nothing else is.
    /// </summary>
    public bool? Stored { get; init; }
}

/// <summary>A number keeps the digits it was written with, as Shopify's fractional seconds do.</summary>
internal sealed class RetryAfterText : JsonConverter<string>
{
    private const int CharactersMax = 60;

    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType switch
        {
            JsonTokenType.Number => Encoding.ASCII.GetString(reader.ValueSpan),
            JsonTokenType.String => reader.GetString()!,
            _ => throw new JsonException("retry_after is a number or a text."),
        };
        return text.Length <= CharactersMax && text.All(letter => letter is >= ' ' and <= '~')
            ? text : throw new JsonException($"retry_after has up to {CharactersMax} plain characters.");
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        if (decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
            writer.WriteNumberValue(number);
        else
            writer.WriteStringValue(value);
    }
}

internal sealed record FaultRuleView(FaultRule Rule, long Hits);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    WriteIndented = true)]
[JsonSerializable(typeof(FaultRule[]))]
[JsonSerializable(typeof(FaultRuleView[]))]
internal sealed partial class FaultJson : JsonSerializerContext;

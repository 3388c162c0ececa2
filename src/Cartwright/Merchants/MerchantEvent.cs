using System.Text.Json.Serialization;
using Cartwright.Storage;

namespace Cartwright.Merchants;

/// <summary>What happens to a merchant's registration. The names are the journal's: a case is never renamed.</summary>
public abstract record MerchantEvent
{
    private MerchantEvent() { }

    public sealed record Registered(
        Uri Url,
        Marketplace Marketplace,
        string Protocol,
        string? PaymentHandler,
        string? SealedPaymentToken) : MerchantEvent;
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(MerchantEvent.Registered))]
internal sealed partial class MerchantEventJson : JsonSerializerContext
{
    /// <summary>Made on first use: the generated Default may be initialized later than this class.</summary>
    public static EventCodec<MerchantEvent> Codec => field ??= new(Default);
}

using System.Text.Json.Serialization;

namespace Cartwright.Payments.Stripe;

/// <summary>What is read of a PaymentIntent. A reply without the required fields is unreadable.</summary>
internal sealed record StripePaymentIntent
{
    public required string Id { get; init; }
    public required string Status { get; init; }
    public required long Amount { get; init; }
    public required string Currency { get; init; }
    public long? AmountReceived { get; init; }

    /// <summary>In seconds since 1970.</summary>
    public long? Created { get; init; }
    public string? CancellationReason { get; init; }
    public Dictionary<string, string>? Metadata { get; init; }
    public StripeError? LastPaymentError { get; init; }
    public StripeNextAction? NextAction { get; init; }
}

internal sealed record StripeNextAction
{
    public string? Type { get; init; }
    public StripeRedirect? RedirectToUrl { get; init; }
}

internal sealed record StripeRedirect
{
    public string? Url { get; init; }
}

internal sealed record StripeRefund
{
    public required string Id { get; init; }
    public required long Amount { get; init; }
    public required string Currency { get; init; }
    public required string Status { get; init; }
    public string? PaymentIntent { get; init; }
    public string? FailureReason { get; init; }
    public Dictionary<string, string>? Metadata { get; init; }
}

/// <summary>A page of a list, and of a search too: both have these two fields.</summary>
internal sealed record StripePage<T>
{
    public required List<T> Data { get; init; }
    public required bool HasMore { get; init; }
}

internal sealed record StripeErrorBody
{
    public required StripeError Error { get; init; }
}

/// <summary>What went wrong. Its message is not read: it may repeat what was sent.</summary>
internal sealed record StripeError
{
    public required string Type { get; init; }
    public string? Code { get; init; }
    public string? DeclineCode { get; init; }
    public string? Param { get; init; }
    public StripePaymentIntent? PaymentIntent { get; init; }

    /// <summary>Such as <c>insufficient_funds</c> rather than <c>card_declined</c>.</summary>
    public string MostExactCode => DeclineCode ?? Code ?? Type;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StripePaymentIntent))]
[JsonSerializable(typeof(StripeRefund))]
[JsonSerializable(typeof(StripePage<StripePaymentIntent>))]
[JsonSerializable(typeof(StripePage<StripeRefund>))]
[JsonSerializable(typeof(StripeErrorBody))]
internal sealed partial class StripeJson : JsonSerializerContext;

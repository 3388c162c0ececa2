using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Client;

/// <summary>What a cancellation has come to, worst first.</summary>
public enum CancellationStatus
{
    /// <summary>The order, or a part of it, can't be taken back from the merchant: it stands.</summary>
    CancelFailed,

    /// <summary>It goes on: the order's events tell how it ends.</summary>
    CancelProcessing,

    /// <summary>The order is cancelled, and what was paid goes back.</summary>
    Cancelled,
}

/// <summary>An item to return.</summary>
/// <param name="Id">The id it was put into the cart with.</param>
/// <param name="Quantity">How many of it, from 1.</param>
public sealed record ReturnLine(string Id, int Quantity);

/// <summary>A return that was asked for.</summary>
/// <param name="ReturnId">Its id.</param>
/// <param name="OrderId">The order that it is of.</param>
public sealed record ReturnStarted(string ReturnId, string OrderId);

/// <summary>A return of an order.</summary>
/// <param name="Id">Its id.</param>
/// <param name="CreatedAt">When it was asked for, in UTC.</param>
/// <param name="UpdatedAt">When something last happened to it, in UTC.</param>
public sealed record OrderReturn(string Id, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);

public sealed partial class CartwrightClient
{
    /// <summary>
    /// Cancels an order. A refusal has the contract's code, such as <c>ORDER_ALREADY_SHIPPED</c>. After no answer, read
    /// the order: its status says whether the cancellation has begun.
    /// </summary>
    public async Task<Reply<CancellationStatus>> CancelOrderAsync(
        string orderId, CancellationToken cancellationToken = default)
    {
        var reply = await transport.SendAsync(
            Documents.CancelOrder,
            new(Input: new() { OrderId = orderId }),
            WireJson.Default.CancelAnswer,
            null,
            cancellationToken);
        return Open<CancelAnswer, CancellationStatus>(reply, answer => answer.Error, answer =>
            answer.Result is not { } result ? []
            : result.Status is { } status ? [status]
            : result.Items.Select(item => item.Status).Order());
    }

    /// <summary>
    /// Asks for items of an order to be returned. A refusal has the contract's code, such as
    /// <c>RETURN_WINDOW_EXPIRED</c>. After no answer, read the order: its returns say whether it was asked for.
    /// </summary>
    public async Task<Reply<ReturnStarted>> ReturnOrderAsync(
        string orderId, IReadOnlyList<ReturnLine> lines, CancellationToken cancellationToken = default)
    {
        var reply = await transport.SendAsync(
            Documents.ReturnOrder,
            new(Input: new() { OrderId = orderId, LineItems = lines }),
            WireJson.Default.ReturnAnswer,
            null,
            cancellationToken);
        return Open<ReturnAnswer, ReturnStarted>(reply, answer => answer.Error, answer =>
            answer.Result is not { } result ? []
            : result.ReturnId is { } id ? [new ReturnStarted(id, orderId)]
            : result.Orders.Select(made => new ReturnStarted(made.ReturnId, orderId)));
    }

    /// <summary>Reads one product.</summary>
    public Task<Reply<Product>> GetProductAsync(
        string id, Marketplace marketplace, CancellationToken cancellationToken = default) =>
        transport.SendAsync(
            Documents.GetProduct,
            new(Input: new() { Id = id, Marketplace = marketplace }),
            WireJson.Default.Product,
            null,
            cancellationToken);

    /// <summary>These answers hold a refusal in the data.</summary>
    private static Reply<TValue> Open<TAnswer, TValue>(
        Reply<TAnswer> reply, Func<TAnswer, GatewayError?> refusal, Func<TAnswer, IEnumerable<TValue>> values) =>
        reply is not Reply<TAnswer>.Answered { Value: var answer, Retryable: var retryable }
            ? reply.Select<TValue>(_ => throw new UnreachableException())
            : refusal(answer) is { } error ? new Reply<TValue>.Refused([error], retryable)
            : values(answer).ToList() is [var first, ..] ? new Reply<TValue>.Answered(first, retryable)
            : new Reply<TValue>.Unknown("The answer has neither a result nor an error.");
}

internal sealed record CancelAnswer(GatewayError? Error, CancelResult? Result);

internal sealed record CancelResult
{
    public CancellationStatus? Status { get; init; }
    public IReadOnlyList<CancelledItem> Items { get; init; } = [];
}

internal sealed record CancelledItem(CancellationStatus Status);

internal sealed record ReturnAnswer(GatewayError? Error, ReturnResult? Result);

internal sealed record ReturnResult
{
    public string? ReturnId { get; init; }
    public IReadOnlyList<ReturnedItem> Orders { get; init; } = [];
}

internal sealed record ReturnedItem(string ReturnId);

internal sealed class CancellationStatusConverter()
    : JsonStringEnumConverter<CancellationStatus>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false);

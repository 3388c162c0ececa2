using Cartwright.Accounts;
using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>What the transport knows of the one who asks: the caller of the GraphQL context.</summary>
/// <param name="ShopperIp">The header <c>Rye-Shopper-IP</c> as it was sent.</param>
/// <param name="PublicUrl">Where the client reaches this gateway: as configured, else by the host that it named, which may be
/// no address.</param>
/// <param name="IdempotencyKey">The header <c>Idempotency-Key</c> as it was sent.</param>
/// <param name="TraceParent">The header <c>traceparent</c> as it was sent.</param>
internal sealed record ApiCaller(
    Account Account, string? ShopperIp, string PublicUrl, string? IdempotencyKey = null, string? TraceParent = null)
{
    private static readonly Uri Nowhere = new("http://localhost");
    private Uri? noImage;

    /// <summary>Stands in where the contract wants a picture and the merchant has none.</summary>
    public Uri NoImage => noImage ??= new(
        Uri.TryCreate(PublicUrl, UriKind.Absolute, out var own) ? own : Nowhere, ApiRegistration.NoImagePath);
}

/// <summary>What a root field is asked, with the caller known.</summary>
internal readonly struct ApiRequest(FieldRequest asked)
{
    public ApiCaller Caller => (ApiCaller)asked.Caller!;

    public Account Account => Caller.Account;

    public CancellationToken CancellationToken => asked.CancellationToken;

    public Cartwright.GraphQL.ResponseExtensions Extensions => asked.Extensions;

    public T Get<T>() where T : notnull => asked.Get<T>();

    public T Argument<T>(string name) => asked.Argument<T>(name);

    /// <summary>True once in a request for each name.</summary>
    public bool IsFirst(string name) => asked.Items.TryAdd(name, null);

    /// <summary>Makes the answer's HTTP status another than 200.</summary>
    public void AnswerWith(int statusCode) => asked.Items[ApiRegistration.StatusItem] = statusCode;

    /// <summary>Adds a header to the answer.</summary>
    public void AnswerWithHeader(string name, string value) => asked.Items[ApiRegistration.HeaderItem + name] = value;
}

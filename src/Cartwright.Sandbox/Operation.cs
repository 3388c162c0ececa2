namespace Cartwright.Sandbox;

internal delegate Reply OperationHandler(Call call);

/// <summary>One operation of the outside world, as endpoint metadata: faults find it by its name.</summary>
/// <param name="Name">What a fault rule calls it, such as <c>create_session</c>.</param>
/// <param name="TakesKey">Whether the reply is kept under the request's Idempotency-Key.</param>
internal sealed record Operation(string Name, IDialect Dialect, bool TakesKey, OperationHandler Handler)
{
    /// <summary>What is disposed of when the call's effect has ended; it learns of calls that run at once.</summary>
    public Func<Call, IDisposable?>? Track { get; init; }
}

/// <summary>What is particular to a protocol: who is called, what a request must carry, how refusals look.</summary>
internal interface IDialect
{
    /// <summary>What a fault rule calls the other side: <c>stripe</c>, <c>store:NAME</c> or <c>shop:DOMAIN</c>.</summary>
    string TargetOf(HttpContext context);

    /// <summary>Null when the request may go on.</summary>
    Reply? Check(Call call, Operation operation);

    UInt128 FingerprintOf(Call call);

    /// <summary>Keys are unique within this.</summary>
    string KeyScopeOf(Call call, Operation operation);

    Reply KeyTaken(Call call);

    Reply KeyInUse(Call call);

    void Decorate(HttpResponse response, Call call, bool isReplayed);

    /// <summary>Whether an error the fault made after the effect is what the key keeps.</summary>
    bool StoresServerErrors { get; }
}

/// <summary>One request on its way through the sandbox.</summary>
internal sealed class Call(HttpContext context, string target, byte[] body, Faults.FaultSet faults)
{
    private string? _baseUrl;

    public HttpContext Context { get; } = context;

    public HttpRequest Request => Context.Request;

    public string Target { get; } = target;

    public byte[] Body { get; } = body;

    public Faults.FaultSet Faults { get; } = faults;

    /// <summary>Where the caller reached the sandbox: links in replies lead back there.</summary>
    public string BaseUrl => _baseUrl ??= $"{Request.Scheme}://{Request.Host.Value}";

    public string Route(string name) => (string)Request.RouteValues[name]!;

    public string? Header(string name) => Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}

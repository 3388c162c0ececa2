using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Sandbox.Stores;

/// <summary>What every UCP request to a store has in common. The older stores refuse in other words.</summary>
/// <param name="isOpen">Discovery needs no headers.</param>
internal sealed class UcpDialect(StoreStreet street, bool isOpen) : IDialect
{
    public bool StoresServerErrors => false;

    public string TargetOf(HttpContext context) => $"store:{context.Request.RouteValues["name"]}";

    public Reply? Check(Call call, Operation operation)
    {
        if (street.Find(call.Route("name")) is not { } desk)
            return UcpReplies.NoSuchStore();
        if (isOpen)
            return null;
        if (call.Header("UCP-Agent")?.Contains("profile=\"http", StringComparison.Ordinal) is not true)
            return UcpReplies.BadHeader(desk.Store, "UCP-Agent", "profile=\"https://…/.well-known/ucp\"");
        if (!Guid.TryParse(call.Header("Request-Id"), out _))
            return UcpReplies.BadHeader(desk.Store, "Request-Id", "a UUID");
        if (operation.TakesKey && !Guid.TryParse(call.Header("Idempotency-Key"), out _))
            return UcpReplies.BadHeader(desk.Store, "Idempotency-Key", "a UUID");
        return null;
    }

    /// <summary>The specification asks for keys that are unique per client and operation.</summary>
    public string KeyScopeOf(Call call, Operation operation) => $"{call.Target} {operation.Name}";

    /// <summary>The body's exact bytes, and which session they were for.</summary>
    public UInt128 FingerprintOf(Call call) =>
        call.Request.RouteValues.TryGetValue("id", out var id)
            ? HashOf(call.Body) ^ HashOf(Encoding.UTF8.GetBytes((string)id!))
            : HashOf(call.Body);

    public Reply KeyTaken(Call call) => UcpReplies.Conflict(
        Desk(call).Store, "idempotency_conflict", "This idempotency key was used with another request.");

    public Reply KeyInUse(Call call) => UcpReplies.Conflict(
        Desk(call).Store, "request_in_progress", "The first request with this idempotency key still runs.")
        with { RetryAfter = "1" };

    public void Decorate(HttpResponse response, Call call, bool isReplayed)
    {
        if (call.Header("Request-Id") is { } id)
            response.Headers["Request-Id"] = id;
    }

    private static UInt128 HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    private StoreDesk Desk(Call call) => street.Find(call.Route("name"))!;
}

/// <summary>All the stores.</summary>
internal sealed class StoreStreet(IReadOnlyList<StoreDesk> desks)
{
    private readonly Dictionary<string, StoreDesk> _byName =
        desks.ToDictionary(desk => desk.Store.Name, StringComparer.Ordinal);

    public IReadOnlyList<StoreDesk> Desks => desks;

    public StoreDesk? Find(string name) => _byName.GetValueOrDefault(name);

    public StoreDesk Of(Call call) => _byName[call.Route("name")];
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cartwright.Sandbox.Stripe;

/// <summary>What every request to the processor has in common.</summary>
internal sealed class StripeDialect(SandboxIds ids) : IDialect
{
    private const int KeyLengthMax = 255;

    public bool StoresServerErrors => true;

    public string TargetOf(HttpContext context) => "stripe";

    public Reply? Check(Call call, Operation operation)
    {
        var authorization = call.Header("Authorization");
        if (authorization is null)
        {
            return StripeErrors.Unauthenticated(
                "You did not provide an API key. You need to provide your API key in the Authorization header, "
                + "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        }

        if (!authorization.StartsWith("Bearer sk_test_", StringComparison.Ordinal) || authorization.Length < 20)
            return StripeErrors.Unauthenticated("Invalid API Key provided.");
        if (call.Header("Idempotency-Key") is { Length: > KeyLengthMax })
        {
            return StripeErrors.Idempotency(400, null,
                $"Idempotency keys can be at most {KeyLengthMax} characters long.");
        }

        return null;
    }

    public string KeyScopeOf(Call call, Operation operation) => call.Header("Authorization")!;

    /// <summary>The endpoint and its parameters, in whichever order they were sent.</summary>
    public UInt128 FingerprintOf(Call call)
    {
        var pairs = StripeForm.Of(call).Values
            .Select(pair => $"{pair.Key}={string.Join(',', pair.Value.AsEnumerable())}")
            .Order(StringComparer.Ordinal);
        var text = $"{call.Request.Path.Value}\n{string.Join('&', pairs)}";
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public Reply KeyTaken(Call call) => StripeErrors.Idempotency(400, null,
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        + "Try using a key other than the one you sent if you meant to execute a different request.");

    public Reply KeyInUse(Call call) => StripeErrors.Idempotency(409, "idempotency_key_in_use",
        "There is currently another in-progress request using this idempotency key. Please try again later.");

    public void Decorate(HttpResponse response, Call call, bool isReplayed)
    {
        response.Headers["Request-Id"] = ids.Mint("req_");
        if (call.Header("Idempotency-Key") is { } key)
            response.Headers["Idempotency-Key"] = key;
        if (isReplayed)
            response.Headers["Idempotent-Replayed"] = "true";
    }
}

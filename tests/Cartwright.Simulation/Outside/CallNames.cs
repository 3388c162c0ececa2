namespace Cartwright.Simulation.Outside;

/// <summary>What a trace calls a call, and what the weather knows it by.</summary>
internal static class CallNames
{
    public static string Of(SentCall call)
    {
        var parts = call.Address.AbsolutePath.Trim('/').Split('/');
        return parts switch
        {
            ["stores", var store, .. var rest] => $"{store} {call.Method} {string.Join('/', rest)}",
            _ => $"{call.Method} {string.Join('/', parts)}",
        } + Key(call);
    }

    /// <summary>Whether it asks a shop for another pair of tokens.</summary>
    public static bool IsForTokens(SentCall call) =>
        call.Address.AbsolutePath.EndsWith("/admin/oauth/access_token", StringComparison.Ordinal);

    /// <summary>Whether it changes anything at the other side.</summary>
    public static bool HasEffect(SentCall call) =>
        call.Method != "GET" && !call.Address.AbsolutePath.Contains("/catalog/", StringComparison.Ordinal);

    private static string Key(SentCall call) =>
        call.Address.AbsolutePath.StartsWith("/stripe/", StringComparison.Ordinal)
        && call.Headers.FirstOrDefault(header => header.Name == "Idempotency-Key").Value is { } key
            ? $" [{key}]"
            : "";
}

using System.Text.Json;

namespace Cartwright.Sandbox.Stores;

/// <summary>Refusals in the words of each version of the protocol.</summary>
internal static class UcpReplies
{
    public static Reply NoSuchStore() => Reply.Json(404, 0, static (json, _) =>
    {
        json.WriteStartObject();
        json.WriteString("code"u8, "not_found"u8);
        json.WriteString("content"u8, "There is no such store in this sandbox."u8);
        json.WriteEndObject();
    }) with { IsStorable = false };

    public static Reply BadHeader(Store store, string header, string form) =>
        Protocol(store, store.Version == UcpVersion.V20260111 ? 422 : 400, "invalid_request",
            $"The header {header} is required: {form}.") with { IsStorable = false };

    public static Reply Invalid(Store store, string what) =>
        Protocol(store, store.Version == UcpVersion.V20260111 ? 422 : 400, "invalid_request", what)
            with { IsStorable = false };

    public static Reply Conflict(Store store, string code, string what) =>
        Protocol(store, 409, code, what) with { IsStorable = false };

    /// <summary>A refusal of the older stores, which have an HTTP status for each.</summary>
    public static Reply Older(int status, string code, string detail) =>
        Reply.Json(status, (code, detail), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("detail"u8, state.detail);
            json.WriteString("code"u8, state.code);
            json.WriteEndObject();
        });

    /// <summary>A business outcome without a resource: HTTP 200, and the envelope says error.</summary>
    public static Reply Failed(Store store, string storeUrl, params IReadOnlyList<UcpMessage> messages) =>
        Reply.Json(200, (store, storeUrl, messages), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteStartObject("ucp"u8);
            json.WriteString("version"u8, state.store.VersionText);
            json.WriteString("status"u8, "error"u8);
            json.WriteEndObject();
            UcpCheckoutJson.WriteMessages(json, state.messages);
            json.WriteString("continue_url"u8, state.storeUrl);
            json.WriteEndObject();
        });

    private static Reply Protocol(Store store, int status, string code, string content) =>
        store.Version == UcpVersion.V20260111
            ? Older(status, code.ToUpperInvariant(), content)
            : Reply.Json(status, (code, content), static (json, state) =>
            {
                json.WriteStartObject();
                json.WriteString("code"u8, state.code);
                json.WriteString("content"u8, state.content);
                json.WriteEndObject();
            });
}

namespace Cartwright.Sandbox.Shopify;

/// <summary>How Shopify refuses: the Admin API in <c>errors</c>, the token endpoint in <c>error</c>.</summary>
internal static class ShopifyErrors
{
    public const string ProtectedDataGuide = "https://shopify.dev/docs/apps/launch/protected-customer-data";

    public static Reply Frozen() => Api(402, "Unavailable Shop: the shop is frozen until its bill is paid.");

    public static Reply Locked() => Api(423, "Unavailable Shop: the shop is locked.");

    public static Reply NotFound() => Api(404, "Not Found");

    public static Reply BadToken() =>
        Api(401, "[API] Invalid API key or access token (unrecognized login or wrong password)");

    public static Reply LegacyToken() => Api(403,
        "[API] Non-expiring access tokens are no longer accepted for the Admin API. Exchange it for an expiring one.");

    public static Reply ScopeMissing(string scope) =>
        Api(403, $"[API] This action requires merchant approval for {scope} scope.");

    public static Reply QueryMissing() => Api(400, "query: Required parameter missing or invalid");

    public static Reply InactiveRefreshToken() =>
        OAuth(401, "invalid_request", "This request requires an active refresh_token");

    public static Reply SupersededRefreshToken() => OAuth(400, "invalid_grant",
        "The refresh_token was exchanged before, and its replacement has been used.");

    public static Reply BadCode() => OAuth(400, "invalid_grant",
        "The authorization code was not found or was already used");

    public static Reply UnknownClient() => OAuth(400, "invalid_client", "There is no app with this client_id");

    public static Reply WrongSecret() => OAuth(401, "invalid_client", "The client_secret is not the app's");

    public static Reply BadSubjectToken(string why) => OAuth(400, "invalid_subject_token", why);

    public static Reply BadRequest(string why) => OAuth(400, "invalid_request", why);

    public static Reply OAuth(int status, string error, string description) =>
        Reply.Json(status, (error, description), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("error"u8, state.error);
            json.WriteString("error_description"u8, state.description);
            json.WriteEndObject();
        });

    private static Reply Api(int status, string errors) => Reply.Json(status, errors, static (json, text) =>
    {
        json.WriteStartObject();
        json.WriteString("errors"u8, text);
        json.WriteEndObject();
    });
}

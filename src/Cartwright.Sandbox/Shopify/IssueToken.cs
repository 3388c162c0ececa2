using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Cartwright.Sandbox.Faults;
using Microsoft.AspNetCore.WebUtilities;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The token endpoint and its grants.</summary>
internal sealed class IssueToken(ShopifyShops shops)
{
    private const string TokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    private const string IdTokenType = "urn:ietf:params:oauth:token-type:id_token";
    private const string OfflineTokenType = "urn:shopify:params:oauth:token-type:offline-access-token";

    /// <summary>Counts the refreshes that run at once.</summary>
    public IDisposable? Track(Call call) =>
        shops.Find(call.Route("shop")) is { } desk && FieldsOf(call)?.GetValueOrDefault("grant_type") == "refresh_token"
            ? desk.Books.RefreshStarts(call.Request.HttpContext.RequestAborted) : null;

    public Reply Handle(Call call)
    {
        if (FieldsOf(call) is not { } fields)
            return ShopifyErrors.BadRequest("Send the parameters as JSON or as a form.");
        if (Of(fields, "client_id") != shops.ClientId)
            return ShopifyErrors.UnknownClient();
        if (!CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Of(fields, "client_secret")), Encoding.UTF8.GetBytes(shops.ClientSecret)))
            return ShopifyErrors.WrongSecret();
        var desk = shops.Of(call);
        return Of(fields, "grant_type") switch
        {
            "refresh_token" => Refresh(desk, fields, call.Faults.Has(FaultKind.RefreshTwice)),
            TokenExchange => Exchange(desk, fields),
            "" or "authorization_code" => UseCode(desk, fields),
            _ => ShopifyErrors.OAuth(400, "unsupported_grant_type", "The grant_type is not supported"),
        };
    }

    public static Reply Tell(ShopDesk desk, TokenPair pair) =>
        Reply.Json(200, (desk.State.Scopes, pair), static (json, state) =>
        {
            json.WriteStartObject();
            json.WriteString("access_token"u8, state.pair.Access);
            json.WriteString("scope"u8, string.Join(',', state.Scopes));
            if (state.pair.ExpiresIn is { } life)
                json.WriteNumber("expires_in"u8, (long)life.TotalSeconds);
            if (state.pair.Refresh is { } refresh)
                json.WriteString("refresh_token"u8, refresh);
            if (state.pair.RefreshExpiresIn is { } refreshLife)
                json.WriteNumber("refresh_token_expires_in"u8, (long)refreshLife.TotalSeconds);
            json.WriteEndObject();
        });

    private static Reply Refresh(ShopDesk desk, Dictionary<string, string> fields, bool isTwice)
    {
        var outcome = desk.Tokens.Refresh(
            Of(fields, "refresh_token"), desk.State.AccessTokenLife, desk.State.RefreshTokenLife, isTwice);
        switch (outcome)
        {
            case RefreshOutcome.Renewed(var pair):
                desk.Books.CountRefresh();
                return Tell(desk, pair);
            case RefreshOutcome.Inactive:
                desk.Books.CountRefusedRefresh();
                return ShopifyErrors.InactiveRefreshToken();
            case RefreshOutcome.Superseded:
                desk.Books.CountRefusedRefresh();
                return ShopifyErrors.SupersededRefreshToken();
            default:
                throw new UnreachableException();
        }
    }

    private static Reply UseCode(ShopDesk desk, Dictionary<string, string> fields)
    {
        if (!desk.State.IsInstalled || !desk.Codes.TryUse(Of(fields, "code")))
            return ShopifyErrors.BadCode();
        desk.Books.CountCode();
        return Tell(desk, desk.Issue(IsExpiring(fields)));
    }

    private Reply Exchange(ShopDesk desk, Dictionary<string, string> fields)
    {
        if (Of(fields, "requested_token_type") != OfflineTokenType)
            return ShopifyErrors.BadRequest($"The sandbox gives tokens of the type {OfflineTokenType} only");
        if (!desk.State.IsInstalled)
            return ShopifyErrors.BadSubjectToken("The app is not installed in this shop.");
        var subject = Of(fields, "subject_token");
        TokenPair? pair;
        switch (Of(fields, "subject_token_type"))
        {
            case IdTokenType:
                if (IdToken.Check(subject, desk.Shop.Domain, shops.ClientId, shops.ClientSecret, desk.Now) is { } why)
                    return ShopifyErrors.BadSubjectToken(why);
                pair = desk.Issue(IsExpiring(fields));
                break;
            case OfflineTokenType when IsExpiring(fields):
                pair = desk.Tokens.Migrate(subject, desk.State.AccessTokenLife, desk.State.RefreshTokenLife);
                if (pair is null)
                    return ShopifyErrors.BadSubjectToken("The subject_token is no non-expiring token of this shop.");
                break;
            case OfflineTokenType:
                return ShopifyErrors.BadRequest("Send expiring=1 to exchange a non-expiring token");
            default:
                return ShopifyErrors.BadRequest("The subject_token_type is not supported");
        }

        desk.Books.CountExchange();
        return Tell(desk, pair);
    }

    private static bool IsExpiring(Dictionary<string, string> fields) => Of(fields, "expiring") is "1" or "true";

    private static string Of(Dictionary<string, string> fields, string name) => fields.GetValueOrDefault(name, "");

    /// <summary>Null for what is neither a JSON object nor a form.</summary>
    private static Dictionary<string, string>? FieldsOf(Call call)
    {
        if (call.Request.HasFormContentType)
        {
            return QueryHelpers.ParseQuery(Encoding.UTF8.GetString(call.Body))
                .ToDictionary(pair => pair.Key, pair => pair.Value.ToString(), StringComparer.Ordinal);
        }

        try
        {
            using var document = JsonDocument.Parse(call.Body);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return null;
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
                fields[member.Name] = member.Value.ToString();
            return fields;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

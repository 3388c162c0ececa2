using System.Globalization;
using System.Net;
using System.Text;

namespace Cartwright.Sandbox.Shopify;

/// <summary>The merchant's consent: a page, and the way back to the app with a code.</summary>
internal sealed class AuthorizeApp(ShopifyShops shops)
{
    public Reply Show(Call call)
    {
        if (Refuse(call) is { } refused)
            return refused;
        // What a merchant grants is the shop's affair, whatever the app asks for.
        return Page("Install the app", $"<p>{WebUtility.HtmlEncode(shops.Of(call).Shop.Title)} grants "
            + $"{WebUtility.HtmlEncode(string.Join(", ", shops.Of(call).State.Scopes))}.</p>"
            + "<form method=\"post\"><button>Install</button></form>");
    }

    public Reply Consent(Call call)
    {
        if (Refuse(call) is { } refused)
            return refused;
        var desk = shops.Of(call);
        desk.Install();
        var query = new Dictionary<string, string>
        {
            ["code"] = desk.Codes.Mint(),
            ["host"] = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{desk.Shop.Domain}/admin")).TrimEnd('='),
            ["shop"] = desk.Shop.Domain,
            ["state"] = Of(call, "state"),
            ["timestamp"] = desk.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        query["hmac"] = ShopifySignatures.OfCallback(query, shops.ClientSecret);
        var back = Of(call, "redirect_uri");
        var joint = back.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return new(302, []) { Location = $"{back}{joint}{ShopifySignatures.Encode(query)}" };
    }

    private Reply? Refuse(Call call)
    {
        if (Of(call, "client_id") != shops.ClientId)
            return Page("The app is unknown", "<p>Send the client_id of the app.</p>", 400);
        return Uri.TryCreate(Of(call, "redirect_uri"), UriKind.Absolute, out var back)
            && back is { Scheme: "http" or "https", Fragment: "" }
            ? null : Page("There is no way back", "<p>Send an absolute redirect_uri.</p>", 400);
    }

    private static string Of(Call call, string key) => call.Request.Query[key].ToString();

    private static Reply Page(string title, string body, int status = 200) => Reply.Html(status,
        $"<!doctype html><html lang=\"en\"><title>{title}</title><h1>{title}</h1>{body}</html>");
}

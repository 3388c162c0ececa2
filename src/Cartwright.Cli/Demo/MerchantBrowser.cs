using System.Net;

namespace Cartwright.Cli.Demo;

/// <summary>A merchant's browser: opens a connection's address, approves the app at the shop, and is sent back.</summary>
internal static class MerchantBrowser
{
    /// <summary>Null when the gateway says that the shop is connected, else what it says.</summary>
    internal static async Task<string?> ConnectAsync(Uri address, CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            CookieContainer = new CookieContainer(),
        });
        using var begun = await http.GetAsync(address, cancellationToken);
        if (begun.Headers.Location is not { } consent) return await SaidAsync(begun, cancellationToken);
        using var approved = await http.PostAsync(consent, null, cancellationToken);
        if (approved.Headers.Location is not { } back) return await SaidAsync(approved, cancellationToken);
        using var page = await http.GetAsync(back, cancellationToken);
        return page.IsSuccessStatusCode ? null : await SaidAsync(page, cancellationToken);
    }

    private static async Task<string> SaidAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
}

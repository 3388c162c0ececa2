using Cartwright.Sandbox;

namespace Cartwright.Cli;

/// <summary>The settings by which a gateway, or a command beside it, finds the sandbox instead of the real world.</summary>
internal static class SandboxSettings
{
    internal const string PublicAddress = "Shops:PublicAddress";

    private static readonly SandboxOptions App = new();

    internal static IReadOnlyList<(string Name, string Value)> Of(Uri sandbox) =>
    [
        ("Outbound:AllowPrivate", "true"),
        ("Payments:Stripe:BaseAddress", $"{sandbox.AbsoluteUri}stripe/"),
        ("Payments:Stripe:SecretKey", "sk_test_sandbox"),
        ("Payments:Stripe:PublishableKey", "pk_test_sandbox"),
        ("Payments:Stripe:ReturnUrl", $"{sandbox.AbsoluteUri}paid"),
        ("Shops:AppUrl", $"{sandbox.AbsoluteUri}app"),
        .. HasShops(sandbox)
            ? ((string Name, string Value)[])
            [
                ("Shops:BaseAddress", $"{sandbox.AbsoluteUri}shopify/{{shop}}/"),
                ("Shops:ClientId", App.ShopifyClientId),
                ("Shops:ClientSecret", App.ShopifyClientSecret),
            ]
            : [],
    ];

    /// <summary>Shops' tokens are sent in the clear to the loopback only.</summary>
    internal static bool HasShops(Uri sandbox) => sandbox.IsLoopback;

    /// <summary>One line for a shell, after which commands find the sandbox that a gateway talks to.</summary>
    internal static string Export(Uri sandbox, Uri gateway) =>
        "export " + string.Join(
            ' ',
            Of(sandbox).Append((Name: PublicAddress, Value: gateway.AbsoluteUri))
                .Select(setting => $"{setting.Name.Replace(":", "__", StringComparison.Ordinal)}={setting.Value}"));
}

using System.Buffers;
using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>What a client needs to set itself up: the processor's public key, and where a shop is connected.</summary>
internal static class AppFields
{
    private const string KeySetting = "Payments:Stripe:PublishableKey";
    private const string AppSetting = "Shops:AppUrl";

    private static readonly SearchValues<char> DomainCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]");

    public static SchemaBuilder BindApps(this SchemaBuilder schema) => schema
        .Object<EnvironmentTokenView>("EnvironmentTokenResponse", token => token.Properties())
        .Object<ShopifyAppView>("ShopifyApp", app => app
            .Field("installationLink", (_, field) => Link(
                field.Get<IConfiguration>(), InputBounds.Domain(field.Argument<string>("storeCanonicalDomain")))))
        .Object<InstallationLinkView>("ShopifyAppInstallationLink", link => link.Properties());

    public static RootBuilder ServeAppQueries(this RootBuilder root) => root
        .Serve("environmentToken", request => ValueTask.FromResult(
            request.Get<IConfiguration>()[KeySetting] is { Length: > 0 } key
                ? new EnvironmentTokenView(key)
                : throw ApiRefusals.NotConfigured(
                    $"This gateway has no publishable key: ask its operator to set {KeySetting}.")))
        .Serve("shopifyApp", _ => ValueTask.FromResult(new ShopifyAppView()));

    private static InstallationLinkView Link(IConfiguration configuration, string domain)
    {
        if (domain.AsSpan().ContainsAnyExcept(DomainCharacters))
        {
            throw ApiRefusals.BadInput("The store's domain is not one: send one such as mugs.example.");
        }

        return Uri.TryCreate(configuration[AppSetting], UriKind.Absolute, out var app)
            && app is { Scheme: "http" or "https" }
                ? new(domain, new UriBuilder(app) { Query = $"shop={Uri.EscapeDataString(domain)}" }.Uri)
                : throw ApiRefusals.NotConfigured(
                    $"This gateway has no app for shops: ask its operator to set {AppSetting}.");
    }
}

/// <param name="Token">Public by its nature: every shopper's browser gets it.</param>
internal sealed record EnvironmentTokenView(string Token);

internal sealed record ShopifyAppView;

internal sealed record InstallationLinkView(string CanonicalDomain, Uri Url);

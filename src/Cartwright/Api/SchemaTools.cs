using Cartwright.GraphQL;

namespace Cartwright.Api;

/// <summary>
/// What helps a developer with the contract: its SDL, and a page to try it on. Both are public, as the contract is; the
/// page sends queries with the key that is typed into it.
/// </summary>
internal static class SchemaTools
{
    public const string SdlPath = "/v1/schema.graphql";
    public const string ExplorerPath = "/v1/explorer";

    /// <summary>
    /// Nothing from elsewhere, nothing inline, nobody's frame, and no text that becomes markup. The page only asks
    /// this gateway.
    /// </summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    private const string Resources = "Cartwright.Api.Explorer.";

    private static readonly (string File, string MediaType)[] Assets =
    [
        ("explorer.css", "text/css"),
        ("explorer.js", "text/javascript"),
        ("schema-pane.js", "text/javascript"),
        ("graphql-text.js", "text/javascript"),
        ("examples.json", "application/json"),
        ("icon.svg", "image/svg+xml"),
    ];

    public static void MapSchemaTools(this IEndpointRouteBuilder endpoints)
    {
        var schema = endpoints.ServiceProvider.GetRequiredService<GraphQLEngine>().Schema;
        endpoints.Publish(SdlPath, new(schema.ToSdl() + "\n", "text/plain"));
        endpoints.Publish(ExplorerPath, new(Read("explorer.html"), "text/html"));
        foreach (var (file, mediaType) in Assets)
        {
            endpoints.Publish($"{ExplorerPath}/{file}", new(Read(file), mediaType));
        }
    }

    internal static string Read(string file)
    {
        using var stream = typeof(SchemaTools).Assembly.GetManifestResourceStream(Resources + file)
            ?? throw new InvalidOperationException($"The resource {Resources}{file} is missing in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static void Publish(this IEndpointRouteBuilder endpoints, string path, PublishedText text) =>
        endpoints.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], (HttpContext http) =>
        {
            http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
            http.Response.Headers["Cross-Origin-Opener-Policy"] = "same-origin";
            return text.Answer(http);
        });
}

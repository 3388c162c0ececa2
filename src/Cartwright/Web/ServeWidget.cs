using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Web;

/// <summary>
/// <c>GET /widget.js</c>: the chat that a storefront includes with one tag. It is written in parts and served as one
/// script, which leaves no name behind in the shop's page.
/// </summary>
internal static class ServeWidget
{
    public const string Path = "/widget.js";

    /// <summary>A shop's pages ask again after five minutes, and are mostly told that nothing has changed.</summary>
    private const string Caching = "public, max-age=300, stale-while-revalidate=86400";

    private const string Resources = "Cartwright.Web.Widget.";

    // Classes and tables stand before what uses them while the script loads.
    private static readonly string[] Parts =
        ["texts.js", "memory.js", "wire.js", "elements.js", "conversation.js", "panel.js", "start.js"];

    public static void MapWidget(this IEndpointRouteBuilder endpoints)
    {
        var plain = Encoding.UTF8.GetBytes(Compose());
        var packed = Pack(plain);
        var digest = Convert.ToHexStringLower(SHA256.HashData(plain))[..32];
        endpoints.MapMethods(
            Path, [HttpMethods.Get, HttpMethods.Head], (HttpContext http) => Answer(http, plain, packed, digest));
    }

    internal static string Compose()
    {
        var script = new StringBuilder("(() => {\n\"use strict\";\nconst STYLE = ");
        script.Append(JsonSerializer.Serialize(Read("widget.css"), WebJson.Default.String)).Append(";\n");
        foreach (var part in Parts)
        {
            script.Append(Read(part));
        }

        return script.Append("})();\n").ToString();
    }

    internal static byte[] Pack(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var packing = new GZipStream(packed, CompressionLevel.SmallestSize))
        {
            packing.Write(plain);
        }

        return packed.ToArray();
    }

    private static IResult Answer(HttpContext http, byte[] plain, byte[] packed, string digest)
    {
        var isPacked = http.Request.GetTypedHeaders().AcceptEncoding.Any(one =>
            one.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && one.Quality != 0);
        var headers = http.Response.Headers;
        headers.CacheControl = Caching;
        headers.Vary = HeaderNames.AcceptEncoding;
        headers.XContentTypeOptions = "nosniff";
        // Pages of other sites may include it, also those that let in only what says so.
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.AccessControlAllowOrigin = "*";
        if (isPacked)
        {
            headers.ContentEncoding = "gzip";
        }

        return Results.Bytes(
            isPacked ? packed : plain, "text/javascript; charset=utf-8",
            entityTag: new($"\"{digest}{(isPacked ? "-gzip" : "")}\""));
    }

    private static string Read(string file)
    {
        using var stream = typeof(ServeWidget).Assembly.GetManifestResourceStream(Resources + file)
            ?? throw new InvalidOperationException($"The resource {Resources}{file} is missing in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

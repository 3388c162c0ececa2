using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace Cartwright.Api;

/// <summary>
/// A text that anyone may read and that stays the same until the process ends. It goes with an entity tag: whoever has
/// it is answered 304.
/// </summary>
internal sealed class PublishedText(string text, string mediaType)
{
    private readonly byte[] bytes = Encoding.UTF8.GetBytes(text);
    private readonly EntityTagHeaderValue tag =
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32]}\"");

    public IResult Answer(HttpContext http)
    {
        http.Response.Headers.CacheControl = "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        return Results.Bytes(bytes, $"{mediaType}; charset=utf-8", entityTag: tag);
    }
}

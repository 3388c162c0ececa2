using Microsoft.AspNetCore.Http.Features;

namespace Cartwright.Api;

/// <summary>Reads the body of a request that has a bound of its own.</summary>
internal static class BoundedBody
{
    /// <summary>Null when it is longer. The bound is the server's too, so that no more is read.</summary>
    public static async Task<byte[]?> ReadAsync(HttpContext http, int bytesMax)
    {
        if (http.Request.ContentLength > bytesMax)
        {
            return null;
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = bytesMax + 1;
        }

        var buffer = new byte[bytesMax + 1];
        try
        {
            var length = await http.Request.Body.ReadAtLeastAsync(
                buffer, buffer.Length, throwOnEndOfStream: false, http.RequestAborted);
            return length > bytesMax ? null : buffer[..length];
        }
        catch (BadHttpRequestException)
        {
            return null;
        }
    }
}

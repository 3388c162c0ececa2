using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cartwright.GraphQL;

internal enum MediaType { Json, GraphQLResponse, EventStream }

/// <summary>Chooses the response's media type, and knows which bodies are JSON.</summary>
internal static class MediaNegotiation
{
    private const int AcceptLengthMax = 2_000;

    /// <summary>
    /// The acceptable type with the highest quality, the first listed among equals; null when none is acceptable.
    /// Without an Accept header it is application/json, which legacy clients expect.
    /// </summary>
    public static MediaType? Choose(StringValues accept)
    {
        if (StringValues.IsNullOrEmpty(accept)) return MediaType.Json;
        var header = accept.ToString();
        if (header.Length > AcceptLengthMax || !MediaTypeHeaderValue.TryParseList(accept, out var listed)) return null;
        MediaType? chosen = null;
        var best = 0.0;
        foreach (var item in listed)
        {
            if (item.Charset.HasValue && !IsUtf8(item)) continue;
            var quality = item.Quality ?? 1;
            if (quality <= best || Match(item.MediaType.Value!) is not { } type) continue;
            // What is refused by name is not meant by a wildcard (RFC 9110, section 12.5.1).
            if (IsRefused(listed, type)) type = MediaType.GraphQLResponse;
            if (IsRefused(listed, type)) continue;
            (chosen, best) = (type, quality);
        }
        return chosen;
    }

    /// <summary>Whether an event stream is among what the client accepts by name.</summary>
    public static bool TakesEventStream(StringValues accept) =>
        accept.ToString().Length <= AcceptLengthMax && MediaTypeHeaderValue.TryParseList(accept, out var listed)
        && listed.Any(item => item.Quality is not 0 && Match(item.MediaType.Value!) == MediaType.EventStream);

    public static bool IsJson(string? contentType) => contentType == "application/json"
        || MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || IsUtf8(type));

    private static bool IsRefused(IList<MediaTypeHeaderValue> listed, MediaType type)
    {
        foreach (var item in listed)
            if (item.Quality == 0 && !item.MatchesAllSubTypes && Match(item.MediaType.Value!) == type) return true;
        return false;
    }

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);

    private static MediaType? Match(string type) => type switch
    {
        _ when Is(type, "application/graphql-response+json") => MediaType.GraphQLResponse,
        _ when Is(type, "text/event-stream") => MediaType.EventStream,
        _ when Is(type, "application/json") || Is(type, "application/*") || Is(type, "*/*") => MediaType.Json,
        _ => null,
    };

    private static bool Is(string type, string other) => string.Equals(type, other, StringComparison.OrdinalIgnoreCase);
}

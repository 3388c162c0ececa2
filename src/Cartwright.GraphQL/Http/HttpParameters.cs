using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Cartwright.GraphQL;

/// <summary>The parameters of a GraphQL request over HTTP, or why they are none.</summary>
internal abstract record HttpParameters
{
    private HttpParameters() { }

    /// <summary>A request. Its memory is pooled: dispose it after execution.</summary>
    public sealed record Good(GraphQLRequest Request, byte[] Rented, JsonDocument? Variables)
        : HttpParameters, IDisposable
    {
        public void Dispose()
        {
            Variables?.Dispose();
            if (Rented.Length > 0) ArrayPool<byte>.Shared.Return(Rented);
        }
    }

    public sealed record Bad(int Status, string Code, string Message) : HttpParameters;

    /// <summary>From a JSON body. The document is unescaped straight to UTF-8.</summary>
    public static HttpParameters FromBody(ReadOnlyMemory<byte> body, GraphQLLimits limits)
    {
        var reading = new BodyReading(limits);
        try
        {
            return reading.Read(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A string that is no valid UTF-8 or UTF-16 shows as InvalidOperationException.
            reading.GiveBack();
            return BadRequest("The body is not valid JSON. Send {\"query\": \"...\"}.");
        }
    }

    /// <summary>From the query string of a GET.</summary>
    public static HttpParameters FromQuery(IQueryCollection query, GraphQLLimits limits)
    {
        var document = query["query"].ToString();
        if (document.Length == 0) return BadRequest("The parameter \"query\" is missing. Send a document in it.");
        if (!TryParseObject(query["variables"].ToString(), out var variables))
            return BadRequest("The parameter \"variables\" is not a JSON object. Send one.");
        if (!TryParseObject(query["extensions"].ToString(), out var extensions))
        {
            variables?.Dispose();
            return BadRequest("The parameter \"extensions\" is not a JSON object. Send one.");
        }
        extensions?.Dispose();
        var operation = query["operationName"].ToString();
        if (query["variables"].ToString().Length > limits.VariablesBytesMax) return VariablesTooLarge(limits);
        return new Good(
            new GraphQLRequest(Encoding.UTF8.GetBytes(document), operation.Length == 0 ? null : operation,
                variables?.RootElement ?? default, QueriesOnly: true), [], variables);
    }

    private static Bad BadRequest(string message) => new(400, GraphQLErrorCodes.BadRequest, message);

    private static Bad VariablesTooLarge(GraphQLLimits limits) => new(400, GraphQLErrorCodes.VariablesTooLarge,
        $"The variables have more than {limits.VariablesBytesMax} bytes. Send fewer.");

    private static bool TryParseObject(string text, out JsonDocument? json)
    {
        json = null;
        if (text.Length == 0) return true;
        try
        {
            json = JsonDocument.Parse(text);
        }
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            // Half of a surrogate pair shows as ArgumentException.
            return false;
        }
        if (json.RootElement.ValueKind is JsonValueKind.Object or JsonValueKind.Null) return true;
        json.Dispose();
        json = null;
        return false;
    }

    private sealed class BodyReading(GraphQLLimits limits)
    {
        private byte[] _document = [];
        private int _documentLength = -1;
        private string? _operation;
        private JsonDocument? _variables;

        public HttpParameters Read(ReadOnlyMemory<byte> body)
        {
            var reader = new Utf8JsonReader(body.Span);
            if (!reader.Read()) return BadRequest("The body is empty. Send {\"query\": \"...\"}.");
            if (reader.TokenType == JsonTokenType.StartArray)
                return new Bad(400, GraphQLErrorCodes.BatchingUnsupported,
                    "Several operations in one body are not served. Send each in its own request.");
            if (reader.TokenType != JsonTokenType.StartObject)
                return BadRequest("The body is not a JSON object. Send {\"query\": \"...\"}.");
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (Member(ref reader) is not { } bad) continue;
                GiveBack();
                return bad;
            }
            // What follows the object must be nothing.
            reader.Read();
            if (_documentLength < 0)
            {
                GiveBack();
                return BadRequest("The member \"query\" is missing. Send a document in it, as a string.");
            }
            var request = new GraphQLRequest(
                _document.AsMemory(0, _documentLength), _operation, _variables?.RootElement ?? default);
            return new Good(request, _document, _variables);
        }

        public void GiveBack()
        {
            _variables?.Dispose();
            if (_document.Length > 0) ArrayPool<byte>.Shared.Return(_document);
            (_variables, _document) = (null, []);
        }

        private Bad? Member(ref Utf8JsonReader reader)
        {
            if (reader.ValueTextEquals("query"u8)) return Query(ref reader);
            if (reader.ValueTextEquals("operationName"u8))
            {
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                    return BadRequest("The member \"operationName\" is not a string. Send one.");
                _operation = reader.GetString() is { Length: > 0 } name ? name : null;
                return null;
            }
            if (reader.ValueTextEquals("variables"u8)) return Variables(ref reader);
            var isExtensions = reader.ValueTextEquals("extensions"u8);
            reader.Read();
            if (isExtensions && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
                return BadRequest("The member \"extensions\" is not an object. Send one.");
            reader.Skip();
            return null;
        }

        private Bad? Query(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType != JsonTokenType.String)
                return BadRequest("The member \"query\" is not a string. Send a document in it, as a string.");
            if (_document.Length > 0) ArrayPool<byte>.Shared.Return(_document);
            _document = ArrayPool<byte>.Shared.Rent(Math.Max(1, reader.ValueSpan.Length));
            _documentLength = reader.CopyString(_document);
            return null;
        }

        private Bad? Variables(ref Utf8JsonReader reader)
        {
            reader.Read();
            if (reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.Null))
                return BadRequest("The member \"variables\" is not an object. Send one.");
            var start = reader.TokenStartIndex;
            _variables?.Dispose();
            _variables = JsonDocument.ParseValue(ref reader);
            return reader.BytesConsumed - start > limits.VariablesBytesMax ? VariablesTooLarge(limits) : null;
        }
    }
}

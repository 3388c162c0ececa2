using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Cartwright.Sandbox.Stripe;

/// <summary>A request's parameters, with Stripe's nested keys such as <c>metadata[order_id]</c>.</summary>
internal sealed class StripeForm(Dictionary<string, StringValues> values)
{
    public IEnumerable<KeyValuePair<string, StringValues>> Values => values;

    public static StripeForm Of(Call call)
    {
        var text = call.Body.Length > 0 ? Encoding.UTF8.GetString(call.Body) : call.Request.QueryString.Value;
        return new(QueryHelpers.ParseQuery(text));
    }

    /// <summary>Null when it is absent or empty.</summary>
    public string? Find(string key) =>
        values.TryGetValue(key, out var found) && found.Count > 0 && found[^1] is { Length: > 0 } value ? value : null;

    public bool IsTrue(string key) => Find(key) == "true";

    public long? FindInteger(string key, out Reply? error)
    {
        error = null;
        if (Find(key) is not { } text)
            return null;
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
            return value;
        error = StripeErrors.Invalid("parameter_invalid_integer", $"Invalid integer: {text}", key);
        return null;
    }

    public KeyValuePair<string, string>[] Metadata()
    {
        var metadata = new List<KeyValuePair<string, string>>(2);
        foreach (var (key, value) in values)
        {
            if (key.StartsWith("metadata[", StringComparison.Ordinal) && key.EndsWith(']') && value.Count > 0)
                metadata.Add(new(key["metadata[".Length..^1], value[^1] ?? ""));
        }

        return [.. metadata];
    }
}

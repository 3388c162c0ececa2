using System.Text;
using System.Text.Json;

namespace Cartwright.Shops;

/// <summary>Reads what a shop's Admin API answers, once through: the data as whoever asked reads it.</summary>
internal static class ReadAdminReply
{
    private const string Unreadable = "The answer could not be read.";

    public static AdminReply<TData> From<TData>(
        int status, ReadOnlyMemory<byte> body, TimeSpan? retryAfter, ReadData<TData> read)
    {
        if (status != 200)
        {
            var said = Encoding.UTF8.GetString(body.Span);
            return new AdminReply<TData>.Refused(
                ShopifyAnswers.Of(ShopifyAnswers.OfAdmin, status, null, said),
                $"HTTP {status}: {ShopifyAdmin.Words(said)}",
                retryAfter)
            { Status = status };
        }

        try
        {
            return ReadGraphQl(body.Span, retryAfter, read) with { Status = status };
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException or FormatException)
        {
            return new AdminReply<TData>.Refused(ShopifyFault.Transient, Unreadable) { Status = status };
        }
    }

    private static AdminReply<TData> ReadGraphQl<TData>(
        ReadOnlySpan<byte> body, TimeSpan? retryAfter, ReadData<TData> read)
    {
        var json = new Utf8JsonReader(body);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return new AdminReply<TData>.Refused(ShopifyFault.Transient, "The answer is no object.");
        }

        QueryCost? cost = null;
        List<DeniedField> denied = [];
        DataFound<TData> data = new DataFound<TData>.None();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueTextEquals("data"u8))
            {
                json.Read();
                data = ReadWhole(ref json, read);
            }
            else if (json.ValueTextEquals("errors"u8))
            {
                denied.AddRange(DeniedIn(ref json));
            }
            else if (json.ValueTextEquals("extensions"u8))
            {
                json.Read();
                cost = CostIn(ref json);
            }
            else
            {
                json.Skip();
            }
        }

        // What stands behind the object makes the reader throw.
        json.Read();
        return ReplyOf(data, denied, cost, retryAfter);
    }

    private abstract record DataFound<TData>
    {
        /// <summary>There is none, or a member of it is null.</summary>
        public sealed record None : DataFound<TData>;

        public sealed record Whole(TData Data) : DataFound<TData>;

        public sealed record Wrong : DataFound<TData>;
    }

    private static DataFound<TData> ReadWhole<TData>(ref Utf8JsonReader json, ReadData<TData> read)
    {
        var start = json;
        try
        {
            if (json.TokenType == JsonTokenType.StartObject)
            {
                return new DataFound<TData>.Whole(read(ref json));
            }
        }
        catch (JsonException)
        {
            json = start;
            return HasNullMember(ref json) ? new DataFound<TData>.None() : new DataFound<TData>.Wrong();
        }

        json.Skip();
        return new DataFound<TData>.None();
    }

    private static AdminReply<TData> ReplyOf<TData>(
        DataFound<TData> data, List<DeniedField> denied, QueryCost? cost, TimeSpan? retryAfter)
    {
        if (data is not DataFound<TData>.None && denied.TrueForAll(IsLeftOut))
        {
            return data is DataFound<TData>.Whole whole
                ? new AdminReply<TData>.Answered(whole.Data, denied) { Cost = cost }
                : new AdminReply<TData>.Refused(ShopifyFault.Transient, Unreadable) { Cost = cost, IsOfData = true };
        }

        if (denied.Count == 0)
        {
            return new AdminReply<TData>.Refused(ShopifyFault.Transient, "The answer holds no data.") { Cost = cost };
        }

        var worst = denied.Find(field => field.Fault == ShopifyFault.Throttled)
            ?? (data is DataFound<TData>.None ? null : denied.Find(field => !IsLeftOut(field)))
            ?? denied[0];
        return new AdminReply<TData>.Refused(worst.Fault, worst.Detail, retryAfter ?? WaitOf(worst.Fault, cost))
        {
            Cost = cost,
        };
    }

    private static bool HasNullMember(ref Utf8JsonReader json)
    {
        var found = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            json.Read();
            found |= json.TokenType == JsonTokenType.Null;
            json.Skip();
        }

        return found;
    }

    /// <summary>Shopify answers some refusals with 200 and a sentence instead of a list.</summary>
    private static List<DeniedField> DeniedIn(ref Utf8JsonReader json)
    {
        using var errors = JsonDocument.ParseValue(ref json);
        return errors.RootElement.ValueKind == JsonValueKind.Array
            ? [.. errors.RootElement.EnumerateArray().Select(DeniedOf)]
            : [DeniedOf(errors.RootElement)];
    }

    /// <summary>
    /// The app may not see the field, and the rest is an answer. A field that failed for another reason may be there in
    /// a moment, and leaves its order unknown.
    /// </summary>
    private static bool IsLeftOut(DeniedField field) =>
        field is { Path.Length: > 0, Fault: ShopifyFault.DataNotApproved or ShopifyFault.ScopeMissing };

    private static TimeSpan? WaitOf(ShopifyFault fault, QueryCost? cost) =>
        fault == ShopifyFault.Throttled && cost is { Restore: > 0 }
            ? ShopifyAdmin.Bounded(TimeSpan.FromSeconds(
                Math.Min(86_400, Math.Max(0, cost.Requested - cost.Available) / cost.Restore)))
            : null;

    private static DeniedField DeniedOf(JsonElement error)
    {
        var message = error.ValueKind == JsonValueKind.Object
            ? ShopifyAdmin.Text(error, "message") ?? ""
            : error.ToString();
        var code = error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("extensions", out var extensions) ? ShopifyAdmin.Text(extensions, "code") : null;
        var path = error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("path", out var steps) && steps.ValueKind == JsonValueKind.Array
                ? string.Join('.', steps.EnumerateArray().Select(step => step.ToString()))
                : "";
        return new(ShopifyAnswers.Of(ShopifyAnswers.OfAdmin, 200, code, message), path, ShopifyAdmin.Words(message));
    }

    /// <summary>
    /// What the answer's extensions tell of its cost; null when that is less than what a wait needs. Read by hand,
    /// since every answer has it.
    /// </summary>
    private static QueryCost? CostIn(ref Utf8JsonReader json)
    {
        double? requested = null, actual = null, maximum = null, available = null, restore = null;
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return null;
        }

        var depth = json.CurrentDepth;
        while (json.Read() && json.CurrentDepth > depth)
        {
            if (json.TokenType != JsonTokenType.PropertyName) continue;
            if (json.ValueTextEquals("requestedQueryCost"u8)) requested = NumberIn(ref json);
            else if (json.ValueTextEquals("actualQueryCost"u8)) actual = NumberIn(ref json);
            else if (json.ValueTextEquals("maximumAvailable"u8)) maximum = NumberIn(ref json);
            else if (json.ValueTextEquals("currentlyAvailable"u8)) available = NumberIn(ref json);
            else if (json.ValueTextEquals("restoreRate"u8)) restore = NumberIn(ref json);
        }

        return requested is { } asked && maximum is { } most && available is { } left && restore is { } back
            ? new(asked, actual, most, left, back)
            : null;
    }

    private static double? NumberIn(ref Utf8JsonReader json)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.Number)
        {
            return json.GetDouble();
        }

        json.Skip();
        return null;
    }
}

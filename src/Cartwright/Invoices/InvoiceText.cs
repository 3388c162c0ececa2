using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Cartwright.Invoices;

public enum InvoiceFormat
{
    Json,
    Csv,
}

/// <summary>An invoice as JSON, or as CSV by RFC 4180.</summary>
public static class InvoiceText
{
    private const string Heading =
        "order_id,cart_id,store,merchant_order_id,kind,at,amount,currency,amount_minor";

    public static string Of(Invoice invoice, InvoiceFormat format) => format switch
    {
        InvoiceFormat.Json => Json(invoice),
        InvoiceFormat.Csv => Csv(invoice),
    };

    public static string MediaTypeOf(InvoiceFormat format) => format switch
    {
        InvoiceFormat.Json => "application/json; charset=utf-8",
        InvoiceFormat.Csv => "text/csv; charset=utf-8; header=present",
    };

    private static string Json(Invoice invoice) => JsonSerializer.Serialize(
        new InvoiceDocument(
            invoice.AccountId,
            invoice.Month,
            [.. invoice.Lines.Select(line => new InvoiceDocumentLine(
                line.OrderId, line.CartId, line.Store, line.MerchantOrderId, Kind(line), Time(line.At),
                Amount.Of(line.Amount)))],
            [.. invoice.Totals.Select(Amount.Of)]),
        InvoiceJson.Readable.InvoiceDocument);

    private static string Csv(Invoice invoice)
    {
        var text = new StringBuilder(Heading).Append("\r\n");
        foreach (var line in invoice.Lines)
        {
            string[] cells =
            [
                Cell(line.OrderId), Cell(line.CartId), Cell(line.Store), Cell(line.MerchantOrderId), Kind(line),
                Time(line.At), line.Amount.ToDecimalText(), line.Amount.Currency,
                line.Amount.Minor.ToString(CultureInfo.InvariantCulture),
            ];
            text.AppendJoin(',', cells).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>
    /// Merchants choose their order numbers: what a spreadsheet would take for a formula is made text by an apostrophe.
    /// </summary>
    private static string Cell(string value)
    {
        var safe = value.Length > 0 && "=+-@\t\r".Contains(value[0], StringComparison.Ordinal) ? $"'{value}" : value;
        return safe.AsSpan().ContainsAny("\",\r\n") ? $"\"{safe.Replace("\"", "\"\"")}\"" : safe;
    }

    private static string Kind(InvoiceLine line) => line.Kind switch
    {
        InvoiceLineKind.Order => "order",
        InvoiceLineKind.Credit => "credit",
    };

    private static string Time(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

/// <param name="Value">In the currency's usual unit, such as <c>12.34</c>.</param>
internal sealed record Amount(string Value, string Currency, long Minor)
{
    public static Amount Of(Money money) => new(money.ToDecimalText(), money.Currency, money.Minor);
}

internal sealed record InvoiceDocumentLine(
    string OrderId, string CartId, string Store, string MerchantOrderId, string Kind, string At, Amount Amount);

internal sealed record InvoiceDocument(
    string Account, string Month, IReadOnlyList<InvoiceDocumentLine> Lines, IReadOnlyList<Amount> Totals);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(InvoiceDocument))]
internal sealed partial class InvoiceJson : JsonSerializerContext
{
    public static InvoiceJson Readable => field ??= new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}

using System.Globalization;
using Cartwright.Accounts;
using Cartwright.Journal;

namespace Cartwright.Invoices;

/// <param name="Month">Such as <c>2026-11</c>, in UTC.</param>
/// <param name="Lines">Oldest first.</param>
/// <param name="Totals">The sum of the lines, one for each currency.</param>
public sealed record Invoice(
    string AccountId, string Month, IReadOnlyList<InvoiceLine> Lines, IReadOnlyList<Money> Totals);

public abstract record InvoiceOutcome
{
    private InvoiceOutcome() { }

    public sealed record Shown(Invoice Invoice) : InvoiceOutcome;

    /// <summary>The account pays by card.</summary>
    public sealed record NotInvoiced : InvoiceOutcome;

    public sealed record AccountUnknown : InvoiceOutcome;

    public sealed record MonthMalformed : InvoiceOutcome;
}

/// <summary>The invoice of one month: the orders that stand, and what fell away of earlier ones.</summary>
public sealed class ShowInvoice(IJournal journal)
{
    public async Task<InvoiceOutcome> HandleAsync(
        string accountId, string month, CancellationToken cancellationToken)
    {
        if (month.Length != 7 || !DateTime.TryParseExact(
            month, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return new InvoiceOutcome.MonthMalformed();
        }

        var billing = await journal.QueryAsync(
            "select billing from accounts where account_id = @account",
            row => Enum.Parse<Billing>(row.GetString(0)),
            [("account", accountId)],
            cancellationToken);
        if (billing.Count == 0)
        {
            return new InvoiceOutcome.AccountUnknown();
        }

        if (billing[0] != Billing.Invoice)
        {
            return new InvoiceOutcome.NotInvoiced();
        }

        var lines = await journal.QueryAsync(
            "select order_id, cart_id, store, merchant_order_id, kind, at, amount_minor, currency from invoice_lines "
            + "where account_id = @account and month = @month order by at, order_id, version",
            row => new InvoiceLine(
                row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3),
                Enum.Parse<InvoiceLineKind>(row.GetString(4)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(5)),
                new(row.GetInt64(6), row.GetString(7))),
            [("account", accountId), ("month", month)],
            cancellationToken);
        return new InvoiceOutcome.Shown(new(accountId, month, lines, Totals(lines)));
    }

    private static List<Money> Totals(IReadOnlyList<InvoiceLine> lines) =>
    [
        .. lines.GroupBy(line => line.Amount.Currency).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new Money(group.Sum(line => line.Amount.Minor), group.Key)),
    ];
}

using System.CommandLine;
using System.Diagnostics;
using Cartwright.Accounts;
using Cartwright.Invoices;

namespace Cartwright.Cli.Invoices;

/// <summary><c>cartwright invoices show</c>.</summary>
internal static class ShowInvoice
{
    internal static Command Create(Screen screen)
    {
        var month = new Argument<string>("MONTH") { Description = "The month in UTC, such as 2026-11." };
        var account = new Option<string>("--account")
        {
            Description = "The account, as keys list shows it.",
            HelpName = "ID",
            DefaultValueFactory = _ => ApiKeys.DefaultAccount,
        };
        var format = new Option<InvoiceFormat>("--format")
        {
            Description = "json or csv.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => InvoiceFormat.Json,
        };
        var data = CommandOptions.Data();
        var command = new Command("show", "Print what an account that is billed by invoice owes for a month.")
        {
            month, account, format, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var accountId = parsed.GetRequiredValue(account);
                var outcome = await access.Get<Cartwright.Invoices.ShowInvoice>()
                    .HandleAsync(accountId, parsed.GetRequiredValue(month), cancellationToken);
                switch (outcome)
                {
                    case InvoiceOutcome.Shown shown:
                        screen.Output.Write(InvoiceText.Of(shown.Invoice, parsed.GetValue(format)).TrimEnd());
                        screen.Line();
                        return Screen.Done;
                    case InvoiceOutcome.MonthMalformed:
                        return screen.Fail("Name the month as 2026-11.");
                    case InvoiceOutcome.NotInvoiced:
                        return screen.Fail(
                            $"{accountId} pays by card: only an account made with 'keys create --invoice' "
                            + "has invoices.");
                    case InvoiceOutcome.AccountUnknown:
                        return screen.Fail($"There is no account {accountId}: see 'cartwright keys list'.");
                    default:
                        throw new UnreachableException(outcome.GetType().Name);
                }
            },
            cancellationToken));
        return command;
    }
}

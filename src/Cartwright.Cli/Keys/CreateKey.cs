using System.CommandLine;
using Cartwright.Accounts;

namespace Cartwright.Cli.Keys;

/// <summary><c>cartwright keys create</c>: the key to Output alone, so that a script can take it from there.</summary>
internal static class CreateKey
{
    private const int LabelLengthMax = 100;

    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var account = new Option<string>("--account")
        {
            Description = "The account that it opens; made when it is not there.",
            HelpName = "ID",
            DefaultValueFactory = _ => ApiKeys.DefaultAccount,
        };
        account.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>()?.StartsWith("account_", StringComparison.Ordinal) is not true)
            {
                result.AddError("An account's id begins with account_.");
            }
        });
        var label = new Option<string>("--label")
        {
            Description = "Tells it from other keys in the list.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "",
        };
        label.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>()?.Length > LabelLengthMax)
            {
                result.AddError($"A label has at most {LabelLengthMax} characters.");
            }
        });
        var invoice = new Option<bool>("--invoice")
        {
            Description = "A new account is billed by invoice, not by the shopper's card.",
        };
        var command = new Command("create", "Make an API key and print it, this once.")
        {
            account, label, invoice, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: true,
            async access =>
            {
                var created = await access.Get<ApiKeys>().CreateAsync(
                    parsed.GetRequiredValue(account),
                    parsed.GetValue(invoice) ? Billing.Invoice : Billing.Card,
                    parsed.GetRequiredValue(label),
                    cancellationToken);
                screen.Line(created.Key.Reveal());
                screen.Note($"{created.KeyId} opens {created.AccountId}. Keep the key: it is not shown again.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}

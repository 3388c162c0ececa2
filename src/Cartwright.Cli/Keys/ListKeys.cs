using System.CommandLine;
using Cartwright.Accounts;

namespace Cartwright.Cli.Keys;

/// <summary><c>cartwright keys list</c>.</summary>
internal static class ListKeys
{
    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var command = new Command("list", "List API keys, without the keys themselves.") { data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var keys = await access.Get<ApiKeys>().ListAsync(cancellationToken);
                screen.Table(
                    ["KEY", "ACCOUNT", "BILLING", "CREATED", "REVOKED", "LABEL"],
                    keys.Select(key => (IReadOnlyList<string>)
                    [
                        key.KeyId,
                        key.AccountId,
                        key.Billing.ToString().ToLowerInvariant(),
                        Screen.Time(key.CreatedAt),
                        key.RevokedAt is { } at ? Screen.Time(at) : "-",
                        key.Label,
                    ]));
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}

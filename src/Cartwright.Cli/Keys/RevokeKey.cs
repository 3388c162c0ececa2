using System.CommandLine;
using Cartwright.Accounts;

namespace Cartwright.Cli.Keys;

/// <summary><c>cartwright keys revoke</c>.</summary>
internal static class RevokeKey
{
    internal static Command Create(Screen screen)
    {
        var id = new Argument<string>("KEY") { Description = "The key's id, as keys list shows it." };
        var data = CommandOptions.Data();
        var command = new Command("revoke", "Revoke an API key: running gateways refuse it within five seconds.")
        {
            id, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var keyId = parsed.GetRequiredValue(id);
                if (!await access.Get<ApiKeys>().RevokeAsync(keyId, cancellationToken))
                {
                    return screen.Fail($"There is no key {keyId}: find its id with 'cartwright keys list'.");
                }
                screen.Line($"{keyId} is revoked.");
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }
}

using System.CommandLine;
using System.Diagnostics;
using Cartwright.Accounts;
using Cartwright.Webhooks;

namespace Cartwright.Cli.Webhooks;

/// <summary>
/// <c>cartwright webhooks add</c>: the secret to Output alone, so that a script can take it from there.
/// </summary>
internal static class AddEndpoint
{
    internal static Command Create(Screen screen)
    {
        var url = new Argument<Uri>("URL")
        {
            Description = "Where webhooks are sent.",
            CustomParser = result =>
            {
                if (Uri.TryCreate(result.Tokens[0].Value, UriKind.Absolute, out var url)
                    && url.Scheme is "http" or "https")
                {
                    return url;
                }
                result.AddError($"'{result.Tokens[0].Value}' is not an address such as https://app.example/hooks.");
                return null;
            },
        };
        var account = new Option<string>("--account")
        {
            Description = "The account whose orders it hears of.",
            HelpName = "ID",
            DefaultValueFactory = _ => ApiKeys.DefaultAccount,
        };
        var types = new Option<string?>("--types")
        {
            Description = "The types it wants, separated by commas; all unless given.",
            HelpName = "TYPES",
        };
        var allowPrivate = WebhookArguments.AllowPrivate();
        var data = CommandOptions.Data();
        var command = new Command("add", "Add an endpoint, challenge it, and print its secret, this once.")
        {
            url, account, types, allowPrivate, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var wanted = parsed.GetValue(types)?.Split(
                    ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                var result = await access.Get<Cartwright.Webhooks.AddEndpoint>().HandleAsync(
                    parsed.GetRequiredValue(account), parsed.GetRequiredValue(url), wanted, cancellationToken);
                switch (result)
                {
                    case AddEndpointResult.Refused refused:
                        return screen.Fail(refused.Message);
                    case AddEndpointResult.Added added:
                        screen.Line(added.Endpoint.Secret.Reveal());
                        screen.Note(
                            $"{added.Endpoint.Id} is added. Keep the secret: it is not shown again.");
                        return WebhookArguments.Tell(screen, added.Endpoint.Id, added.Verification);
                    default:
                        throw new UnreachableException();
                }
            },
            cancellationToken,
            parsed.GetValue(allowPrivate)));
        return command;
    }
}

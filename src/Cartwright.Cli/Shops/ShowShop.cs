using System.CommandLine;
using Cartwright.Shops;

namespace Cartwright.Cli.Shops;

/// <summary><c>cartwright shops show</c>: what <c>GET /v1/shops/{shop}</c> tells.</summary>
internal static class ShowShop
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var data = CommandOptions.Data();
        var command = new Command("show", "Show a shop's connection: status, tokens' ends, findings.") { shop, data };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var domain = parsed.GetRequiredValue(shop);
                if (await access.Get<ShopDirectory>().FindAsync(domain, cancellationToken) is not { } known)
                {
                    return screen.Fail(
                        $"There is no shop {domain}: 'cartwright shops connect {domain}' begins its connection.");
                }
                Print(screen, ShopView.Of(known, access.Get<ConnectShop>(), access.Get<CheckShops>()), known);
                return Screen.Done;
            },
            cancellationToken));
        return command;
    }

    private static void Print(Screen screen, ShopView view, Shop shop)
    {
        void Row(string name, string? value) => screen.Line($"{name,-16}{value ?? "-"}");
        void When(string name, DateTimeOffset? at) => Row(name, at is { } time ? Screen.Time(time) : null);
        Row("Shop", view.Shop);
        Row("Account", shop.AccountId);
        Row("Status", view.Status);
        When("Since", view.StatusSince);
        if (view.Reason is { } reason)
        {
            Row("Reason", reason);
            Row("Advice", view.Advice);
        }
        Row("Scopes", view.Scopes.Length > 0 ? view.Scopes : null);
        When("Connected", view.ConnectedAt);
        When("Token until", view.TokenExpiresAt);
        When("Renewable until", view.RefreshTokenExpiresAt);
        Row("Connect at", view.ReconnectUrl?.AbsoluteUri);
        if (view.Check is { } check)
        {
            Row("Check", $"{Screen.Time(check.At)}  {(check.IsWorking ? "works" : "fails")}: {check.Outcome}");
        }
        foreach (var finding in view.Findings) Row("Finding", $"{finding.Finding}: {finding.Words}");
    }
}

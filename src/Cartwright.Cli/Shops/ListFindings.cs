using System.CommandLine;
using Cartwright.Shops;

namespace Cartwright.Cli.Shops;

/// <summary><c>cartwright shops health</c>: the daily look at every shop, at once.</summary>
internal static class ListFindings
{
    /// <summary>The exit code when there are findings.</summary>
    internal const int Flagged = 3;

    internal static Command Create(Screen screen)
    {
        var data = CommandOptions.Data();
        var command = new Command(
            "health",
            "Look at every shop's connection as the gateway does once a day, and list what needs its merchant. "
                + $"Exits {Flagged} when there is anything.")
        {
            data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var check = access.Get<CheckShops>();
                await check.LookAsync(cancellationToken);
                var shops = await access.Get<ShopDirectory>().ListAsync(null, cancellationToken);
                var found = shops
                    .SelectMany(check.FindingsOf, (shop, finding) => (IReadOnlyList<string>)
                        [shop.Domain.Value, finding.Finding.ToString(), finding.Words])
                    .ToList();
                if (found.Count > 0) screen.Table(["SHOP", "FINDING", "WHAT TO DO"], found);
                screen.Note($"{shops.Count} shops looked at, {found.Count} findings.");
                return found.Count == 0 ? Screen.Done : Flagged;
            },
            cancellationToken));
        return command;
    }
}

using System.Security.Cryptography;
using System.Text;
using Cartwright.Assistant.Conversations;
using Cartwright.Shops;

namespace Cartwright.Assistant.Privacy;

/// <summary>A customer's request for their data, as it stands on the attention list: pure.</summary>
internal static class RequestedData
{
    public const string AttentionKind = "customer-data";
    // A reason has an end: what does not fit one command is another entry's.
    private const int OptionsCharactersMax = 600;
    private const int MarkCharacters = 16;

    public static IEnumerable<(string Key, string Reason)> Of(ShopDomain shop, ShopifyCustomer customer)
    {
        var key = KeyOf(shop, customer);
        var who = customer.Id is { } id ? $"Customer {id}" : "A guest";
        foreach (var (part, which) in CommandsOf(customer).Index())
        {
            yield return (
                part == 0 ? key : $"{key}/{part + 1}",
                $"{who} of {shop.Value} asks for their data: hand over what 'cartwright chat export --shop "
                + $"{shop.Value}{which}' prints, within 30 days.");
        }
    }

    private static List<string> CommandsOf(ShopifyCustomer customer)
    {
        List<string> commands = [""];
        string[] options =
        [
            Option("customer", customer.Id), Option("email", customer.Email), Option("phone", customer.Phone),
            .. customer.Orders.Select(order => Option("order", order)),
        ];
        foreach (var option in options.Where(option => option.Length <= OptionsCharactersMax))
        {
            if (commands[^1].Length + option.Length > OptionsCharactersMax)
            {
                commands.Add("");
            }

            commands[^1] += option;
        }

        return commands;
    }

    /// <summary>What every entry of the customer begins with. Two guests are two.</summary>
    public static string KeyOf(ShopDomain shop, ShopifyCustomer customer) =>
        $"{shop.Value}/{customer.Id ?? $"guest-{MarkOf(customer)}"}";

    private static string MarkOf(ShopifyCustomer guest)
    {
        var marks = new[] { guest.Email, guest.Phone }.OfType<string>().ToList();
        var all = string.Join('\n', (marks.Count > 0 ? marks : guest.Orders).Select(ShopperMarks.Folded));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..MarkCharacters];
    }

    private static string Option(string name, string? value) =>
        string.IsNullOrWhiteSpace(value) ? "" : $" --{name} {Quoted(value)}";

    /// <summary>For a shell: an address may hold what one would run.</summary>
    private static string Quoted(string value)
    {
        var plain = string.Concat(value.Where(letter => !char.IsControl(letter)));
        return plain.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '@' or '.' or '_' or '+' or '-')
            && !plain.StartsWith('-')
                ? plain
                : $"'{plain.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}

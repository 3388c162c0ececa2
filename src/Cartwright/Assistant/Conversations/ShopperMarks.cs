using System.Security.Cryptography;
using System.Text;
using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Assistant.Conversations;

/// <summary>
/// By what a shopper is found: e-mail addresses, telephone numbers, the customer's id and the ids of orders: pure.
/// A mark is kept as a hash with its shop, so that it tells nothing to who has not the address or number already.
/// </summary>
internal static class ShopperMarks
{
    private const int HashCharacters = 24;
    // A conversation that says more is found by its messages, while they are kept.
    private const int PerMessageMax = 60;
    private const int PerConversationMax = 600;
    private const string Separators = " -().+/";
    private const string AlsoInAddresses = "'!#$&*=?^`{|}~/";

    /// <summary>The marks by which a customer is looked for.</summary>
    public static IReadOnlySet<string> Of(ShopifyCustomer customer) => new HashSet<string>(
        [
            .. customer.Id is { } id ? [OfCustomer(id)] : (string[])[],
            .. Written(customer).SelectMany(OfWritten),
            .. customer.Orders.Select(OfOrder),
        ],
        StringComparer.Ordinal);

    /// <summary>All that is known of a customer, by which another way to write it is found too.</summary>
    public static IReadOnlySet<string> Known(ShopifyCustomer customer) =>
        Of(customer).Concat(Written(customer).SelectMany(In)).ToHashSet(StringComparer.Ordinal);

    /// <summary>The marks of whom a message names.</summary>
    public static IEnumerable<string> In(string message)
    {
        var text = Folded(message);
        return EmailsIn(text).Concat(TelephoneNumbers.KeysIn(text)).Distinct(StringComparer.Ordinal);
    }

    public static string OfCustomer(string id) => $"customer {id}";

    /// <summary>Shopify names an order by its number here, and by an address that ends in it there.</summary>
    public static string OfOrder(string order) => $"order {order[(order.LastIndexOf('/') + 1)..]}";

    /// <summary>What the plain form of a message is like that names the customer; by each way of doing so.</summary>
    public static IEnumerable<string> LikesOf(ShopifyCustomer customer)
    {
        foreach (var text in Written(customer).Select(Folded))
        {
            if (text.Contains('@', StringComparison.Ordinal))
            {
                yield return $"%{Escaped(WithoutSeparators(text))}%";
            }
            else if (TelephoneNumbers.NationalOf(text) is { } national)
            {
                yield return $"%{national}%";
            }
        }
    }

    public static IEnumerable<string> Hashed(ShopDomain shop, IEnumerable<string> marks) => marks.Select(mark =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{shop.Value}\n{mark}")))[..HashCharacters]);

    /// <summary>Hashes as one text, with those that are there already; null for none.</summary>
    public static string? Joined(string? before, ShopDomain shop, IEnumerable<string> marks)
    {
        var all = Split(before).Concat(Hashed(shop, marks.Take(PerMessageMax))).Distinct(StringComparer.Ordinal)
            .Take(PerConversationMax).ToList();
        return all.Count == 0 ? null : string.Join(' ', all);
    }

    public static IEnumerable<string> Split(string? joined) =>
        joined?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>A message as it is searched: folded, and without what stands between the digits of a number.</summary>
    public static string Plain(string message) => WithoutSeparators(Folded(message));

    /// <summary>
    /// Full-width signs and capitals as the plain ones. It is done here and not in the database, since SQLite makes
    /// only the letters of English small.
    /// </summary>
    public static string Folded(string text) => PlainText.Of(text).ToLowerInvariant();

    private static IEnumerable<string> Written(ShopifyCustomer customer) =>
        new[] { customer.Email, customer.Phone }.OfType<string>();

    private static IEnumerable<string> OfWritten(string written) =>
        Folded(written) is var text && text.Contains('@', StringComparison.Ordinal)
            ? [OfEmail(text)]
            : TelephoneNumbers.KeysOf(text);

    /// <summary>Whole addresses: a longer one that ends in another is another person's.</summary>
    private static IEnumerable<string> EmailsIn(string text)
    {
        for (var at = 0; (at = text.IndexOf('@', at)) >= 0; at++)
        {
            var end = at + 1;
            while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '-'))
            {
                end++;
            }

            // A stop ends the sentence.
            var host = text[at..end].TrimEnd('.', '-');
            var (local, whole) = (at, at);
            while (local > 0 && IsOfLocalPart(text[local - 1]))
            {
                local--;
            }

            while (whole > 0 && (IsOfLocalPart(text[whole - 1])
                || AlsoInAddresses.Contains(text[whole - 1], StringComparison.Ordinal)))
            {
                whole--;
            }

            yield return OfEmail(text[local..at] + host);
            yield return OfEmail(text[whole..at] + host);
        }
    }

    private static bool IsOfLocalPart(char letter) =>
        char.IsLetterOrDigit(letter) || letter is '.' or '_' or '%' or '+' or '-';

    private static string OfEmail(string address) => $"mail {address}";

    private static string WithoutSeparators(string text) =>
        string.Concat(text.Where(letter => !Separators.Contains(letter, StringComparison.Ordinal)));

    private static string Escaped(string text) => text.Replace("!", "!!", StringComparison.Ordinal)
        .Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);
}

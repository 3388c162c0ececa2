namespace Cartwright.Merchants.Ucp;

/// <param name="OptionIds">The chosen option of each group.</param>
internal sealed record UcpSelection(string? DestinationId, IReadOnlyList<string>? OptionIds);

/// <summary>
/// Reads and chooses shipping options. A store usually sends everything in one parcel, so one group. For several, a
/// method of the cart is an option that every group offers, or else one option of each, their ids joined.
/// </summary>
internal static class UcpShipping
{
    private const char Joint = '|';

    public static UcpMethod? MethodOf(UcpCheckout checkout) =>
        checkout.Fulfillment?.Methods.Each().FirstOrDefault(method =>
            method.Type is null or "shipping" && method.LineItemIds is null or { Count: > 0 });

    /// <summary>What is still to be chosen before the merchant can work out the totals; null: nothing.</summary>
    /// <param name="wanted">The method to choose; null for the merchant's default, else the cheapest.</param>
    public static UcpSelection? Missing(UcpCheckout checkout, string? wanted)
    {
        if (MethodOf(checkout) is not { } method) return null;
        var destination = method.SelectedDestinationId
            ?? method.Destinations.Each().FirstOrDefault(candidate => candidate.Id is not null)?.Id;
        var isDestinationMissing = method.SelectedDestinationId is null && destination is not null;

        var groups = Groups(method);
        var selected = groups.Select(group => group.SelectedOptionId).ToList();
        var chosen = Choose(groups, wanted);
        var areOptionsMissing = chosen is not null && !chosen.SequenceEqual(selected);
        return isDestinationMissing || areOptionsMissing ? new(destination, chosen) : null;
    }

    public static IReadOnlyList<ShippingMethod> MethodsOf(UcpCheckout checkout, string currency)
    {
        if (MethodOf(checkout) is not { } method) return [];
        var groups = Groups(method);
        if (groups.Count == 0) return [];
        var common = Options(groups[0])
            .Where(option => groups.All(group => Options(group).Any(other => other.Id == option.Id)))
            .ToList();
        if (common.Count > 0)
            return [.. common.Select(option => Method(
                option.Id!, option.Title ?? option.Id!, groups.Select(group => Find(group, option.Id!)), currency))];

        var cheapest = groups.Select(Cheapest).OfType<UcpOption>().ToList();
        return cheapest.Count < groups.Count ? [] :
        [
            Method(string.Join(Joint, cheapest.Select(option => option.Id)),
                string.Join(" + ", cheapest.Select(option => option.Title ?? option.Id)), cheapest, currency),
        ];
    }

    /// <summary>The chosen method's id, when every group has one chosen.</summary>
    public static string? SelectedOf(UcpCheckout checkout)
    {
        if (MethodOf(checkout) is not { } method) return null;
        var selected = Groups(method).Select(group => group.SelectedOptionId).ToList();
        if (selected.Count == 0 || selected.Contains(null)) return null;
        return selected.Distinct().Count() == 1 ? selected[0] : string.Join(Joint, selected);
    }

    /// <summary>The option that a method's id means for one of the groups.</summary>
    public static string PartOf(string methodId, int index, int groupCount)
    {
        var parts = methodId.Split(Joint);
        return groupCount > 1 && parts.Length == groupCount ? parts[index] : methodId;
    }

    private static List<string>? Choose(List<UcpGroup> groups, string? wanted)
    {
        var chosen = new List<string>(groups.Count);
        for (var index = 0; index < groups.Count; index++)
        {
            var group = groups[index];
            var id = wanted is null
                ? (Find(group, group.SelectedOptionId) ?? Cheapest(group))?.Id
                : (Find(group, PartOf(wanted, index, groups.Count)) ?? Find(group, wanted))?.Id;
            // What is not offered can't be chosen; the quote says so.
            if (id is null) return null;
            chosen.Add(id);
        }

        return chosen.Count == 0 ? null : chosen;
    }

    private static ShippingMethod Method(
        string id, string label, IEnumerable<UcpOption?> options, string currency)
    {
        var parts = options.OfType<UcpOption>().ToList();
        var tax = parts.SelectMany(option => option.Totals.Each()).Where(total => total.Type == "tax").ToList();
        var taxes = tax.Count == 0 ? (Money?)null : new Money(tax.Sum(total => total.Amount), currency);
        return new(id, label, new(parts.Sum(Price) - (taxes?.Minor ?? 0), currency), taxes, null);
    }

    private static long Price(UcpOption option) =>
        (option.Totals.Each().FirstOrDefault(total => total.Type == "total")
            ?? option.Totals.Each().FirstOrDefault())?.Amount ?? 0;

    private static List<UcpGroup> Groups(UcpMethod method) =>
        [.. method.Groups.Each().Where(group => Options(group).Any())];

    private static IEnumerable<UcpOption> Options(UcpGroup group) =>
        group.Options.Each().Where(option => option.Id is not null);

    private static UcpOption? Find(UcpGroup group, string? id) =>
        Options(group).FirstOrDefault(option => option.Id == id);

    private static UcpOption? Cheapest(UcpGroup group) => Options(group).MinBy(Price);
}

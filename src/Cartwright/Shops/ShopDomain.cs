using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Cartwright.Shops;

/// <summary>
/// A shop's permanent domain, such as <c>mugs.myshopify.com</c>. Whatever is not one is refused before anything is
/// called: the domain decides where the gateway sends its tokens.
/// </summary>
public sealed partial record ShopDomain
{
    public const string Wanted = "a shop's permanent domain, such as mugs.myshopify.com";
    private const int CharactersMax = 100;

    private ShopDomain(string value) => Value = value;

    public string Value { get; }

    public static bool TryParse(string? text, [NotNullWhen(true)] out ShopDomain? domain)
    {
        var value = text?.Trim().ToLowerInvariant();
        domain = value is { Length: > 0 and <= CharactersMax } && Form().IsMatch(value) ? new(value) : null;
        return domain is not null;
    }

    /// <exception cref="FormatException">The text is no shop's domain.</exception>
    public static ShopDomain Parse(string text) =>
        TryParse(text, out var domain) ? domain : throw new FormatException($"'{text}' is not {Wanted}.");

    public override string ToString() => Value;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]*\.myshopify\.com\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

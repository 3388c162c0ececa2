using System.Security.Cryptography;
using System.Text;
using PhoneNumbers;

namespace Cartwright.Lookup;

/// <summary>What a shopper has shown or said of themselves. It is never logged.</summary>
/// <param name="CustomerId">The signed-in customer, told by Shopify's own signature: never by a shopper.</param>
public sealed record ShopperProof(
    string? CustomerId = null, string? Email = null, string? Phone = null, string? Postcode = null)
{
    public static readonly ShopperProof None = new();

    private const int DigitsMin = 7;

    public bool IsEmpty => CustomerId is null && string.IsNullOrWhiteSpace(Email) && string.IsNullOrWhiteSpace(Phone)
        && string.IsNullOrWhiteSpace(Postcode);

    public override string ToString() => "***";

    /// <summary>
    /// Whether the order is the shopper's. A signed-in customer's id decides when it is the order's; a guest's order,
    /// or one of another account, is shown to who knows its e-mail, phone or postcode.
    /// </summary>
    public bool Holds(OrderOwner owner) =>
        (CustomerId is { } customer && owner.CustomerId is { } id && IsSame(NumberOf(customer), NumberOf(id)))
        | IsSame(MailOf(Email), MailOf(owner.Email))
        | (Phone is not null && IsSame(PhoneOf(Phone, owner.Country), PhoneOf(owner.Phone, owner.Country)))
        | IsSame(PostcodeOf(Postcode), PostcodeOf(owner.Postcode));

    /// <summary>Both <c>7001</c> and <c>gid://shopify/Customer/7001</c>.</summary>
    private static string NumberOf(string id) => id[(id.LastIndexOf('/') + 1)..];

    private static string MailOf(string? mail) =>
        mail is not null && mail.Contains('@', StringComparison.Ordinal) ? mail.Trim().ToUpperInvariant() : "";

    private static string PhoneOf(string? phone, string? country)
    {
        if (phone is null || phone.Count(char.IsDigit) < DigitsMin)
        {
            return "";
        }

        try
        {
            var phones = PhoneNumberUtil.GetInstance();
            return phones.Format(phones.Parse(phone, country), PhoneNumberFormat.E164);
        }
        catch (NumberParseException)
        {
            return string.Concat(phone.Where(char.IsAsciiDigit));
        }
    }

    private static string PostcodeOf(string? postcode)
    {
        if (string.IsNullOrEmpty(postcode))
        {
            return "";
        }

        var plain = string.Concat(postcode.Where(char.IsLetterOrDigit)).ToUpperInvariant();
        // The four digits behind an American ZIP code are seldom known.
        return plain.Length == 9 && plain.All(char.IsAsciiDigit) ? plain[..5] : plain.Length >= 3 ? plain : "";
    }

    private static bool IsSame(string one, string other) => one.Length > 0 && CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(one), Encoding.UTF8.GetBytes(other));
}

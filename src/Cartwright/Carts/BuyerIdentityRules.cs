using System.Globalization;
using System.Text;

using Cartwright.Regions;

using PhoneNumbers;

namespace Cartwright.Carts;

/// <summary>
/// What a buyer's identity must be like, field by field. A billing address is the same record without an e-mail, and
/// goes by the same rules; only its codes are of the other family (<see cref="BuyerProblemCodes"/>).
/// </summary>
public static class BuyerIdentityRules
{
    private const int NameLengthMax = 100;
    private const int AddressLengthMax = 255;
    private const int CityLengthMax = 100;
    private const int ProvinceLengthMax = 50;
    private const int PostalCodeLengthMax = 20;
    private const int PhoneLengthMax = 40;
    private const int EmailLengthMax = 254;
    private const int EmailLocalLengthMax = 64;

    private static readonly PhoneNumberUtil Phones = PhoneNumberUtil.GetInstance();

    /// <summary>
    /// The same buyer as it is kept and sent on: without spaces around, blank fields as null, codes in capitals, the
    /// postal code as the country's post writes it, the phone in E.164. Nothing is changed that would need a guess.
    /// </summary>
    public static BuyerIdentity Normalize(BuyerIdentity buyer)
    {
        var country = buyer.CountryCode.Trim().ToUpperInvariant();
        return buyer with
        {
            FirstName = Tidy(buyer.FirstName),
            LastName = Tidy(buyer.LastName),
            Email = Tidy(buyer.Email),
            Phone = Tidy(buyer.Phone) is { } phone ? International(phone) ?? phone : null,
            Address1 = Tidy(buyer.Address1),
            Address2 = Tidy(buyer.Address2),
            City = Tidy(buyer.City),
            ProvinceCode = Tidy(buyer.ProvinceCode)?.ToUpperInvariant(),
            PostalCode = Tidy(buyer.PostalCode) is { } code ? PostalCodes.Canonical(country, code) ?? code : null,
            CountryCode = country,
        };
    }

    /// <summary>
    /// What is wrong with the fields that are there. A cart is built bit by bit, so a field that is not there, or is
    /// blank, is no problem here: <see cref="Missing"/> tells those.
    /// </summary>
    public static IReadOnlyList<BuyerProblem> Validate(BuyerIdentity buyer)
    {
        var given = Normalize(buyer);
        BuyerProblem?[] problems =
        [
            Name(BuyerProblemCode.InvalidFirstName, "firstName", "first name", given.FirstName),
            Name(BuyerProblemCode.InvalidLastName, "lastName", "last name", given.LastName),
            Email(given.Email),
            Phone(given.Phone, given.CountryCode),
            Line("address1", "street and house number", given.Address1),
            Line("address2", "second address line", given.Address2),
            City(given.City),
            Country(given.CountryCode),
            Province(given.ProvinceCode, given.CountryCode),
            PostalCode(given.PostalCode, given.CountryCode) ?? Region(given),
        ];
        return [.. problems.OfType<BuyerProblem>()];
    }

    /// <summary>One of the two is wrong, and only the buyer knows which.</summary>
    private static BuyerProblem? Region(BuyerIdentity given) =>
        given is { PostalCode: { } postalCode, ProvinceCode: { } province }
        && Province(province, given.CountryCode) is null
        && PostalRegions.Of(given.CountryCode, postalCode) is { Count: > 0 } regions && !regions.Contains(province)
            ? new(
                BuyerProblemCode.AddressAmbiguous, "provinceCode",
                $"The postal code lies in {string.Join(" or ", regions)}, not in the province given. "
                + "Correct one of them.",
                regions[0])
            : null;

    /// <summary>
    /// What must still be given before an order can be sent to this buyer. A phone is no must: a merchant that wants
    /// one says so when it is asked for a quote.
    /// </summary>
    public static IReadOnlyList<BuyerProblem> Missing(BuyerIdentity buyer) =>
        [.. MissingHere(buyer, isBilling: false)];

    /// <summary>What a billing address lacks: as for a buyer, but it has no e-mail.</summary>
    public static IReadOnlyList<BuyerProblem> MissingForBilling(BuyerIdentity billing) =>
        [.. MissingHere(billing, isBilling: true)];

    /// <summary>Whether what is missing is a province that this country's addresses need.</summary>
    public static bool LacksProvince(BuyerIdentity buyer)
    {
        var given = Normalize(buyer);
        return given.ProvinceCode is null && Provinces.AreRequiredIn(given.CountryCode);
    }

    private static IEnumerable<BuyerProblem> MissingHere(BuyerIdentity buyer, bool isBilling)
    {
        var given = Normalize(buyer);
        if (given.FirstName is null) yield return Lack(BuyerProblemCode.InvalidFirstName, "firstName", "first name");
        if (given.LastName is null) yield return Lack(BuyerProblemCode.InvalidLastName, "lastName", "last name");
        if (!isBilling && given.Email is null)
        {
            yield return Lack(BuyerProblemCode.InvalidEmail, "email", "e-mail address");
        }

        if (given.Address1 is null)
        {
            yield return Lack(BuyerProblemCode.InvalidAddress, "address1", "street and house number");
        }

        if (given.City is null) yield return Lack(BuyerProblemCode.InvalidCity, "city", "city");
        if (LacksProvince(given))
        {
            yield return Lack(
                BuyerProblemCode.InvalidProvince, "provinceCode",
                $"state or province, which {given.CountryCode} needs");
        }

        if (given.PostalCode is null && PostalCodes.AreRequiredIn(given.CountryCode))
        {
            yield return Lack(
                BuyerProblemCode.InvalidPostalCode, "postalCode",
                $"postal code, such as {PostalCodes.Example(given.CountryCode)}");
        }
    }

    private static BuyerProblem Lack(BuyerProblemCode code, string field, string what) =>
        new(code, field, $"Give the {what}.");

    private static BuyerProblem? Name(BuyerProblemCode code, string field, string what, string? name) => name switch
    {
        null => null,
        { Length: > NameLengthMax } => new(code, field, $"Shorten the {what} to {NameLengthMax} characters."),
        _ when HasControls(name) => new(code, field, $"Give the {what} without control characters."),
        _ when !name.Any(IsLetter) => new(code, field, $"Give a {what} that has a letter in it."),
        _ when IsMarkup(name) => new(code, field, $"Give the {what} without links and angle brackets."),
        _ => null,
    };

    private static BuyerProblem? Line(string field, string what, string? line) => line switch
    {
        null => null,
        { Length: > AddressLengthMax } => new(
            BuyerProblemCode.InvalidAddress, field, $"Shorten the {what} to {AddressLengthMax} characters."),
        _ when HasControls(line) => new(
            BuyerProblemCode.InvalidAddress, field, $"Give the {what} on one line, without control characters."),
        _ when !line.Any(IsLetterOrDigit) => new(
            BuyerProblemCode.InvalidAddress, field, $"Give a {what} that has a letter or a digit in it."),
        _ => null,
    };

    private static BuyerProblem? City(string? city) => city switch
    {
        null => null,
        { Length: > CityLengthMax } => new(
            BuyerProblemCode.InvalidCity, "city", $"Shorten the city to {CityLengthMax} characters."),
        _ when HasControls(city) => new(
            BuyerProblemCode.InvalidCity, "city", "Give the city without control characters."),
        _ when !city.Any(IsLetter) => new(BuyerProblemCode.InvalidCity, "city", "Give a city that has a letter in it."),
        _ => null,
    };

    private static BuyerProblem? Country(string country) => Countries.IsCode(country)
        ? null
        : new(
            BuyerProblemCode.InvalidCountry, "countryCode",
            "Give the country as its two-letter ISO 3166-1 code, such as US.", Countries.Suggest(country));

    private static BuyerProblem? Province(string? province, string country)
    {
        if (province is null) return null;
        if (province.Length > ProvinceLengthMax || HasControls(province))
        {
            return new(
                BuyerProblemCode.InvalidProvince, "provinceCode",
                $"Give the state or province in at most {ProvinceLengthMax} characters, without control characters.");
        }

        // Where provinces are no part of an address, any will do: a merchant may want one for its own reasons.
        if (!Provinces.AreRequiredIn(country) || Provinces.IsCode(country, province)) return null;
        return new(
            BuyerProblemCode.InvalidProvince, "provinceCode",
            $"Give the state or province as its ISO 3166-2 code in {country}, without the country in front.",
            Provinces.Suggest(country, province));
    }

    private static BuyerProblem? PostalCode(string? code, string country)
    {
        if (code is null) return null;
        if (code.Length > PostalCodeLengthMax || HasControls(code))
        {
            return new(
                BuyerProblemCode.InvalidPostalCode, "postalCode",
                $"Give the postal code in at most {PostalCodeLengthMax} characters, without control characters.");
        }

        if (PostalCodes.Canonical(country, code) is not null) return null;
        return new(
            BuyerProblemCode.InvalidPostalCode, "postalCode",
            PostalCodes.Example(country) is { } example
                ? $"Give the postal code in a form that {country} uses, such as {example}."
                : "Give the postal code in letters, digits, spaces and hyphens only.",
            PostalCodes.Suggest(country, code));
    }

    private static BuyerProblem? Phone(string? phone, string country)
    {
        if (phone is null || (phone.Length <= PhoneLengthMax && International(phone) is not null)) return null;
        return new(
            BuyerProblemCode.InvalidPhone, "phone",
            "Give the phone number in E.164 form: +, the country's code and the number, such as +14155550100.",
            phone.Length <= PhoneLengthMax ? E164(phone, country) : null);
    }

    private static BuyerProblem? Email(string? email)
    {
        if (email is null || IsEmail(email)) return null;
        var bare = email.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? email[7..] : email;
        if (bare.Contains('<') && bare.EndsWith('>')) bare = bare[(bare.LastIndexOf('<') + 1)..^1];
        return new(
            BuyerProblemCode.InvalidEmail, "email", "Give one e-mail address, such as ada@example.com.",
            IsEmail(bare) ? bare : null);
    }

    /// <summary>
    /// Pragmatic: what mail servers take in practice, rather than all that RFC 5321 allows (quotes, comments, literal
    /// addresses), which nobody has and some use for mischief.
    /// </summary>
    private static bool IsEmail(string email)
    {
        if (email.Length > EmailLengthMax || email.Count(letter => letter == '@') != 1) return false;
        var at = email.IndexOf('@', StringComparison.Ordinal);
        var (local, domain) = (email[..at], email[(at + 1)..]);
        return local.Length is > 0 and <= EmailLocalLengthMax
            && local.Split('.').All(part => part.Length > 0 && part.All(IsEmailLetter))
            && domain.Contains('.')
            && domain.Split('.').All(IsDomainLabel)
            && !domain.Split('.')[^1].All(char.IsAsciiDigit);
    }

    private static bool IsEmailLetter(char letter) =>
        char.IsLetterOrDigit(letter) || "!#$%&'*+-/=?^_`{|}~".Contains(letter, StringComparison.Ordinal);

    private static bool IsDomainLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(letter => char.IsLetterOrDigit(letter) || letter == '-');

    /// <summary>The number in E.164 when it was given with its country's code, whatever its punctuation.</summary>
    private static string? International(string phone) =>
        phone.Length <= PhoneLengthMax && phone.StartsWith('+')
            && phone.All(letter => char.IsAsciiDigit(letter) || letter is '+' or ' ' or '-' or '.' or '(' or ')')
            ? E164(phone, region: null)
            : null;

    private static string? E164(string phone, string? region)
    {
        try
        {
            var number = Phones.Parse(phone, region);
            return Phones.IsValidNumber(number) ? Phones.Format(number, PhoneNumberFormat.E164) : null;
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    private static string? Tidy(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();

    private static bool IsLetter(char letter) => char.IsLetter(letter) || char.IsSurrogate(letter);

    private static bool IsLetterOrDigit(char letter) => char.IsLetterOrDigit(letter) || char.IsSurrogate(letter);

    private static bool IsMarkup(string text) =>
        text.AsSpan().ContainsAny('<', '>') || text.Contains("://", StringComparison.Ordinal);

    /// <summary>
    /// Control characters, breaks of line and paragraph, and the marks that turn the direction of the text around them:
    /// with those a label would not read as it was checked. Joiners stay, as some scripts need them.
    /// </summary>
    private static bool HasControls(string text) => text.Any(letter =>
        char.GetUnicodeCategory(letter) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse
        || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'))
        // Half a surrogate pair can't be written as UTF-8.
        || text.EnumerateRunes().Any(rune => rune == Rune.ReplacementChar);
}

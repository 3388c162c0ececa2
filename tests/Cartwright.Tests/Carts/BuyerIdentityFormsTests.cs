using Cartwright.Carts;

namespace Cartwright.Tests.Carts;

/// <summary>The fields whose form depends on the country, by table.</summary>
public sealed class BuyerIdentityFormsTests
{
    private const string Refused = "(refused)";

    [Theory]
    [InlineData("US", "CA", "CA")]
    [InlineData("US", "ny", "NY")]
    [InlineData("US", "PR", "PR")]
    [InlineData("US", "AE", "AE")]
    [InlineData("US", "California", Refused, "CA")]
    [InlineData("US", "US-CA", Refused, "CA")]
    [InlineData("US", "us-ny", Refused, "NY")]
    [InlineData("US", "new york", Refused, "NY")]
    [InlineData("US", "ZZ", Refused)]
    [InlineData("US", "ON", Refused)]
    [InlineData("US", "Calif", Refused)]
    [InlineData("CA", "ON", "ON")]
    [InlineData("CA", "Québec", Refused, "QC")]
    [InlineData("CA", "PEI", Refused, "PE")]
    [InlineData("CA", "CA", Refused)]
    [InlineData("AU", "NSW", "NSW")]
    [InlineData("AU", "Victoria", Refused, "VIC")]
    [InlineData("BR", "SP", "SP")]
    [InlineData("BR", "São Paulo", Refused, "SP")]
    [InlineData("IT", "RM", "RM")]
    [InlineData("IT", "Aosta", Refused, "AO")]
    [InlineData("IT", "Forlì-Cesena", Refused, "FC")]
    [InlineData("IN", "MH", "MH")]
    [InlineData("IN", "TG", "TG")]
    [InlineData("IN", "TS", "TS")]
    [InlineData("IN", "Orissa", Refused, "OD")]
    [InlineData("JP", "13", "13")]
    [InlineData("JP", "JP-13", Refused, "13")]
    [InlineData("JP", "Tōkyō", Refused, "13")]
    [InlineData("JP", "48", Refused)]
    [InlineData("MX", "CMX", "CMX")]
    [InlineData("MX", "DF", Refused, "CMX")]
    [InlineData("MX", "Nuevo León", Refused, "NLE")]
    [InlineData("ES", "M", "M")]
    [InlineData("ES", "Vizcaya", Refused, "BI")]
    [InlineData("CN", "BJ", "BJ")]
    [InlineData("CN", "HK", Refused)]
    [InlineData("AR", "Tucumán", Refused, "T")]
    [InlineData("MY", "10", "10")]
    [InlineData("MY", "SGR", Refused, "10")]
    [InlineData("NZ", "AUK", "AUK")]
    [InlineData("NZ", "Hawkes Bay", Refused, "HKB")]
    [InlineData("ID", "JK", "JK")]
    [InlineData("ID", "Jawa Barat", Refused, "JB")]
    [InlineData("TH", "10", "10")]
    [InlineData("TH", "Bangkok", Refused, "10")]
    [InlineData("ZA", "KZN", "KZN")]
    [InlineData("IE", "D", "D")]
    [InlineData("IE", "Co", "CO")]
    [InlineData("IE", "L", Refused)]
    [InlineData("EG", "Cairo", Refused, "C")]
    [InlineData("CO", "Bogotá", Refused, "DC")]
    [InlineData("KR", "Seoul", Refused, "11")]
    [InlineData("AE", "Dubai", Refused, "DU")]
    [InlineData("CL", "Ñuble", Refused, "NB")]
    [InlineData("RO", "București", Refused, "B")]
    [InlineData("GB", "ENG", "ENG")]
    [InlineData("GB", "Kent", "KENT")]
    [InlineData("DE", "BY", "BY")]
    [InlineData("DE", "B\u0001", Refused)]
    public void Province_is_a_code_of_its_country(
        string country, string province, string expected, string? suggested = null)
    {
        var buyer = new BuyerIdentity { CountryCode = country, ProvinceCode = province };

        Check(buyer, BuyerProblemCode.InvalidProvince, "provinceCode", expected, suggested, kept => kept.ProvinceCode);
    }

    [Theory]
    [InlineData("US", "94103", "94103")]
    [InlineData("US", "94103-1234", "94103-1234")]
    [InlineData("US", "94103 1234", "94103-1234")]
    [InlineData("US", "941031234", "94103-1234")]
    [InlineData("US", "2138", Refused, "02138")]
    [InlineData("US", "9410", Refused, "09410")]
    [InlineData("US", "94l03", Refused, "94103")]
    [InlineData("US", "941", Refused)]
    [InlineData("US", "94103-12", Refused)]
    [InlineData("US", "SW1A 1AA", Refused)]
    [InlineData("US", "９４１０３", Refused)]
    [InlineData("CA", "K1A 0B1", "K1A 0B1")]
    [InlineData("CA", "k1a0b1", "K1A 0B1")]
    [InlineData("CA", "K1A-0B1", "K1A 0B1")]
    [InlineData("CA", "K1A 0B", Refused)]
    [InlineData("CA", "94103", Refused)]
    [InlineData("GB", "SW1A 1AA", "SW1A 1AA")]
    [InlineData("GB", "sw1a1aa", "SW1A 1AA")]
    [InlineData("GB", "m11ae", "M1 1AE")]
    [InlineData("GB", "B33 8TH", "B33 8TH")]
    [InlineData("GB", "CR2 6XH", "CR2 6XH")]
    [InlineData("GB", "DN551PT", "DN55 1PT")]
    [InlineData("GB", "W1A 0AX", "W1A 0AX")]
    [InlineData("GB", "SW1A", Refused)]
    [InlineData("DE", "10115", "10115")]
    [InlineData("DE", "1067", Refused, "01067")]
    [InlineData("DE", "D-10115", Refused)]
    [InlineData("FR", "75001", "75001")]
    [InlineData("FR", "7500", Refused, "07500")]
    [InlineData("IT", "00184", "00184")]
    [InlineData("ES", "28001", "28001")]
    [InlineData("NL", "1012 AB", "1012 AB")]
    [InlineData("NL", "1012ab", "1012 AB")]
    [InlineData("NL", "1012", Refused)]
    [InlineData("SE", "11122", "111 22")]
    [InlineData("CZ", "11000", "110 00")]
    [InlineData("SK", "811 01", "811 01")]
    [InlineData("GR", "10431", "104 31")]
    [InlineData("PL", "00950", "00-950")]
    [InlineData("PL", "00-950", "00-950")]
    [InlineData("PT", "1000-001", "1000-001")]
    [InlineData("PT", "1000", Refused)]
    [InlineData("CH", "8001", "8001")]
    [InlineData("AT", "1010", "1010")]
    [InlineData("BE", "1000", "1000")]
    [InlineData("DK", "800", Refused, "0800")]
    [InlineData("NO", "0150", "0150")]
    [InlineData("IE", "D02 X285", "D02 X285")]
    [InlineData("IE", "d6wx285", "D6W X285")]
    [InlineData("IE", "Dublin 2", Refused)]
    [InlineData("JP", "1000001", "100-0001")]
    [InlineData("JP", "〒100-0001", Refused)]
    [InlineData("KR", "04524", "04524")]
    [InlineData("CN", "100000", "100000")]
    [InlineData("IN", "110 001", "110001")]
    [InlineData("IN", "11001", Refused)]
    [InlineData("SG", "018956", "018956")]
    [InlineData("AU", "2000", "2000")]
    [InlineData("NZ", "6011", "6011")]
    [InlineData("BR", "01310100", "01310-100")]
    [InlineData("BR", "01310", Refused)]
    [InlineData("AR", "C1425CLA", "C1425CLA")]
    [InlineData("AR", "1425", "1425")]
    [InlineData("MX", "06600", "06600")]
    [InlineData("CO", "110111", "110111")]
    [InlineData("ZA", "8001", "8001")]
    [InlineData("IL", "6100000", "6100000")]
    [InlineData("RU", "101000", "101000")]
    [InlineData("LT", "01100", "01100")]
    [InlineData("LV", "lv1010", "LV-1010")]
    [InlineData("GI", "gx111aa", "GX11 1AA")]
    [InlineData("MC", "98000", "98000")]
    [InlineData("MC", "75001", Refused)]
    [InlineData("XK", "10000", "10000")]
    [InlineData("HK", "999077", "999077")]
    [InlineData("AE", "00000", "00000")]
    [InlineData("HK", "none!", Refused)]
    [InlineData("HK", "123456789012345678901", Refused)]
    public void Postal_code_has_a_form_of_its_country(
        string country, string code, string expected, string? suggested = null)
    {
        var buyer = new BuyerIdentity { CountryCode = country, PostalCode = code };

        Check(buyer, BuyerProblemCode.InvalidPostalCode, "postalCode", expected, suggested, kept => kept.PostalCode);
    }

    [Theory]
    [InlineData("US", "+14155550100", "+14155550100")]
    [InlineData("US", "+1 (415) 555-0100", "+14155550100")]
    [InlineData("US", "+44 20 7946 0958", "+442079460958")]
    [InlineData("US", "(415) 555-0100", Refused, "+14155550100")]
    [InlineData("US", "4155550100", Refused, "+14155550100")]
    [InlineData("US", "14155550100", Refused, "+14155550100")]
    [InlineData("US", "+1415555010", Refused)]
    [InlineData("US", "+10005550100", Refused)]
    [InlineData("US", "+14155550100 ext 5", Refused, "+14155550100")]
    [InlineData("US", "911", Refused)]
    [InlineData("US", "call me", Refused)]
    [InlineData("US", "+", Refused)]
    [InlineData("US", "+14155550100\u0007x", Refused)]
    [InlineData("GB", "020 7946 0958", Refused, "+442079460958")]
    [InlineData("GB", "+447911123456", "+447911123456")]
    [InlineData("DE", "0049 30 123456", Refused, "+4930123456")]
    [InlineData("DE", "030 123456", Refused, "+4930123456")]
    [InlineData("FR", "06 12 34 56 78", Refused, "+33612345678")]
    [InlineData("JP", "+81 90-1234-5678", "+819012345678")]
    [InlineData("IN", "+919876543210", "+919876543210")]
    [InlineData("BR", "+5511987654321", "+5511987654321")]
    [InlineData("XK", "+38344123456", "+38344123456")]
    [InlineData("AN", "5551234", Refused)]
    public void Phone_is_in_e164_or_one_is_suggested(
        string country, string phone, string expected, string? suggested = null)
    {
        var buyer = new BuyerIdentity { CountryCode = country, Phone = phone };

        Check(buyer, BuyerProblemCode.InvalidPhone, "phone", expected, suggested, kept => kept.Phone);
    }

    [Theory]
    [InlineData("ada@example.com", "ada@example.com")]
    [InlineData(" ada@example.com ", "ada@example.com")]
    [InlineData("Ada.Lovelace+cart@mail.example.co.uk", "Ada.Lovelace+cart@mail.example.co.uk")]
    [InlineData("o'brien@example.com", "o'brien@example.com")]
    [InlineData("a@b.co", "a@b.co")]
    [InlineData("ada@bücher.example", "ada@bücher.example")]
    [InlineData("ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example")]
    [InlineData("ada", Refused)]
    [InlineData("ada@", Refused)]
    [InlineData("@example.com", Refused)]
    [InlineData("ada@example", Refused)]
    [InlineData("ada@@example.com", Refused)]
    [InlineData("ada@example@com", Refused)]
    [InlineData("ada love@example.com", Refused)]
    [InlineData("ada@exam ple.com", Refused)]
    [InlineData("ada@.com", Refused)]
    [InlineData("ada@example..com", Refused)]
    [InlineData("ada@example.com.", Refused)]
    [InlineData("ada@-example.com", Refused)]
    [InlineData(".ada@example.com", Refused)]
    [InlineData("ada..l@example.com", Refused)]
    [InlineData("ada@127.0.0.1", Refused)]
    [InlineData("ada@[127.0.0.1]", Refused)]
    [InlineData("\"ada\"@example.com", Refused)]
    [InlineData("ada@example.com\r\nBcc: x@y.z", Refused)]
    [InlineData("ada@example.com,bob@example.com", Refused)]
    [InlineData("mailto:ada@example.com", Refused, "ada@example.com")]
    [InlineData("Ada <ada@example.com>", Refused, "ada@example.com")]
    public void Email_is_one_address(string email, string expected, string? suggested = null)
    {
        var buyer = new BuyerIdentity { CountryCode = "US", Email = email };

        Check(buyer, BuyerProblemCode.InvalidEmail, "email", expected, suggested, kept => kept.Email);
    }

    [Fact]
    public void Email_is_bounded()
    {
        static BuyerIdentity With(string email) => new() { CountryCode = "US", Email = email };
        var domain = string.Join('.', Enumerable.Repeat(new string('d', 60), 3)) + ".example";

        BuyerIdentityRules.Validate(With($"{new string('a', 254 - domain.Length - 1)}@{domain}")).ShouldBeEmpty();
        BuyerIdentityRules.Validate(With($"{new string('a', 255 - domain.Length - 1)}@{domain}")).ShouldNotBeEmpty();
        BuyerIdentityRules.Validate(With($"{new string('a', 65)}@example.com")).ShouldNotBeEmpty();
    }

    /// <summary>
    /// What is expected is the value as it is kept, or <see cref="Refused"/>; what is suggested must itself be taken.
    /// </summary>
    private static void Check(
        BuyerIdentity buyer, BuyerProblemCode code, string field, string expected, string? suggested,
        Func<BuyerIdentity, string?> value)
    {
        var problem = BuyerIdentityRules.Validate(buyer).SingleOrDefault();

        if (expected != Refused)
        {
            problem.ShouldBeNull();
            value(BuyerIdentityRules.Normalize(buyer)).ShouldBe(expected);
            return;
        }

        problem.ShouldNotBeNull();
        (problem.Code, problem.Field, problem.SuggestedValue).ShouldBe((code, field, suggested));
    }
}

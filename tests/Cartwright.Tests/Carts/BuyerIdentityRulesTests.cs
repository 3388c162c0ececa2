using System.Text.RegularExpressions;

using Cartwright.Carts;

namespace Cartwright.Tests.Carts;

public sealed class BuyerIdentityRulesTests
{
    private static readonly BuyerIdentity Ada = new()
    {
        FirstName = "Ada",
        LastName = "Lovelace",
        Email = "ada@example.com",
        Phone = "+14155550100",
        Address1 = "1 Analytical Way",
        Address2 = "Floor 2",
        City = "San Francisco",
        ProvinceCode = "CA",
        PostalCode = "94103",
        CountryCode = "US",
    };

    private static BuyerIdentity In(string country) => new() { CountryCode = country };

    [Fact]
    public void Complete_buyer_has_no_problem_and_lacks_nothing()
    {
        BuyerIdentityRules.Validate(Ada).ShouldBeEmpty();
        BuyerIdentityRules.Missing(Ada).ShouldBeEmpty();
        BuyerIdentityRules.Normalize(Ada).ShouldBe(Ada);
    }

    [Fact]
    public void Country_alone_is_no_problem_while_a_cart_is_built() =>
        BuyerIdentityRules.Validate(In("US")).ShouldBeEmpty();

    [Theory]
    [InlineData("US", "firstName lastName email address1 city provinceCode postalCode")]
    [InlineData("GB", "firstName lastName email address1 city postalCode")]
    [InlineData("HK", "firstName lastName email address1 city")]
    [InlineData("AE", "firstName lastName email address1 city provinceCode")]
    [InlineData("IE", "firstName lastName email address1 city provinceCode")]
    public void Buyer_with_a_country_only_lacks_what_that_country_needs(string country, string fields)
    {
        string.Join(' ', BuyerIdentityRules.Missing(In(country)).Select(problem => problem.Field)).ShouldBe(fields);
        string.Join(' ', BuyerIdentityRules.MissingForBilling(In(country)).Select(problem => problem.Field))
            .ShouldBe(fields.Replace("email ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("US", null, true)]
    [InlineData("US", "  ", true)]
    [InlineData("us", null, true)]
    [InlineData("US", "CA", false)]
    [InlineData("GB", null, false)]
    [InlineData("DE", null, false)]
    public void Province_that_the_country_needs_is_told_when_it_lacks(string country, string? province, bool lacks) =>
        BuyerIdentityRules.LacksProvince(In(country) with { ProvinceCode = province }).ShouldBe(lacks);

    [Fact]
    public void Blank_fields_are_as_good_as_none()
    {
        var blank = Ada with { FirstName = " ", Address2 = "", PostalCode = "\t", Phone = "  ", Email = "" };

        BuyerIdentityRules.Validate(blank).ShouldBeEmpty();
        BuyerIdentityRules.Missing(blank).Select(problem => problem.Field)
            .ShouldBe(["firstName", "email", "postalCode"]);
        BuyerIdentityRules.Normalize(blank).ShouldBe(
            Ada with { FirstName = null, Address2 = null, PostalCode = null, Phone = null, Email = null });
    }

    [Fact]
    public void What_is_harmless_is_put_right_without_a_problem()
    {
        var sloppy = Ada with
        {
            FirstName = " Ada ", Phone = "+1 (415) 555-0100", ProvinceCode = "ca", PostalCode = " 94103 ",
            CountryCode = "us",
        };

        BuyerIdentityRules.Validate(sloppy).ShouldBeEmpty();
        BuyerIdentityRules.Normalize(sloppy).ShouldBe(Ada);
    }

    [Fact]
    public void Every_problem_at_once_is_told_in_the_contracts_order_of_fields()
    {
        var wrong = new BuyerIdentity
        {
            FirstName = "1", LastName = "<b>x</b>", Email = "x", Phone = "1", Address1 = "a\u0007", Address2 = "!",
            City = "7", ProvinceCode = "\u0001", PostalCode = "\u0001", CountryCode = "ZZ",
        };

        var problems = BuyerIdentityRules.Validate(wrong);

        string.Join(' ', problems.Select(problem => problem.Field)).ShouldBe(
            "firstName lastName email phone address1 address2 city countryCode provinceCode postalCode");
        // One sentence, where the full stops in E.164 and example.com do not count.
        problems.ShouldAllBe(problem => Regex.IsMatch(problem.Message, @"^(Give|Shorten) ([^.]|\.(?=\w))*\.$"));
    }

    [Theory]
    [InlineData("Ada", true)]
    [InlineData("Ægir", true)]
    [InlineData("李", true)]
    [InlineData("محمد", true)]
    [InlineData("O'Brien-Smith Jr.", true)]
    [InlineData("X Æ A-12", true)]
    [InlineData("𠮷田", true)]
    [InlineData("123", false)]
    [InlineData("--", false)]
    [InlineData("Ada\u0000", false)]
    [InlineData("A\r\nB", false)]
    [InlineData("A\u202Eda", false)]
    [InlineData("A\u2028B", false)]
    [InlineData("A\uD800", false)]
    [InlineData("<script>", false)]
    [InlineData("win at https://spam.example", false)]
    public void Name_has_a_letter_and_no_mischief(string name, bool isValid)
    {
        Codes(In("US") with { FirstName = name }).ShouldBe(isValid ? "" : "InvalidFirstName");
        Codes(In("US") with { LastName = name }).ShouldBe(isValid ? "" : "InvalidLastName");
    }

    [Theory]
    [InlineData("1 Main St", true)]
    [InlineData("Hauptstraße 5a", true)]
    [InlineData("千代田区1-1", true)]
    [InlineData("12", true)]
    [InlineData("#", false)]
    [InlineData("1 Main St\nDoor 2", false)]
    [InlineData("1 Main\tSt", false)]
    public void Address_is_one_line_that_says_something(string line, bool isValid)
    {
        Codes(In("US") with { Address1 = line }).ShouldBe(isValid ? "" : "InvalidAddress");
        Codes(In("US") with { Address2 = line }).ShouldBe(isValid ? "" : "InvalidAddress");
    }

    [Theory]
    [InlineData("Paris", true)]
    [InlineData("Y", true)]
    [InlineData("東京", true)]
    [InlineData("'s-Hertogenbosch", true)]
    [InlineData("75001", false)]
    [InlineData("Pa\u0007ris", false)]
    public void City_has_a_letter(string city, bool isValid) =>
        Codes(In("FR") with { City = city }).ShouldBe(isValid ? "" : "InvalidCity");

    [Fact]
    public void Field_that_is_too_long_is_refused_and_one_at_the_limit_is_not()
    {
        string Long(int length) => new('a', length);

        Codes(Ada with { FirstName = Long(100), LastName = Long(100), Address1 = Long(255), City = Long(100) })
            .ShouldBe("");
        Codes(Ada with { FirstName = Long(101), LastName = Long(101), Address1 = Long(256), City = Long(101) })
            .ShouldBe("InvalidFirstName InvalidLastName InvalidAddress InvalidCity");
        Codes(Ada with { Phone = "+" + new string('1', 100_000), PostalCode = new string('9', 100_000) })
            .ShouldBe("InvalidPhone InvalidPostalCode");
        Codes(In("GB") with { ProvinceCode = Long(51) }).ShouldBe("InvalidProvince");
    }

    [Theory]
    [InlineData("US", true, null)]
    [InlineData("us", true, null)]
    [InlineData("XK", true, null)]
    [InlineData("AC", true, null)]
    [InlineData("TA", true, null)]
    [InlineData("ZZ", false, null)]
    [InlineData("UK", false, "GB")]
    [InlineData("USA", false, "US")]
    [InlineData("España", false, "ES")]
    [InlineData("XX", false, null)]
    [InlineData("", false, null)]
    public void Country_is_one_of_the_contract(string country, bool isValid, string? suggested)
    {
        var problem = BuyerIdentityRules.Validate(In(country)).SingleOrDefault();

        (problem is null).ShouldBe(isValid);
        problem?.SuggestedValue.ShouldBe(suggested);
    }

    [Fact]
    public void Every_country_of_the_contract_but_the_unknown_one_is_taken()
    {
        var countries = Contract("Country");

        countries.Length.ShouldBeGreaterThan(240);
        countries.Where(country => BuyerIdentityRules.Validate(In(country)).Count > 0).ShouldBe(["ZZ"]);
    }

    [Fact]
    public void Every_code_is_one_of_the_contract_in_both_families()
    {
        var submission = Contract("SubmitCartResultErrorCode");
        foreach (var code in Enum.GetValues<BuyerProblemCode>())
        {
            Contract("CartErrorCode").ShouldContain(code.BuyerIdentityCode());
            submission.ShouldContain(code.BuyerIdentityCode());
            if (code != BuyerProblemCode.InvalidEmail) submission.ShouldContain(code.BillingAddressCode());
        }

        Should.Throw<ArgumentOutOfRangeException>(() => BuyerProblemCode.InvalidEmail.BillingAddressCode());
    }

    private static string Codes(BuyerIdentity buyer) =>
        string.Join(' ', BuyerIdentityRules.Validate(buyer).Select(problem => problem.Code));

    private static string[] Contract(string enumName)
    {
        using var stream = typeof(BuyerIdentityRules).Assembly.GetManifestResourceStream(
            "Cartwright.Api.checkout-api.graphql")!;
        using var reader = new StreamReader(stream);
        return Regex.Match(reader.ReadToEnd(), $@"enum {enumName} \{{([^}}]*)\}}").Groups[1].Value
            .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }
}

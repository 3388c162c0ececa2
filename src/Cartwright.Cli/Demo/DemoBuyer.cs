using Cartwright.Client;

namespace Cartwright.Cli.Demo;

/// <summary>Who buys in the demo.</summary>
internal static class DemoBuyer
{
    internal static Buyer In(string country) => country switch
    {
        "DE" => Ada with
        {
            Phone = "+4930901820",
            Address1 = "Unter den Linden 1",
            City = "Berlin",
            CountryCode = country,
            PostalCode = "10117",
        },
        _ => Ada with
        {
            Phone = "+14155550123",
            Address1 = "1 Market Street",
            City = "San Francisco",
            ProvinceCode = "CA",
            CountryCode = country,
            PostalCode = "94105",
        },
    };

    private static Buyer Ada => new()
    {
        FirstName = "Ada",
        LastName = "Moreno",
        Email = "ada@example.com",
        CountryCode = "US",
    };
}

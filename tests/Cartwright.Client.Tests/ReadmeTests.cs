using System.Runtime.CompilerServices;
using Cartwright.Accounts;
using Cartwright.Tests.Slices;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Client.Tests;

public sealed class ReadmeTests
{
    [Fact(Timeout = 60_000)]
    public async Task Code_of_the_readme_buys_a_cart()
    {
        await using var world = await World.StartAsync();
        var key = await world.Services.GetRequiredService<ApiKeys>()
            .CreateAsync("account_readme", Billing.Card, "test", TestContext.Current.CancellationToken);

        (await BuyAsync(world.Outside, world.Address, key.Key.Reveal())).ShouldBe("Bought.");
    }

    [Fact]
    public void Code_of_the_readme_is_the_code_that_this_test_compiles()
    {
        var here = File.ReadAllLines(PathOf());
        var compiled = here.SkipWhile(line => line.Trim() != "// The readme's code begins.").Skip(1)
            .TakeWhile(line => line.Trim() != "// The readme's code ends.")
            .Select(line => line.Length > 8 ? line[8..] : "");
        var readme = File.ReadAllLines(
            Path.Combine(Path.GetDirectoryName(PathOf())!, "../../src/Cartwright.Client/README.md"));
        var shown = readme.SkipWhile(line => line != "```csharp").Skip(1).TakeWhile(line => line != "```")
            .SkipWhile(line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal));

        shown.ShouldBe(compiled);
        shown.ShouldNotBeEmpty();
    }

    private static string PathOf([CallerFilePath] string path = "") => path;

    private static async Task<string> BuyAsync(HttpClient http, Uri endpoint, string apiKey)
    {
        // The readme's code begins.
        var client = new CartwrightClient(
            http,
            new() { Endpoint = endpoint, ApiKey = apiKey, ShopperIp = "203.0.113.7" },
            TimeProvider.System);

        var reply = await client.CreateCartAsync(new()
        {
            Items = [new("mug_plain_white@mugs.sandbox.test", 2)],
            Buyer = new()
            {
                FirstName = "Ada",
                LastName = "Lovelace",
                Email = "ada@example.com",
                Phone = "+14155550123",
                Address1 = "1 Main Street",
                City = "San Francisco",
                ProvinceCode = "CA",
                PostalCode = "94105",
                CountryCode = "US",
            },
        });
        if (reply is not Reply<CartAnswer>.Answered { Value: { Errors.Count: 0, Cart: var cart } })
        {
            return $"No cart: {reply}";
        }

        var placement = await client.PlaceAsync(cart, new() { Token = "tok_visa" });
        return placement switch
        {
            Placement.Placed => "Bought.",
            Placement.PartlyPlaced partly => $"Bought, but for {string.Join(", ", partly.Failures.Select(f => f.Store))}.",
            Placement.Failed failed => $"Not bought: {failed.Message}",
            Placement.ActionRequired action => $"Send the shopper to {action.Urls.First()}, then resume.",
            Placement.Stuck => $"Give {placement.CartId} to the gateway's operator. Don't buy it again.",
            Placement.Unknown => "Keep placement.Resume, and resume later. Don't buy it again.",
            _ => throw new InvalidOperationException(),
        };
        // The readme's code ends.
    }
}

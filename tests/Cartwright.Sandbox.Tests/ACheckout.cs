using System.Text.Json;

namespace Cartwright.Sandbox.Tests;

/// <summary>Bodies a platform sends, in the words of each version.</summary>
public static class ACheckout
{
    public const string Tulips = "tulips";
    public const string Mugs = "mugs";
    public const string Posters = "posters";

    public static string ItemOf(string store) => store switch
    {
        Tulips => "tulip_bouquet_10",
        Mugs => "mug_plain_white",
        Posters => "poster_moon_a2",
        _ => throw new ArgumentOutOfRangeException(nameof(store)),
    };

    public static string For(
        string item, int quantity = 1, string country = "US", string? option = "standard",
        string? email = "jane@example.com", string orderId = "order_1") => JsonSerializer.Serialize(new
        {
            line_items = new[] { new { item = new { id = item }, quantity } },
            buyer = email is null ? null : new { email, first_name = "Jane", last_name = "Doe" },
            fulfillment = new
            {
                methods = new[]
                {
                    new
                    {
                        type = "shipping",
                        destinations = new[]
                        {
                            new
                            {
                                id = "dest_1", street_address = "1 Main St", address_locality = "Springfield",
                                address_region = "IL", postal_code = "62701", address_country = country,
                            },
                        },
                        selected_destination_id = "dest_1",
                        groups = new[] { new { id = "package_1", selected_option_id = option } },
                    },
                },
            },
            attribution = new { order_id = orderId },
        });

    public static string Completion(string store, string? token = null, string? handler = null)
    {
        var instrument = new
        {
            id = "instrument_1",
            handler_id = handler ?? $"{store}_card",
            type = "card",
            selected = true,
            credential = new { type = "token", token = token ?? $"tok_{store}_on_account" },
        };
        return store == Posters
            ? JsonSerializer.Serialize(new { payment_data = instrument, risk_signals = new { } })
            : JsonSerializer.Serialize(new { payment = new { instruments = new[] { instrument } } });
    }

    public static async Task<string> OpenAsync(ARunningSandbox sandbox, string store, string? body = null)
    {
        var opened = await sandbox.StoreAsync(
            HttpMethod.Post, store, "checkout-sessions", body ?? For(ItemOf(store)));
        opened.Status.ShouldBe(201, opened.Body);
        return opened["id"]!;
    }

    public static Task<Answer> CompleteAsync(
        ARunningSandbox sandbox, string store, string session, Guid? key = null, string? token = null) =>
        sandbox.StoreAsync(HttpMethod.Post, store, $"checkout-sessions/{session}/complete",
            Completion(store, token), key);
}

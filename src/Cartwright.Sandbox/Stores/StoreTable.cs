namespace Cartwright.Sandbox.Stores;

/// <summary>
/// The stores. Each has a product that is always out of stock, one of which there are few, and one that is not
/// sent abroad.
/// </summary>
internal static class StoreTable
{
    private static readonly ShippingZone s_home = new(["US"], 800, 500, 1500, 5);
    private static readonly ShippingZone s_canada = new(["CA"], 1300, 900, 2500, 8);
    private static readonly ShippingZone s_europe =
        new(["AT", "BE", "DE", "DK", "ES", "FR", "GB", "IE", "IT", "NL", "SE"], 2000, 1800, 4500, 12);

    public static readonly IReadOnlyList<Store> All =
    [
        new()
        {
            Name = "tulips", Title = "Tulips & Daughters", Version = UcpVersion.V20260825, Marketplace = "SHOPIFY",
            TakesChanges = true, Zones = [s_home, s_canada],
            Products =
            [
                new("tulip_bouquet", "Tulip bouquet", "Cut the same morning.", "Flowers",
                    [new("tulip_bouquet_10", "10 stems", 2400), new("tulip_bouquet_20", "20 stems", 4200),
                        new("tulip_bouquet_50", "50 stems", 9900)]),
                new("tulip_bulbs", "Tulip bulbs", "Plant before the frost.", "Garden",
                    [new("tulip_bulbs_red", "Red", 1200), new("tulip_bulbs_white", "White", 1200)])
                    { OptionName = "Colour", OnlyTo = "US" },
                new("black_tulip", "Black tulip", "There was only ever one.", "Flowers",
                    [new("black_tulip_one", "One stem", 99900, 0)]),
                new("parrot_tulips", "Parrot tulips", "A short season, and few of them.", "Flowers",
                    [new("parrot_tulips_10", "10 stems", 3600, 5), new("parrot_tulips_20", "20 stems", 6600, 3)]),
            ],
        },
        new()
        {
            Name = "mugs", Title = "Mug Works", Version = UcpVersion.V20260408, Marketplace = "SHOPIFY",
            Zones = [s_home, s_canada, s_europe],
            Products =
            [
                new("mug_plain", "Plain mug", "Stoneware, dishwasher safe.", "Kitchen",
                    [new("mug_plain_white", "White", 1400), new("mug_plain_blue", "Blue", 1400),
                        new("mug_plain_black", "Black", 1500)]) { OptionName = "Colour" },
                new("mug_set", "Set of mugs", "They stack.", "Kitchen",
                    [new("mug_set_4", "Four", 4800), new("mug_set_6", "Six", 6900)]),
                new("mug_signed", "Signed mug", "Signed by the potter.", "Gifts",
                    [new("mug_signed_one", "One", 8000, 4)]),
                new("mug_first", "First edition mug", "Sold out long ago.", "Gifts",
                    [new("mug_first_one", "One", 12000, 0)]),
                new("mug_giant", "Giant mug", "Too heavy to send abroad.", "Kitchen",
                    [new("mug_giant_one", "Three litres", 3900)]) { OnlyTo = "US" },
            ],
        },
        new()
        {
            Name = "posters", Title = "Poster House", Version = UcpVersion.V20260111, Marketplace = "AMAZON",
            TakesChanges = true, Zones = [s_home, s_canada, s_europe],
            Products =
            [
                new("poster_moon", "Moon map", "Both sides of it.", "Posters",
                    [new("poster_moon_a2", "A2", 1900), new("poster_moon_a1", "A1", 2900),
                        new("poster_moon_a0", "A0", 4900)]),
                new("poster_birds", "Garden birds", "Forty of them.", "Posters",
                    [new("poster_birds_a2", "A2", 1700), new("poster_birds_a1", "A1", 2700)]),
                new("poster_framed", "Framed moon map", "Glass: not sent abroad.", "Posters",
                    [new("poster_framed_a2", "A2", 7900)]) { OnlyTo = "US" },
                new("poster_proof", "Printer's proof", "Few were kept.", "Posters",
                    [new("poster_proof_a2", "A2", 15000, 3)]),
                new("poster_lost", "The lost print", "Nobody has it.", "Posters",
                    [new("poster_lost_a2", "A2", 30000, 0)]),
            ],
        },
        new()
        {
            Name = "island", Title = "Island Wool", Version = UcpVersion.V20260825, Marketplace = "SHOPIFY",
            Zones = [new(["IS"], 2400, 700, 1900, 3)],
            Products =
            [
                new("jumper", "Jumper", "Delivered on the island only.", "Clothes",
                    [new("jumper_s", "S", 15000), new("jumper_m", "M", 15000), new("jumper_l", "L", 15500)]),
            ],
        },
        new()
        {
            Name = "tailor", Title = "The Tailor", Version = UcpVersion.V20260825, Marketplace = "SHOPIFY",
            AlwaysEscalates = true, Zones = [s_home, s_canada],
            Products =
            [
                new("suit", "Suit made to measure", "A person confirms every order in the browser.", "Clothes",
                    [new("suit_grey", "Grey", 89900), new("suit_navy", "Navy", 89900)]) { OptionName = "Colour" },
            ],
        },
        new()
        {
            Name = "porter", Title = "The Porter", Version = UcpVersion.V20260825, Marketplace = "SHOPIFY",
            Zones = [s_home, s_canada],
            Products =
            [
                new("piano", "Upright piano", "The porter rings before he comes.", "Furniture",
                    [new("piano_oak", "Oak", 250000)]) { Demand = StoreDemand.Phone },
                new("safe", "Safe", "Goes to a floor, so the second address line names it.", "Furniture",
                    [new("safe_small", "Small", 49900)]) { Demand = StoreDemand.SecondAddressLine },
                new("pallet", "Pallet of paper", "For companies only.", "Office",
                    [new("pallet_a4", "A4", 39900)]) { Demand = StoreDemand.Company },
                new("wine", "Members' wine", "For members who are signed in.", "Drinks",
                    [new("wine_red", "Red", 2900)]) { Demand = StoreDemand.Membership },
                new("wardrobe", "Wardrobe", "Not sent across the sea.", "Furniture",
                    [new("wardrobe_pine", "Pine", 59900)]) { NotTo = ["AK", "HI"] },
            ],
        },
    ];
}

using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Cartwright.Merchants.Ucp;

/// <summary>Writes the bodies that are sent to merchants. Pure: equal input gives equal bytes.</summary>
internal static class UcpRequests
{
    /// <param name="session">The session that is replaced; null to create one.</param>
    public static byte[] Checkout(
        QuoteRequest request, UcpProfile profile, UcpSession? session, UcpSelection? selection)
    {
        var isFirst = profile.Version == UcpVersions.First;
        return JsonSerializer.SerializeToUtf8Bytes(
            new UcpCheckoutRequest
            {
                Id = isFirst ? session?.Id : null,
                // Later versions let the merchant name the currency; a wish belongs to the context.
                Currency = isFirst ? request.Currency : null,
                Context = isFirst ? null
                    : new() { AddressCountry = request.Buyer?.CountryCode, Currency = request.Currency },
                LineItems = [.. request.Lines.Select(line => new UcpLineRequest
                {
                    Id = session?.Lines.GetValueOrDefault(line.ItemId),
                    // Sample merchants of the first version read the title though it is no part of a request.
                    Item = new() { Id = line.ItemId, Title = isFirst ? line.ItemId : null },
                    Quantity = line.Quantity,
                })],
                Buyer = Buyer(request.Buyer),
                Fulfillment = profile.Has(UcpCapabilities.Fulfillment)
                    ? Fulfillment(request, session, selection)
                    : null,
                Payment = isFirst ? new() { Instruments = [] } : null,
            },
            UcpJson.Default.UcpCheckoutRequest);
    }

    public static PreparedPlacement Completion(Merchant merchant, UcpSession session, string orderId)
    {
        var key = KeyOf(orderId, "place");
        var isFirst = session.Version == UcpVersions.First;
        var instrument = session.Handler is { } handler && merchant.PaymentToken is { } token
            ? new UcpInstrument
            {
                Id = $"instr_{key}",
                HandlerId = handler,
                Type = "card",
                // The first version asks for a card's face. What pays here is a token: it has none.
                Brand = isFirst ? "unknown" : null,
                LastDigits = isFirst ? "0000" : null,
                Selected = isFirst ? null : true,
                Credential = new() { Type = "token", Token = token.Reveal() },
            }
            : null;
        return new(key, isFirst
            ? JsonSerializer.SerializeToUtf8Bytes(
                new() { PaymentData = instrument, RiskSignals = new() }, UcpJson.Default.UcpFirstCompletion)
            : JsonSerializer.SerializeToUtf8Bytes(
                new()
                {
                    Payment = new() { Instruments = instrument is null ? [] : [instrument] },
                    Attribution = new() { ["order_id"] = orderId },
                },
                UcpJson.Default.UcpCompletion));
    }

    /// <summary>The id an address goes by: another address never goes by the same one.</summary>
    public static string? AddressIdOf(BuyerIdentity? buyer)
    {
        if (buyer is null) return null;
        var text = JsonSerializer.SerializeToUtf8Bytes(Destination(buyer, ""), UcpJson.Default.UcpDestination);
        return $"dest_{Convert.ToHexStringLower(SHA256.HashData(text).AsSpan(0, 8))}";
    }

    /// <summary>
    /// A UUID of version 8 (RFC 9562) made of a hash, so that the same step of an order has the same key.
    /// </summary>
    private static string KeyOf(string orderId, string step) => KeyOf($"{orderId}/{step}");

    /// <summary>The protocol wants UUIDs: the same key always becomes the same one.</summary>
    public static string KeyOf(string key)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"cartwright/ucp/{key}")).AsSpan(0, 16);
        hash[6] = (byte)(hash[6] & 0x0F | 0x80);
        hash[8] = (byte)(hash[8] & 0x3F | 0x80);
        return new Guid(hash, bigEndian: true).ToString();
    }

    private static UcpBuyer? Buyer(BuyerIdentity? buyer) => buyer is null ? null : new()
    {
        FirstName = buyer.FirstName,
        LastName = buyer.LastName,
        Email = buyer.Email,
        PhoneNumber = buyer.Phone,
    };

    private static UcpFulfillment? Fulfillment(QuoteRequest request, UcpSession? session, UcpSelection? selection)
    {
        if (request.Buyer is not { } buyer) return null;
        var addressId = AddressIdOf(buyer)!;
        var isSameAddress = session?.AddressId == addressId;
        var destinationId = (isSameAddress ? selection?.DestinationId ?? session?.DestinationId : null) ?? addressId;
        var lineIds = request.Lines.Select(line => session?.Lines.GetValueOrDefault(line.ItemId)).OfType<string>();
        return new()
        {
            Methods =
            [
                new()
                {
                    Id = session?.MethodId,
                    Type = "shipping",
                    LineItemIds = session is null ? null : [.. lineIds],
                    Destinations = [Destination(buyer, destinationId)],
                    SelectedDestinationId = destinationId,
                    Groups = Groups(request, session, selection),
                },
            ],
        };
    }

    /// <summary>
    /// Names the option in the first call already, where it is known: the one that was asked for, or the one the last
    /// quote had. That saves a second call in the usual case.
    /// </summary>
    private static List<UcpGroup>? Groups(QuoteRequest request, UcpSession? session, UcpSelection? selection)
    {
        var wanted = request.ShippingMethodId ?? request.Earlier?.SelectedShippingMethodId;
        var groupIds = session?.GroupIds is { Count: > 0 } ids ? ids : null;
        if (selection?.OptionIds is { } options)
            return [.. options.Select((option, index) => new UcpGroup
            {
                Id = groupIds?.ElementAtOrDefault(index),
                SelectedOptionId = option,
            })];
        if (wanted is null) return null;
        var count = groupIds?.Count ?? 1;
        return [.. Enumerable.Range(0, count).Select(index => new UcpGroup
        {
            Id = groupIds?[index],
            SelectedOptionId = UcpShipping.PartOf(wanted, index, count),
        })];
    }

    private static UcpDestination Destination(BuyerIdentity buyer, string id) => new()
    {
        Id = id,
        FirstName = buyer.FirstName,
        LastName = buyer.LastName,
        PhoneNumber = buyer.Phone,
        StreetAddress = buyer.Address1,
        ExtendedAddress = buyer.Address2,
        AddressLocality = buyer.City,
        AddressRegion = buyer.ProvinceCode,
        PostalCode = buyer.PostalCode,
        AddressCountry = buyer.CountryCode,
    };
}

namespace Cartwright.Carts;

/// <summary>What is wrong with a buyer's identity or a billing address.</summary>
/// <param name="Field">The field's name in the contract, such as <c>postalCode</c>.</param>
/// <param name="Message">One sentence that says what to do. It does not repeat what was sent.</param>
/// <param name="SuggestedValue">What is probably meant; null when that can't be told.</param>
public sealed record BuyerProblem(BuyerProblemCode Code, string Field, string Message, string? SuggestedValue = null);

/// <summary>The part that the contract's two families of codes have in common, in the contract's order.</summary>
public enum BuyerProblemCode
{
    AddressAmbiguous,
    InvalidAddress,
    InvalidCity,
    InvalidCountry,
    InvalidEmail,
    InvalidFirstName,
    InvalidLastName,
    InvalidPhone,
    InvalidPostalCode,
    InvalidProvince,
}

public static class BuyerProblemCodes
{
    /// <summary>The code of <c>CartErrorCode</c> and <c>SubmitCartResultErrorCode</c> for the one who buys.</summary>
    public static string BuyerIdentityCode(this BuyerProblemCode code) => $"BUYER_IDENTITY_{Name(code)}";

    /// <summary>The code of <c>SubmitCartResultErrorCode</c> for the one who pays, who has no e-mail.</summary>
    public static string BillingAddressCode(this BuyerProblemCode code) => code is BuyerProblemCode.InvalidEmail
        ? throw new ArgumentOutOfRangeException(nameof(code), "A billing address has no e-mail.")
        : code is BuyerProblemCode.AddressAmbiguous ? "BILLING_ADDRESS_AMBIGUOUS"
        : $"BILLING_ADDRESS_{Name(code)}";

    private static string Name(BuyerProblemCode code) => code switch
    {
        BuyerProblemCode.AddressAmbiguous => "ADDRESS_AMBIGUOUS",
        BuyerProblemCode.InvalidAddress => "INVALID_ADDRESS",
        BuyerProblemCode.InvalidCity => "INVALID_CITY",
        BuyerProblemCode.InvalidCountry => "INVALID_COUNTRY",
        BuyerProblemCode.InvalidEmail => "INVALID_EMAIL",
        BuyerProblemCode.InvalidFirstName => "INVALID_FIRST_NAME",
        BuyerProblemCode.InvalidLastName => "INVALID_LAST_NAME",
        BuyerProblemCode.InvalidPhone => "INVALID_PHONE",
        BuyerProblemCode.InvalidPostalCode => "INVALID_POSTAL_CODE",
        BuyerProblemCode.InvalidProvince => "INVALID_PROVINCE",
    };
}

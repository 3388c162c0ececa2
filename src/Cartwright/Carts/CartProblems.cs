namespace Cartwright.Carts;

/// <summary>
/// What is wrong with the whole cart; <paramref name="Code"/> is the contract's SubmitCartResultErrorCode.
/// </summary>
public sealed record SubmissionProblem(string Code, string Message, bool? Retryable, string? SuggestedValue = null);

/// <summary>A way a whole submission is stopped.</summary>
/// <param name="Words">Null where the problem's own rule has the words.</param>
public sealed record CartRule(string Code, bool? Retryable, string When, string? Words = null)
{
    public SubmissionProblem Problem => new(Code, Words!, Retryable);
}

/// <summary>The one table of what stops a whole submission; docs/errors.md shows it.</summary>
public static class CartProblems
{
    private static readonly CartRule EmptyRule = new("CART_IS_EMPTY", false,
        "The cart has no items.", "The cart has no items. Add some and submit it again.");

    private static readonly CartRule BuyerMissingRule = new("BUYER_IDENTITY_MISSING", false,
        "The cart has no buyer.", "The cart has no buyer. Set one with updateCartBuyerIdentity and submit it again.");

    private static readonly CartRule AlreadySubmittedRule = new("ALREADY_SUBMITTED", false,
        "Every store of the cart was submitted before. The answer's extensions name the orders.",
        "The cart was submitted before. Follow it with checkoutByCartID.");

    private static readonly CartRule ShippingRule = new("SUBMIT_CART_FAILED", false,
        "Shipping was chosen for a store that is not in the cart, or that does not offer it.");

    private static readonly CartRule ProcessorRule = new("CREATE_SPREEDLY_ENVIRONMENT_FAILED", false,
        "The card processor does not accept the gateway's own account, so no card can be charged.",
        "This gateway's account at its card processor was refused. Contact its operator.");

    public static SubmissionProblem Empty { get; } = EmptyRule.Problem;

    public static SubmissionProblem BuyerMissing { get; } = BuyerMissingRule.Problem;

    public static SubmissionProblem AlreadySubmitted { get; } = AlreadySubmittedRule.Problem;

    /// <summary>The contract's word for a payment environment that can't be used.</summary>
    public static SubmissionProblem ProcessorRefusesGateway { get; } = ProcessorRule.Problem;

    public static IReadOnlyList<CartRule> Rules { get; } =
    [
        EmptyRule, BuyerMissingRule, AlreadySubmittedRule, ShippingRule, ProcessorRule,
        .. Enum.GetValues<BuyerProblemCode>()
            .Select(code => new CartRule(code.BuyerIdentityCode(), false, When(code, "buyer's"))),
        .. Enum.GetValues<BuyerProblemCode>().Where(code => code != BuyerProblemCode.InvalidEmail)
            .Select(code => new CartRule(code.BillingAddressCode(), false, When(code, "payer's"))),
    ];

    private static string When(BuyerProblemCode code, string whose) => code switch
    {
        BuyerProblemCode.AddressAmbiguous => $"The {whose} postal code lies in another province than the one given.",
        BuyerProblemCode.InvalidAddress => $"The {whose} street address is missing or not valid.",
        BuyerProblemCode.InvalidCity => $"The {whose} city is missing or not valid.",
        BuyerProblemCode.InvalidCountry => $"The {whose} country is not known.",
        BuyerProblemCode.InvalidEmail => $"The {whose} e-mail address is missing or not valid.",
        BuyerProblemCode.InvalidFirstName => $"The {whose} first name is missing or not valid.",
        BuyerProblemCode.InvalidLastName => $"The {whose} last name is missing or not valid.",
        BuyerProblemCode.InvalidPhone => $"The {whose} phone number is not valid.",
        BuyerProblemCode.InvalidPostalCode => $"The {whose} postal code is missing, or not one of its country.",
        BuyerProblemCode.InvalidProvince => $"The {whose} province is missing, or not one of its country.",
    };

    public static SubmissionProblem Shipping(string words) => ShippingRule.Problem with { Message = words };
}

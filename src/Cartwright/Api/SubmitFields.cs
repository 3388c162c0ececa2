using System.Buffers;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Cartwright.Accounts;
using Cartwright.Carts;
using Cartwright.GraphQL;
using Cartwright.Orders;

namespace Cartwright.Api;

/// <summary>Submission: what must come with it, and how its outcome is told.</summary>
internal static partial class SubmitFields
{
    private static readonly SearchValues<char> AddressCharacters = SearchValues.Create("0123456789abcdefABCDEF.:");

    public static SchemaBuilder BindSubmission(this SchemaBuilder schema) => schema
        .Enum<StoreProblemCode>("SubmitStoreResultErrorCode")
        .Object<SubmissionView>("SubmitCartResult", result => result
            .Field("cart", view => view)
            .Field("errors", view => view.Report.Problems))
        .Object<SubmissionView>("SubmitCartData", data => data
            .Field("id", view => view.Report.Cart.Id)
            .Field("stores", view => view.Report.Stores.Select(store => new SubmittedStoreView(store, view))))
        .Object<SubmissionProblem>("SubmitCartResultError", problem => problem
            .Field("code", view => view.Code)
            .Field("message", view => view.Message)
            .Field("details", view => CartFields.Suggestion(view.SuggestedValue)))
        .Object<SubmittedStoreView>("SubmitStoreResult", store => store
            .Field("errors", view => view.Report.Problems)
            .Field("isSubmitted", view => view.Report.IsSubmitted)
            .Field("orderId", view => view.Report.OrderId)
            .Field("requestId", view => view.Report.OrderId)
            .Field("status", view => view.Status)
            .Field("store", view => view.Store))
        .Object<StoreProblem>("SubmitStoreResultError", problem => problem
            .Field("code", view => view.Code)
            .Field("message", view => view.Message));

    public static RootBuilder ServeSubmission(this RootBuilder root) => root.Serve("submitCart", SubmitAsync);

    private static async ValueTask<SubmissionView> SubmitAsync(ApiRequest request)
    {
        if (!request.IsFirst("submitCart"))
        {
            // The response says once whether a repeat is safe, so it can't speak for two submissions.
            throw ApiRefusals.BadInput("A request submits one cart: send another request for the next.");
        }

        var input = request.Argument<SubmitInput>("input");
        CheckShopperIp(request.Caller.ShopperIp);
        RefuseUnsupported(input);
        var token = Token(request.Account, input.Token);
        var shipping = InputBounds.Shipping(input.SelectedShippingOptions, mayBeEmpty: true);
        if (await BillingRefusalAsync(request, input) is { } refused)
        {
            return Answer(request, refused);
        }

        var key = IdempotencyKey.Of(request.Caller, input);
        using var span = OrderTrace.Submit(request.Caller.TraceParent, input.Id);
        var outcome = await request.Get<SubmitCart>()
            .HandleAsync(request.Account, new(input.Id, token, shipping, key), request.CancellationToken);
        span?.SetTag("outcome", outcome.GetType().Name);
        switch (outcome)
        {
            case SubmissionOutcome.Answered answered:
                if (answered.IsReplay)
                {
                    request.AnswerWithHeader("Idempotent-Replayed", "true");
                }

                return Answer(request, answered.Report);
            case SubmissionOutcome.Overloaded:
                request.AnswerWith(StatusCodes.Status503ServiceUnavailable);
                request.AnswerWithHeader("Retry-After", "2");
                throw ApiRefusals.With("OVERLOADED",
                    "Too many carts are being submitted now, and nothing of this one has begun: submit it again soon.",
                    retryable: true);
            case SubmissionOutcome.KeyReused:
                throw ApiRefusals.With("IDEMPOTENCY_KEY_REUSED",
                    "The Idempotency-Key came with another request before: send a new key for a new request.",
                    retryable: false);
            case SubmissionOutcome.OtherRuns:
                throw ApiRefusals.With("CONFLICT",
                    "Another submission of this cart runs, with another key, card or shipping, and nothing of this one "
                    + "has begun: send it again in a few seconds.",
                    retryable: true);
            case SubmissionOutcome.NotFound missing:
                throw ApiRefusals.CartNotFound(missing.CartId);
            case SubmissionOutcome.StillRunning:
                // Whether a repeat is safe is not known yet, so the answer does not say.
                request.AnswerWith(StatusCodes.Status504GatewayTimeout);
                throw ApiRefusals.With("SUBMISSION_TIMED_OUT",
                    "The submission goes on: follow it with checkoutByCartID, and do not repeat it at once.",
                    retryable: null);
            default:
                throw new UnreachableException(outcome.GetType().Name);
        }
    }

    /// <summary>The data has no place for it, so the response's extensions say whether a repeat is safe.</summary>
    private static SubmissionView Answer(ApiRequest request, SubmissionReport report)
    {
        if (report.HasFailures)
        {
            if (report.Retryable is { } retryable)
            {
                request.Extensions.Set("retryable", retryable);
            }

            request.Extensions.Set("stores", report.Stores
                .SelectMany(store => store.Problems, Extension)
                .ToArray());
        }

        return new(report, request.Caller);
    }

    /// <summary>
    /// Where it is not known whether a repeat is safe, <c>retryable</c> is left out. The order's id stands where there
    /// is an order to follow.
    /// </summary>
    private static Dictionary<string, object?> Extension(StoreReport store, StoreProblem problem)
    {
        var extension = new Dictionary<string, object?>
        {
            ["store"] = store.Store.Store,
            ["code"] = ContractNames.Of(problem.Code),
            ["reason"] = problem.Reason,
        };
        if (problem.Retryable is { } retryable)
        {
            extension["retryable"] = retryable;
        }

        if (store.IsSubmitted)
        {
            extension["orderId"] = store.OrderId;
        }

        return extension;
    }

    internal static void CheckShopperIp(string? header)
    {
        if (!IsAddress(header))
        {
            throw ApiRefusals.With("SHOPPER_IP_IS_REQUIRED",
                "Send the shopper's IPv4 or IPv6 address in the header 'Rye-Shopper-IP'.", retryable: false);
        }
    }

    /// <summary>The parser takes more than people write: 1 is an address to it, and so is one with a zone.</summary>
    private static bool IsAddress(string? text) =>
        text is { Length: <= 45 }
        && !text.AsSpan().ContainsAnyExcept(AddressCharacters)
        && IPAddress.TryParse(text, out var address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);

    internal static Secret? Token(Account account, string? token) => (account.Billing, token) switch
    {
        (Billing.Card, null or "") => throw ApiRefusals.With("PAYMENT_TOKEN_REQUIRED",
            "The account pays by card: send the shopper's card token from the payment processor as 'token'.",
            retryable: false),
        (_, null or "") => null,
        _ when !TokenShape().IsMatch(token) => throw ApiRefusals.BadInput(
            "The token is not one of a payment processor's: send the one it made for the shopper's card."),
        _ => new(token),
    };

    private static void RefuseUnsupported(SubmitInput input)
    {
        if (input.ApplePayToken is not null)
        {
            throw ApiRefusals.FeatureUnsupported(
                "Apple Pay tokens are not supported: send a card token of the payment processor as 'token'.");
        }

        if (input.ExperimentalPromoCodes is { Count: > 0 })
        {
            throw ApiRefusals.FeatureUnsupported("Promo codes are not supported: leave experimentalPromoCodes out.");
        }

        CartFields.RefuseSettings(input.CartSettings);
    }

    /// <summary>Null when there is no billing address, or nothing is wrong with it.</summary>
    private static async ValueTask<SubmissionReport?> BillingRefusalAsync(ApiRequest request, SubmitInput input)
    {
        if (input.BillingAddress is null || BillingProblems(input.BillingAddress) is not { Count: > 0 } problems)
        {
            return null;
        }

        var checkout = await request.Get<GetCheckout>()
            .HandleAsync(request.Account, input.Id, request.CancellationToken)
            ?? throw ApiRefusals.CartNotFound(input.Id);
        var stores = checkout.Cart.Stores.Select(store => new StoreReport(
            store, store.OrderId, store.WasSubmitted, store.WasSubmitted ? [StoreProblems.AlreadySubmitted] : []));
        return new(checkout.Cart, [.. stores], problems);
    }

    private static List<SubmissionProblem> BillingProblems(BillingAddressInput billing)
    {
        var payer = new BuyerIdentity
        {
            FirstName = billing.FirstName,
            LastName = billing.LastName,
            Phone = billing.Phone,
            Address1 = billing.Address1,
            Address2 = billing.Address2,
            City = billing.City,
            ProvinceCode = billing.ProvinceCode,
            PostalCode = billing.PostalCode,
            CountryCode = billing.CountryCode,
        };
        return
        [
            .. BuyerIdentityRules.MissingForBilling(payer).Concat(BuyerIdentityRules.Validate(payer))
                .Select(problem => new SubmissionProblem(
                    problem.Code.BillingAddressCode(), problem.Message, false, problem.SuggestedValue)),
        ];
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_\-:.]{1,255}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TokenShape();
}

internal sealed record SubmissionView(SubmissionReport Report, ApiCaller Caller) : IAnswerWithProblems
{
    IEnumerable<string> IAnswerWithProblems.Codes => Report.Problems.Select(problem => problem.Code)
        .Concat(Report.Stores.SelectMany(store => store.Problems).Select(problem => ContractNames.Of(problem.Code)));
}

internal sealed record SubmittedStoreView(StoreReport Report, SubmissionView Submission)
{
    public StoreView Store => StoreView.Of(
        Submission.Report.Cart,
        Submission.Report.Cart.Store(Report.Store.Store) ?? Report.Store,
        Submission.Caller);

    /// <summary>The contract's older way to tell the outcome.</summary>
    public string Status => Report.IsSubmitted ? "COMPLETED"
        : Report.Problems.Any(problem => problem.Code == StoreProblemCode.PaymentFailed) ? "PAYMENT_FAILED"
        : "FAILED";
}

using System.Text.RegularExpressions;
using Cartwright.Carts;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Payments;

namespace Cartwright.Tests.Carts;

/// <summary>The tables of codes against the contract, and as the page that developers read.</summary>
public sealed partial class RetryTableTests
{
    private static IReadOnlyList<FailureRule> Failures { get; } =
    [
        .. Enum.GetValues<PaymentRefusal>().Select(FailureTable.RuleOf),
        .. Enum.GetValues<PlacementRefusal>().Select(FailureTable.RuleOf),
        FailureTable.InternalError,
    ];

    [Fact]
    public void Every_code_of_the_contract_has_a_row_and_no_row_has_another_code()
    {
        CartProblems.Rules.Select(rule => rule.Code).ShouldBe(Contract("SubmitCartResultErrorCode"), ignoreOrder: true);
        StoreProblems.Rules.Select(rule => ContractNames.Of(rule.Code)).Append("PAYMENT_FAILED").Distinct()
            .ShouldBe(Contract("SubmitStoreResultErrorCode"), ignoreOrder: true);
        Failures.Select(rule => ContractNames.Of(rule.Reason)).Distinct()
            .ShouldBe(Contract("OrderFailedReasonCode"), ignoreOrder: true);
    }

    [Fact]
    public void Every_way_a_store_is_stopped_has_a_reason_of_its_own() =>
        StoreProblems.Rules.Select(rule => rule.Reason).ShouldBeUnique();

    [Fact]
    public void Page_of_errors_is_printed_from_the_tables() => Golden.ShouldMatchPage(Page(), "errors.md");

    private static IEnumerable<string> Page() =>
    [
        "# Errors",
        "What stops a submission, and how an order fails: whether a repeat is safe, and when each code arises. The page "
            + "is printed from the tables in `Carts/CartProblems.cs`, `Carts/StoreProblems.cs` and "
            + "`Orders/FailureTable.cs`; `docs/guides/placing-orders.md` says what to do.",
        "",
        "`retryable` is true where repeating the same is safe and useful, false where it will not help or is not safe, "
            + "and left out (here: –) where that is not known. One false among a submission's errors makes the whole "
            + "answer's `retryable` false; else one that is left out leaves it out.",
        "",
        "## A cart is not submitted",
        "`data.submitCart.errors[].code`. Nothing has begun, but for `CREATE_SPREEDLY_ENVIRONMENT_FAILED`, which comes "
            + "with orders that have ended without a charge.",
        "",
        "| code | retryable | when |",
        "|---|---|---|",
        .. CartProblems.Rules.Select(rule => $"| `{rule.Code}` | {Tell(rule.Retryable)} | {rule.When} |"),
        "",
        "## A store is not submitted",
        "`data.submitCart.cart.stores[].errors[].code`, and again in the answer's `extensions.stores[]`, where `reason` "
            + "is finer than the contract's code.",
        "",
        "| code | reason | retryable | when |",
        "|---|---|---|---|",
        .. StoreProblems.Rules.OrderBy(rule => rule.Code.ToString(), StringComparer.Ordinal).Select(rule =>
            $"| `{ContractNames.Of(rule.Code)}` | `{rule.Reason}` | {Tell(rule.Retryable)} | {rule.When} |"),
        "| `PAYMENT_FAILED` | the failure's code below | as below | The card was not charged. |",
        "",
        "## An order fails",
        "`reasonCode` of `OrderFailedOrderEvent`. What was captured is refunded and what was authorized is let go, by "
            + "itself. `retryable` speaks of ordering the same again in a new cart.",
        "",
        "| code | retryable | when | words |",
        "|---|---|---|---|",
        .. Failures.OrderBy(rule => rule.Reason.ToString(), StringComparer.Ordinal).Select(rule =>
            $"| `{ContractNames.Of(rule.Reason)}` | {Tell(rule.Retryable)} | {rule.When} | {rule.Words} |"),
        "",
        "## A request is refused",
        "`errors[].extensions.code`, with `retryable` beside it. Nothing has begun.",
        "",
        "| code | HTTP | retryable | when |",
        "|---|---|---|---|",
        "| `SUBMISSION_TIMED_OUT` | 504 | – | The submission goes on: look with checkoutByCartID, don't repeat at once. |",
        "| `OVERLOADED` | 503 | true | Too many submissions or requests run. `Retry-After` says when to come again. |",
        "| `SERVICE_UNAVAILABLE` | 200, or 503 | true, or – | The journal can't be written now; – when it may be written, "
            + "or when something can't be read. 503, and true, where the key could not be read: nothing has begun. |",
        "| `IDEMPOTENCY_KEY_REUSED` | 200 | false | The `Idempotency-Key` came with another request before. |",
        "| `CONFLICT` | 200 | true | Too many requests change it at once, the order is being charged, or the cart is being "
            + "submitted with another key, card or shipping. |",
        "| `CART_NOT_FOUND_ERROR`, `ORDER_NOT_FOUND`, `RETURN_NOT_FOUND`, `STORE_NOT_FOUND` | 200 | false "
            + "| It is not there, or not yours. |",
        "| `SHOPPER_IP_IS_REQUIRED` | 200 | false | submitCart came without `Rye-Shopper-IP`. |",
        "| `PAYMENT_TOKEN_REQUIRED` | 200 | false | The account pays by card, and no token came. |",
        "| `BAD_USER_INPUT`, `FEATURE_UNSUPPORTED`, `NOT_CONFIGURED` | 200 | false | The message says what to change. |",
        "| `UNAUTHENTICATED` | 401 | | No API key that is valid. |",
        "| `RATE_LIMITED` | 429 | true | Too many requests of the key, or too many without a valid one of the address. "
            + "`Retry-After` says when to come again. |",
    ];

    private static string Tell(bool? retryable) => retryable switch { true => "true", false => "false", null => "–" };

    private static string[] Contract(string name)
    {
        using var reader = new StreamReader(
            typeof(Program).Assembly.GetManifestResourceStream("Cartwright.Api.checkout-api.graphql")!);
        var sdl = reader.ReadToEnd();
        var values = EnumValues().Matches(sdl).Single(found => found.Groups["name"].Value == name).Groups["values"].Value;
        return values.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex(@"enum (?<name>\w+) \{(?<values>[^}]*)\}")]
    private static partial Regex EnumValues();
}

using System.Text;
using System.Text.Json.Nodes;
using Cartwright.Orders;
using Cartwright.Tests.Orders;
using Cartwright.Webhooks;

namespace Cartwright.Tests.Webhooks;

public sealed class WebhookBodyTests
{
    [Fact]
    public void Body_of_every_event_is_the_golden_one()
    {
        var bodies = Bodies();

        Golden.ShouldMatch(
            [
                .. bodies.Select(entry => $"{entry.Change.GetType().Name} {entry.Body ?? "-"}"),
                "Challenge " + Encoding.UTF8.GetString(
                    WebhookBody.Challenge("challenge_1", "account_1", "abc", OrderSamples.Noon)),
            ],
            "WebhookBodies");
    }

    [Fact]
    public void Every_type_that_an_endpoint_may_ask_for_is_sent()
    {
        var sent = Bodies().Select(entry => entry.Body).OfType<string>()
            .Select(body => JsonNode.Parse(body)!["type"]!.GetValue<string>());

        sent.Distinct().ShouldBe(WebhookBody.Types, ignoreOrder: true);
    }

    [Fact]
    public void Event_has_the_id_that_the_checkout_shows()
    {
        var order = OrderSamples.InPhase(OrderPhase.Placed);

        var told = order.History.Select(recorded => WebhookBody.MessageOf(order, recorded)?.Id).OfType<string>();

        told.ShouldBe(PublicOrderEvent.Of(order).Select(change => change.Id));
    }

    /// <summary>The words of the contract are upper-case with underscores in webhooks as in GraphQL.</summary>
    [Theory]
    [MemberData(nameof(Reasons))]
    public void Reason_of_a_failure_is_told_by_its_name_in_the_contract(OrderFailedReason reason)
    {
        var order = OrderSamples.After(
            OrderSamples.Sample(typeof(OrderEvent.PaymentRefused)), new OrderEvent.Failed(reason, "Why.", null, "code"));

        var message = WebhookBody.MessageOf(order, order.History[^1])!;
        var data = JsonNode.Parse(WebhookBody.Of(order, message))!["data"]!;

        using var schema = typeof(Program).Assembly.GetManifestResourceStream(
            "Cartwright.Api.checkout-api.graphql")!;
        using var reader = new StreamReader(schema);
        reader.ReadToEnd().Split(['\n', ' ']).ShouldContain(data["reasonCode"]!.GetValue<string>());
        data.AsObject().ContainsKey("retryable").ShouldBeFalse();
    }

    public static TheoryData<OrderFailedReason> Reasons => [.. Enum.GetValues<OrderFailedReason>()];

    private static List<(OrderEvent Change, string? Body)> Bodies()
    {
        var order = OrderSamples.InPhase(OrderPhase.Submitted);
        return
        [
            .. OrderSamples.EveryEvent.Select((change, at) =>
            {
                var message = WebhookBody.MessageOf(order, new(at + 1, change, OrderSamples.Noon));
                return (change, message is null ? null : Encoding.UTF8.GetString(WebhookBody.Of(order, message)));
            }),
        ];
    }
}

using System.Text;
using Cartwright.Accounts;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Carts;
using Cartwright.Journal;
using Cartwright.Merchants;
using Cartwright.Orders;
using Cartwright.Shops;
using Cartwright.Storage;
using Cartwright.Tests.Carts;
using Cartwright.Tests.Orders;

namespace Cartwright.Tests.Storage;

/// <summary>The journal keeps these shapes for ever: a change here must still read what was written before.</summary>
public sealed class EventJsonTests
{
    [Fact]
    public void Json_of_every_order_event_is_the_golden_one() =>
        Check(OrderEventJson.Codec, OrderSamples.EveryEvent, "OrderEvents");

    [Fact]
    public void Json_of_every_cart_event_is_the_golden_one() =>
        Check(CartEventJson.Codec, CartSamples.EveryEvent, "CartEvents");

    [Fact]
    public void Json_of_every_merchant_event_is_the_golden_one() => Check<MerchantEvent>(MerchantEventJson.Codec,
        [new MerchantEvent.Registered(new("https://mugs.example"), Marketplace.Shopify, "ucp", "handler", "c2VhbGVk")],
        "MerchantEvents");

    [Fact]
    public void Json_of_every_account_event_is_the_golden_one() => Check<AccountEvent>(AccountEventJson.Codec,
        [
            new AccountEvent.Opened(Billing.Invoice),
            new AccountEvent.KeyCreated("key_1", "abc", "laptop"),
            new AccountEvent.KeyRevoked("key_1", "abc"),
            new AccountEvent.EndpointAdded(
                "endpoint_1", new("https://app.example/hooks"), ["ORDER_PLACED"], "c2VhbGVk"),
            new AccountEvent.EndpointVerified("endpoint_1"),
            new AccountEvent.EndpointSecretRotated("endpoint_1", "c2VhbGVk", OrderSamples.Noon),
            new AccountEvent.EndpointDisabled("endpoint_1", "It answered 410 Gone."),
            new AccountEvent.EndpointRemoved("endpoint_1"),
        ],
        "AccountEvents");

    [Fact]
    public void Json_of_every_shop_event_is_the_golden_one() => Check<ShopEvent>(ShopEventJson.Codec,
        [
            new ShopEvent.Registered("account_1"),
            new ShopEvent.Connected(
                "read_orders", OrderSamples.Noon, OrderSamples.Noon.AddDays(90), "authorization_code"),
            new ShopEvent.Refreshed(OrderSamples.Noon, null),
            new ShopEvent.Degraded(DegradedReason.Frozen, "HTTP 402"),
            new ShopEvent.Recovered(),
            new ShopEvent.ScopesChanged("read_orders"),
            new ShopEvent.Uninstalled(),
            new ShopEvent.Checked(true, "Order #1001 was found."),
        ],
        "ShopEvents");

    [Fact]
    public void Json_of_every_knowledge_event_is_the_golden_one() => Check<KnowledgeEvent>(KnowledgeEventJson.Codec,
        [
            new KnowledgeEvent.DocumentAdded("doc_1", "returns.md", "1:abc:", 7),
            new KnowledgeEvent.DocumentRemoved("doc_1"),
            new KnowledgeEvent.PassagesEmbedded("model-1", 64),
        ],
        "KnowledgeEvents");

    [Fact]
    public void Json_of_every_conversation_event_is_the_golden_one() => Check<ConversationEvent>(
        ConversationJson.Codec,
        [
            new ConversationEvent.Answered("tulips.myshopify.com", "question"),
            new ConversationEvent.Forgotten("tulips.myshopify.com"),
        ],
        "ConversationEvents");

    [Fact]
    public void Submission_written_before_capture_could_wait_is_read_as_captured_at_submission()
    {
        var data = OrderEventJson.Codec.Encode(OrderSamples.Submission);
        var old = Encoding.UTF8.GetString(data.Data.Span).Replace(",\"capture\":\"AtSubmission\"", "");

        var read = OrderEventJson.Codec.Decode(
            new("order_1", 1, data.Type, Encoding.UTF8.GetBytes(old), OrderSamples.Noon));

        old.ShouldNotContain("capture");
        read.ShouldBeOfType<OrderEvent.SubmissionStarted>().Card.ShouldBe(OrderSamples.Submission.Card);
    }

    [Fact]
    public void Submission_written_before_traces_were_kept_is_read_and_has_none()
    {
        var data = OrderEventJson.Codec.Encode(OrderSamples.Submission);
        var old = Encoding.UTF8.GetString(data.Data.Span)
            .Replace($",\"trace\":\"{OrderSamples.Submission.Trace}\"", "");

        var read = OrderEventJson.Codec.Decode(
            new("order_1", 1, data.Type, Encoding.UTF8.GetBytes(old), OrderSamples.Noon));

        old.ShouldNotContain("trace");
        read.ShouldBeOfType<OrderEvent.SubmissionStarted>().Trace.ShouldBeNull();
        Encoding.UTF8.GetString(OrderEventJson.Codec.Encode(read).Data.Span).ShouldBe(old);
    }

    [Fact]
    public void Event_of_a_newer_version_is_refused_by_name()
    {
        var recorded = new RecordedEvent("order_1", 1, "Teleported", "{}"u8.ToArray(), OrderSamples.Noon);

        Should.Throw<InvalidDataException>(() => OrderEventJson.Codec.Decode(recorded))
            .Message.ShouldContain("Teleported");
    }

    private static void Check<TEvent>(
        EventCodec<TEvent> codec, IReadOnlyList<TEvent> samples, string name) where TEvent : class
    {
        samples.Select(sample => sample.GetType()).ShouldBe(codec.Cases, ignoreOrder: true);
        var encoded = codec.Encode(samples);
        Golden.ShouldMatch(encoded.Select(data => $"{data.Type} {Encoding.UTF8.GetString(data.Data.Span)}"), name);
        foreach (var (data, sample) in encoded.Zip(samples))
        {
            var decoded = codec.Decode(new("stream", 1, data.Type, data.Data, OrderSamples.Noon));
            decoded.ShouldBeOfType(sample.GetType());
            codec.Encode(decoded).Data.ToArray().ShouldBe(data.Data.ToArray());
        }
    }
}

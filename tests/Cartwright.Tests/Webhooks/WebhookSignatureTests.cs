using System.Text;
using Cartwright.Webhooks;

namespace Cartwright.Tests.Webhooks;

public sealed class WebhookSignatureTests
{
    /// <summary>The example that Standard Webhooks publishes with its libraries.</summary>
    [Fact]
    public void Signature_is_the_one_of_the_standards_own_example()
    {
        var headers = WebhookSignature.Headers(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Encoding.UTF8.GetBytes("""{"test": 2432232314}"""),
            [new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")],
            DateTimeOffset.FromUnixTimeSeconds(1_614_265_330));

        headers.ShouldContain(("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"));
        headers.ShouldContain(("webhook-timestamp", "1614265330"));
        headers.ShouldContain(("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    /// <summary>Its value was worked out with another program, openssl.</summary>
    [Fact]
    public void Contracts_signature_is_of_the_body_alone_with_the_secret_as_it_is_shown()
    {
        var headers = WebhookSignature.Headers(
            "any", "{}"u8, [new("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")], DateTimeOffset.UnixEpoch);

        headers.ShouldContain(("Rye-Hmac-Signature-V1", "bLvN8sgBbKhbUFQ7GejhIe8WE3lnvfo85mCXKSK6+us="));
    }

    [Fact]
    public void Old_secret_signs_beside_the_new_one_and_never_instead_of_it()
    {
        var body = "{}"u8.ToArray();
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        var (secret, old) = (WebhookSignature.NewSecret(), WebhookSignature.NewSecret());

        var headers = WebhookSignature.Headers("id_1", body, [secret, old], now)
            .ToDictionary(header => header.Name, header => header.Value);

        foreach (var known in new[] { secret, old })
        {
            WebhookVerifier.IsGenuine(
                known.Reveal(), "id_1", headers["webhook-timestamp"], headers["webhook-signature"], body, now)
                .ShouldBeTrue();
        }

        headers["webhook-signature"].Split(' ').Length.ShouldBe(2);
        headers["Rye-Hmac-Signature-V1"].ShouldBe(WebhookSignature.Headers("id_1", body, [secret], now)[0].Value);
    }
}

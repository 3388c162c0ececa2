using System.Diagnostics;
using System.Text.Json;
using Cartwright.Shops;
using PoliciesReply = Cartwright.Shops.AdminReply<
    System.Collections.Generic.IReadOnlyList<Cartwright.Assistant.Knowledge.ShopPolicy>>;

namespace Cartwright.Assistant.Knowledge;

/// <param name="Body">HTML, as the merchant wrote it; it may be empty.</param>
/// <param name="Url">The page that shows it to shoppers.</param>
public sealed record ShopPolicy(string Title, string Body, string Url);

public abstract record AskPoliciesResult
{
    private AskPoliciesResult() { }

    public sealed record Told(IReadOnlyList<ShopPolicy> Policies) : AskPoliciesResult;

    /// <param name="Message">What to do, in a sentence.</param>
    public sealed record Refused(string Message) : AskPoliciesResult;
}

/// <summary>
/// Asks a connected shop for its policies, with the shop's own token; one that is refused is renewed. What keeps it
/// from answering does not degrade the shop: looking orders up needs less.
/// </summary>
public sealed class AskPolicies(ShopDirectory directory, ShopifyAdmin shopify, RefreshShop refresh, TimeProvider clock)
{
    /// <summary>Shopify's name for what an app must be allowed. (shopify.dev, "ShopPolicy".)</summary>
    public const string Scope = "read_legal_policies";

    public static readonly JsonEncodedText Document = Read();

    private const int AttemptsMax = 4;
    private static readonly TimeSpan PauseUsual = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    public async Task<AskPoliciesResult> HandleAsync(ShopDomain domain, CancellationToken cancellationToken)
    {
        if (await directory.FindAsync(domain, cancellationToken)
            is not { Status: not (ShopStatus.Waiting or ShopStatus.Uninstalled) } shop)
        {
            return new AskPoliciesResult.Refused(
                $"{domain} is not connected: 'cartwright shops connect {domain}' tells its merchant's address.");
        }

        List<Secret> refused = [];
        var token = shop.Session?.AccessToken;
        for (var attempt = 1; ; attempt++)
        {
            if (token is null)
            {
                var renewal = await refresh.HandleAsync(domain, refused, isAhead: false, cancellationToken);
                if (renewal is not RefreshOutcome.Renewed renewed)
                {
                    return new AskPoliciesResult.Refused(MessageOf(domain, renewal));
                }

                token = renewed.AccessToken;
            }

            switch (await shopify.QueryAsync(domain, token, Document, _ => { }, Policies, cancellationToken))
            {
                case PoliciesReply.Answered answered:
                    return new AskPoliciesResult.Told(answered.Data);
                case PoliciesReply.Refused { Fault: ShopifyFault.Unauthorized } when attempt < AttemptsMax:
                    refused.Add(token);
                    token = null;
                    break;
                case PoliciesReply.Refused { Fault: ShopifyFault.Throttled or ShopifyFault.Transient } later
                    when attempt < AttemptsMax:
                    var pause = later.RetryAfter ?? PauseUsual;
                    await Task.Delay(pause < PauseMax ? pause : PauseMax, clock, cancellationToken);
                    break;
                case PoliciesReply.Refused other:
                    return new AskPoliciesResult.Refused(MessageOf(domain, other));
                default:
                    throw new UnreachableException();
            }
        }
    }

    private static string MessageOf(ShopDomain domain, RefreshOutcome renewal) => renewal switch
    {
        RefreshOutcome.Dead dead => $"{domain} can't be asked. {ShopAdvice.Of(dead.Reason)}",
        RefreshOutcome.AppRefused app => $"Shopify refuses the app's credentials: {app.Detail}",
        RefreshOutcome.Unavailable unavailable =>
            $"The token of {domain} could not be renewed: {unavailable.Detail} Try again later.",
        _ => throw new UnreachableException(),
    };

    private static string MessageOf(ShopDomain domain, PoliciesReply.Refused refused) => refused.Fault switch
    {
        ShopifyFault.ScopeMissing =>
            $"{domain} does not let the app read its policies: add {Scope} to Shops:Scopes and to the app at Shopify, "
            + $"and have the merchant connect again, at the address that 'cartwright shops connect {domain}' tells.",
        ShopifyFault.LegacyTokenRefused =>
            $"{domain} can't be asked. {ShopAdvice.Of(DegradedReason.LegacyTokenRefused)}",
        ShopifyFault.Unauthorized or ShopifyFault.RefreshTokenRefused =>
            $"{domain} can't be asked. {ShopAdvice.Of(DegradedReason.TokenRefusedAfterRefresh)}",
        ShopifyFault.Frozen => $"{domain} can't be asked. {ShopAdvice.Of(DegradedReason.Frozen)}",
        ShopifyFault.Locked => $"{domain} can't be asked. {ShopAdvice.Of(DegradedReason.Locked)}",
        ShopifyFault.Gone => $"{domain} can't be asked. {ShopAdvice.Of(DegradedReason.Gone)}",
        ShopifyFault.AppRefused or ShopifyFault.DataNotApproved or ShopifyFault.Throttled or ShopifyFault.CostExceeded
            or ShopifyFault.Transient or ShopifyFault.Unexpected =>
            $"{domain} did not tell its policies: {refused.Detail} Try again later.",
    };

    private static IReadOnlyList<ShopPolicy> Policies(ref Utf8JsonReader json)
    {
        try
        {
            return
            [
                .. JsonElement.ParseValue(ref json).GetProperty("shop").GetProperty("shopPolicies").EnumerateArray()
                    .Select(policy => new ShopPolicy(
                        Text(policy, "title"), Text(policy, "body"), Text(policy, "url"))),
            ];
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or KeyNotFoundException)
        {
            throw new JsonException("The policies can't be read.", wrong);
        }
    }

    private static string Text(JsonElement policy, string name) =>
        policy.GetProperty(name).GetString() ?? throw new JsonException($"A policy has no {name}.");

    private static JsonEncodedText Read()
    {
        using var stream = typeof(AskPolicies).Assembly.GetManifestResourceStream(
            "Cartwright.Assistant.Knowledge.shop-policies.graphql")!;
        using var reader = new StreamReader(stream);
        return JsonEncodedText.Encode(reader.ReadToEnd());
    }
}

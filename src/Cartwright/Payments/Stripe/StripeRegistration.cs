using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Cartwright.Payments.Stripe;

/// <summary>What an operator sets under <c>Payments:Stripe</c>.</summary>
public sealed class StripeOptions
{
    public const string Section = "Payments:Stripe";

    public Uri BaseAddress { get; set; } = new("https://api.stripe.com/");

    /// <summary>The account's secret key. The configuration binder makes no secrets, so AddStripe sets it.</summary>
    public Secret SecretKey { get; internal set; } = new("");

    /// <summary>What the processor signs its webhooks with; null when it sends none.</summary>
    public Secret? WebhookSecret { get; internal set; }

    /// <summary>Where the shopper's browser goes after a 3-D Secure challenge.</summary>
    public Uri? ReturnUrl { get; set; }

    /// <summary>For one call from its start to the last byte of its reply.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>How many pages of 100 payments are read to find one after an unknown outcome.</summary>
    public int FindPagesMax { get; set; } = 20;

    internal TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);
}

public static class StripeRegistration
{
    /// <summary>Makes Stripe the card processor. Wrong settings stop the start-up.</summary>
    public static IServiceCollection AddStripe(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(StripeOptions.Section);
        services.AddOptions<StripeOptions>()
            .Configure(options => Settings.Bind(options, section))
            .Configure(options =>
            {
                options.SecretKey = new(section[nameof(StripeOptions.SecretKey)] ?? "");
                options.WebhookSecret = section[nameof(StripeOptions.WebhookSecret)] is { Length: > 0 } secret
                    ? new(secret)
                    : null;
            })
            .Validate(
                options => options.WebhookSecret is null || options.WebhookSecret.Reveal().Length is >= 16 and <= 300,
                "Set Payments:Stripe:WebhookSecret to the signing secret of your Stripe webhook (it starts with "
                    + "whsec_), or leave it out.")
            .Validate(
                options => IsKey(options.SecretKey.Reveal()),
                "Set Payments:Stripe:SecretKey to your Stripe account's secret API key (it starts with sk_ or rk_).")
            .Validate(
                options => IsWeb(options.BaseAddress) && (options.BaseAddress.Scheme == "https"
                    || options.BaseAddress.IsLoopback) && options.BaseAddress.AbsolutePath.EndsWith('/'),
                "Set Payments:Stripe:BaseAddress to an https URL that ends with a slash, or leave it out for Stripe "
                    + "itself (http is for the loopback only, since the secret key is sent there).")
            .Validate(
                options => IsWeb(options.ReturnUrl),
                "Set Payments:Stripe:ReturnUrl to the page a shopper sees after a 3-D Secure challenge, such as "
                    + "https://shop.example/paid.")
            .Validate(
                options => options.TimeoutSeconds is >= 1 and <= 120,
                "Set Payments:Stripe:TimeoutSeconds to a number from 1 to 120.")
            .Validate(
                options => options.FindPagesMax is >= 1 and <= 1000,
                "Set Payments:Stripe:FindPagesMax to a number from 1 to 1000.")
            .ValidateOnStart();

        services.AddHttpClient(StripeClient.Name)
            .ConfigureHttpClient((provider, client) =>
            {
                client.BaseAddress = provider.GetRequiredService<IOptions<StripeOptions>>().Value.BaseAddress;
                // The deadline covers reading the body too, so StripeClient keeps it.
                client.Timeout = Timeout.InfiniteTimeSpan;
            })
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                // A redirect could send the secret key elsewhere or turn a POST into a GET.
                AllowAutoRedirect = false,
                UseCookies = false,
                // What a caller sent as its trace and baggage is not the processor's.
                ActivityHeadersPropagator = null,
                PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            })
            // The usual request log would name paths and queries; StripeClient logs what an operator needs.
            .RemoveAllLoggers();

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<StripeClient>();
        services.AddSingleton<StripeWebhook>();
        services.AddSingleton<IPaymentGateway, StripeGateway>();
        services.AddSingleton<IListsPayments, StripePayments>();
        return services;
    }

    private static bool IsKey(string key) =>
        key.Length is > 0 and <= 300 && key.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static bool IsWeb(Uri? url) => url is { IsAbsoluteUri: true, Scheme: "https" or "http" };
}

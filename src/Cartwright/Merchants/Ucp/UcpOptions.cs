using Microsoft.Extensions.Options;

namespace Cartwright.Merchants.Ucp;

/// <summary>How this gateway speaks the Universal Commerce Protocol.</summary>
public sealed class UcpOptions
{
    public const string Section = "Merchants:Ucp";

    /// <summary>
    /// Where merchants read this gateway's own profile. A merchant picks the protocol version by it, so the address
    /// may hold <c>{version}</c>, which becomes the version that was chosen.
    /// </summary>
    public string AgentProfileUrl { get; set; } = "https://cartwright.invalid/.well-known/ucp/{version}";

    public int DiscoveryDeadlineSeconds { get; set; } = 5;

    /// <summary>For one quote, with all the calls that it takes.</summary>
    public int QuoteDeadlineSeconds { get; set; } = 10;

    public int PlaceDeadlineSeconds { get; set; } = 30;

    public int FindDeadlineSeconds { get; set; } = 10;

    public int OrderDeadlineSeconds { get; set; } = 10;

    public int CatalogueDeadlineSeconds { get; set; } = 10;

    /// <summary>How long a merchant's profile is used on when the merchant does not say; never under 60.</summary>
    public int ProfileExpirySeconds { get; set; } = 300;

    public int ProfileExpirySecondsMax { get; set; } = 3600;

    public int ProfileCountMax { get; set; } = 1000;

    public int ReplyBytesMax { get; set; } = 1 << 20;
}

internal sealed class UcpOptionsRules : IValidateOptions<UcpOptions>
{
    public ValidateOptionsResult Validate(string? name, UcpOptions options)
    {
        List<string> wrong = [];
        if (!Uri.TryCreate(options.AgentProfileUrl.Replace("{version}", "v", StringComparison.Ordinal),
                UriKind.Absolute, out var profile)
            || profile.Scheme is not ("http" or "https")
            || options.AgentProfileUrl.Any(symbol => symbol is '"' or '\\' or < ' ' or > '~'))
            wrong.Add("Set Merchants:Ucp:AgentProfileUrl to the absolute address of this gateway's UCP profile.");
        Bound(nameof(UcpOptions.DiscoveryDeadlineSeconds), options.DiscoveryDeadlineSeconds, 1, 60);
        Bound(nameof(UcpOptions.QuoteDeadlineSeconds), options.QuoteDeadlineSeconds, 1, 60);
        Bound(nameof(UcpOptions.PlaceDeadlineSeconds), options.PlaceDeadlineSeconds, 1, 300);
        Bound(nameof(UcpOptions.FindDeadlineSeconds), options.FindDeadlineSeconds, 1, 60);
        Bound(nameof(UcpOptions.OrderDeadlineSeconds), options.OrderDeadlineSeconds, 1, 60);
        Bound(nameof(UcpOptions.CatalogueDeadlineSeconds), options.CatalogueDeadlineSeconds, 1, 60);
        Bound(nameof(UcpOptions.ProfileExpirySeconds), options.ProfileExpirySeconds, 60, 86_400);
        Bound(nameof(UcpOptions.ProfileExpirySecondsMax), options.ProfileExpirySecondsMax, 60, 86_400);
        Bound(nameof(UcpOptions.ProfileCountMax), options.ProfileCountMax, 1, 1_000_000);
        Bound(nameof(UcpOptions.ReplyBytesMax), options.ReplyBytesMax, 128 << 10, 64 << 20);
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Bound(string setting, int value, int min, int max)
        {
            if (value < min || value > max) wrong.Add($"Set Merchants:Ucp:{setting} to {min} to {max}.");
        }
    }
}

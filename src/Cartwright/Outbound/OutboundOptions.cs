using Microsoft.Extensions.Options;

namespace Cartwright.Outbound;

/// <summary>How this gateway may reach addresses that others name: merchants' stores, clients' webhooks.</summary>
public sealed class OutboundOptions
{
    public const string Section = "Outbound";

    /// <summary>Plain HTTP and private addresses too. For the sandbox and for development only.</summary>
    public bool AllowPrivate { get; set; }

    public int ConnectTimeoutSeconds { get; set; } = 5;

    public int ConnectionsPerHostMax { get; set; } = 256;

    /// <summary>Connections are renewed after this time, so that a changed address is noticed.</summary>
    public int ConnectionLifetimeSeconds { get; set; } = 300;
}

internal sealed class OutboundOptionsRules : IValidateOptions<OutboundOptions>
{
    public ValidateOptionsResult Validate(string? name, OutboundOptions options)
    {
        List<string> wrong = [];
        if (options.ConnectTimeoutSeconds is < 1 or > 60)
            wrong.Add("Set Outbound:ConnectTimeoutSeconds to 1 to 60.");
        if (options.ConnectionsPerHostMax is < 1 or > 10_000)
            wrong.Add("Set Outbound:ConnectionsPerHostMax to 1 to 10000.");
        if (options.ConnectionLifetimeSeconds is < 10 or > 86_400)
            wrong.Add("Set Outbound:ConnectionLifetimeSeconds to 10 to 86400.");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);
    }
}

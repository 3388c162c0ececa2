namespace Cartwright.Api;

/// <summary>Section <c>Api</c> of the configuration.</summary>
public sealed class ApiOptions
{
    /// <summary>Where clients reach this gateway, such as <c>https://orders.example</c>; null for the host a request
    /// names.</summary>
    public Uri? PublicUrl { get; set; }
}

using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Cartwright.Sandbox.Shopify;

/// <summary>What every request to a shop has in common. No operation takes a key here.</summary>
internal sealed partial class ShopifyDialect(ShopifyShops shops, SandboxIds ids) : IDialect
{
    public bool StoresServerErrors => false;

    public string TargetOf(HttpContext context) => $"shop:{context.Request.RouteValues["shop"]}";

    public Reply? Check(Call call, Operation operation)
    {
        if (shops.Find(call.Route("shop")) is not { State: { IsGone: false } state })
            return ShopifyErrors.NotFound();
        if (state.IsFrozen)
            return ShopifyErrors.Frozen();
        if (state.IsLocked)
            return ShopifyErrors.Locked();
        return call.Request.RouteValues.TryGetValue("version", out var version) && !Version().IsMatch((string)version!)
            ? ShopifyErrors.NotFound() : null;
    }

    public UInt128 FingerprintOf(Call call) => UInt128.Zero;

    public string KeyScopeOf(Call call, Operation operation) => call.Target;

    public Reply KeyTaken(Call call) => throw new UnreachableException();

    public Reply KeyInUse(Call call) => throw new UnreachableException();

    public void Decorate(HttpResponse response, Call call, bool isReplayed)
    {
        response.Headers["X-Request-Id"] = ids.Mint("req-");
        if (call.Request.RouteValues.TryGetValue("version", out var version) && Version().IsMatch((string)version!))
            response.Headers["X-Shopify-API-Version"] = (string)version!;
    }

    [GeneratedRegex(@"\A(20[0-9]{2}-(01|04|07|10)|unstable)\z")]
    private static partial Regex Version();
}

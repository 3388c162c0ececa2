namespace Cartwright.Shops.Sessions;

/// <summary>The offline sessions of an app that stands beside the gateway, in its own database.</summary>
public interface ISessionTable
{
    /// <summary>The offline session of a shop; null when the app has none.</summary>
    Task<ShopSession?> FindAsync(ShopDomain shop, CancellationToken cancellationToken);

    /// <summary>Writes a session in the place of the one that was read.</summary>
    /// <param name="read">The one that was read; null when there was none.</param>
    /// <returns>False when the app has changed it meanwhile: nothing was written.</returns>
    Task<bool> ReplaceAsync(
        ShopDomain shop, ShopSession? read, ShopSession next, CancellationToken cancellationToken);

    /// <returns>False when the app has changed it since it was read: nothing was removed.</returns>
    Task<bool> RemoveAsync(ShopDomain shop, ShopSession read, CancellationToken cancellationToken);
}

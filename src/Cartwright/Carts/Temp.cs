namespace Cartwright.Carts { 
public enum BuyerProblemCode { BuyerIdentityInvalidCity }
public sealed record BuyerProblem(BuyerProblemCode Code, string Field, string Message, string? SuggestedValue);
public static class BuyerIdentityRules { public static IReadOnlyList<BuyerProblem> Validate(BuyerIdentity b)=>[]; public static IReadOnlyList<BuyerProblem> Missing(BuyerIdentity b)=>[]; }
}
namespace Cartwright.Merchants { public sealed class CatalogueCache { public Task<CatalogueOutcome> LookUpAsync(Merchant m, IReadOnlyList<string> ids, CancellationToken c)=>throw new InvalidOperationException();
public Task<CatalogueOutcome> ListAsync(Merchant m, int o, int n, CancellationToken c)=>throw new InvalidOperationException();
public Task<CatalogueOutcome> FindByUrlAsync(Merchant m, Uri u, CancellationToken c)=>throw new InvalidOperationException(); } }

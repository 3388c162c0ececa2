namespace Cartwright.Catalogue;

public static class CatalogueRegistration
{
    public static IServiceCollection AddCatalogue(this IServiceCollection services) => services
        .AddSingleton<GetProducts>()
        .AddSingleton<ListProducts>()
        .AddSingleton<FindByUrl>()
        .AddSingleton<Collections>()
        .AddSingleton<CartLineProducts>();
}

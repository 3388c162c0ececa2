using Microsoft.Extensions.Options;

namespace Cartwright.Carts;

public static class CartRegistration
{
    public static IServiceCollection AddCarts(this IServiceCollection services)
    {
        services.AddSettings<CartOptions>("Carts");
        return services
            .AddSingleton(provider => provider.GetRequiredService<IOptions<CartOptions>>().Value)
            .AddSingleton<CartStreams>()
            .AddSingleton<SubmissionKeys>()
            .AddSingleton<ReportSubmission>()
            .AddSingleton<QuoteStores>()
            .AddSingleton<ResolveItems>()
            .AddSingleton<ChangeCart>()
            .AddSingleton<CreateCart>()
            .AddSingleton<GetCart>()
            .AddSingleton<AddCartItems>()
            .AddSingleton<UpdateCartItems>()
            .AddSingleton<DeleteCartItems>()
            .AddSingleton<RemoveCart>()
            .AddSingleton<UpdateBuyerIdentity>()
            .AddSingleton<SelectShipping>()
            .AddSingleton<SubmitCart>()
            .AddSingleton<GetCheckout>()
            .AddSingleton<FollowCheckout>()
            .AddSingleton<GetOrder>();
    }
}

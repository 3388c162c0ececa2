using Cartwright.Api;
using Cartwright.Assistant;
using Cartwright.Web.DemoStore;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Cartwright.Web;

/// <summary>
/// <c>/demo-store</c>: a storefront with the chat in it, for whoever wants to see the chat work. It is there only where
/// the operator has switched it on.
/// </summary>
internal static class ShowDemoStore
{
    public const string Path = "/demo-store";

    /// <summary>Nothing from elsewhere, nothing inline, nobody's frame, and no text that becomes markup.</summary>
    private const string ContentSecurityPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types 'none'";

    public static IServiceCollection AddDemoStore(this IServiceCollection services)
    {
        services.AddRazorComponents();
        return services;
    }

    public static void MapDemoStore(this IEndpointRouteBuilder routes)
    {
        var endpoints = routes.MapGroup("").AddEndpointFilter(HideAsync);
        endpoints.MapGet(Path, Show);
        endpoints.MapGet(Path + "/{product}", Show);
        endpoints.MapGet(Path + "/store.css", (HttpContext http) => Style.Answer(http));
    }

    private static PublishedText Style { get; } = new(Read("store.css"), "text/css");

    private static IResult Show(HttpContext http, IOptions<AssistantOptions> options, string? product, string? dir)
    {
        var shown = DemoProduct.All.FirstOrDefault(one => one.Id == product);
        if (product is not null && shown is null)
        {
            return Results.NotFound();
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        return new RazorComponentResult<DemoPage>(new Dictionary<string, object?>
        {
            [nameof(DemoPage.Product)] = shown,
            [nameof(DemoPage.WidgetKey)] = options.Value.DemoStoreKey,
            [nameof(DemoPage.IsRightToLeft)] = dir == "rtl",
        });
    }

    private static ValueTask<object?> HideAsync(
        EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.HttpContext.RequestServices.GetRequiredService<IOptions<AssistantOptions>>().Value.DemoStore
            ? next(context)
            : ValueTask.FromResult<object?>(Results.NotFound());

    private static string Read(string file)
    {
        const string Resources = "Cartwright.Web.DemoStore.";
        using var stream = typeof(ShowDemoStore).Assembly.GetManifestResourceStream(Resources + file)
            ?? throw new InvalidOperationException($"The resource {Resources}{file} is missing in this build.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

using System.Diagnostics;
using Cartwright.Accounts;
using Cartwright.Shops;

namespace Cartwright.Invoices;

/// <summary><c>GET /v1/invoices/2026-11?format=json|csv</c>: the caller's own invoice.</summary>
public static class InvoiceEndpoint
{
    public static IServiceCollection AddInvoices(this IServiceCollection services) =>
        services.AddSingleton<ShowInvoice>();

    public static void MapInvoices(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/v1/invoices/{month}", async (
            string month, string? format, HttpContext http, Authentication authentication, ShowInvoice invoices) =>
        {
            var caller = await authentication.HandleAsync(http.Request.Headers.Authorization, http.RequestAborted);
            if (caller is AuthenticationOutcome.Refused refused)
            {
                http.Response.Headers.WWWAuthenticate = Authentication.Challenge;
                return Refuse(401, "UNAUTHENTICATED", refused.Message);
            }

            if (!Enum.TryParse<InvoiceFormat>(format ?? "json", ignoreCase: true, out var wanted)
                || !Enum.IsDefined(wanted))
            {
                return Refuse(400, "BAD_USER_INPUT", "Ask for format=json or format=csv.");
            }

            var account = ((AuthenticationOutcome.Known)caller).Account;
            var outcome = await invoices.HandleAsync(account.Id, month, http.RequestAborted);
            return outcome switch
            {
                InvoiceOutcome.Shown shown => Results.Text(
                    InvoiceText.Of(shown.Invoice, wanted), InvoiceText.MediaTypeOf(wanted)),
                InvoiceOutcome.NotInvoiced => Refuse(404, "NOT_INVOICED",
                    "The account pays by card, so it has no invoices."),
                InvoiceOutcome.MonthMalformed => Refuse(400, "BAD_USER_INPUT",
                    "Ask for a month such as /v1/invoices/2026-11."),
                InvoiceOutcome.AccountUnknown => Refuse(404, "NOT_FOUND", "There is no such account."),
                _ => throw new UnreachableException(outcome.GetType().Name),
            };
        }).AddEndpointFilter(ShopEndpoints.TellUnavailableAsync);

    private static IResult Refuse(int status, string code, string message) => Results.Json(
        new { errors = new[] { new { message, extensions = new { code } } } }, statusCode: status);
}

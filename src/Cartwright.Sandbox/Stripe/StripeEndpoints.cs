using System.Net;

namespace Cartwright.Sandbox.Stripe;

/// <summary>The processor's endpoints and the name a fault rule knows each by.</summary>
internal static class StripeEndpoints
{
    public static void MapStripe(
        this IEndpointRouteBuilder routes, StripeProcessor processor, StripeHooks hooks, SandboxIds ids,
        TimeSpan searchLag)
    {
        var dialect = new StripeDialect(ids);
        var payments = new PaymentIntents(processor, hooks);
        var lists = new StripeLists(processor, searchLag);
        var refunds = new StripeRefunds(processor, hooks);
        const string Root = "/stripe/v1";

        void Post(string pattern, string name, OperationHandler handler) =>
            OperationPipeline.Map(routes, "POST", Root + pattern, new(name, dialect, TakesKey: true, handler));
        void Get(string pattern, string name, OperationHandler handler) =>
            OperationPipeline.Map(routes, "GET", Root + pattern, new(name, dialect, TakesKey: false, handler));

        Post("/payment_intents", "create_payment_intent", payments.Create);
        Post("/payment_intents/{id}/confirm", "confirm", payments.Confirm);
        Post("/payment_intents/{id}/capture", "capture", payments.Capture);
        Post("/payment_intents/{id}/cancel", "cancel", payments.Cancel);
        Get("/payment_intents", "list_payment_intents", lists.List);
        Get("/payment_intents/search", "search", lists.Search);
        Get("/payment_intents/{id}", "get_payment_intent", payments.Retrieve);
        Post("/refunds", "refund", refunds.Create);
        Get("/refunds", "list_refunds", refunds.List);
        Get("/refunds/{id}", "get_refund", refunds.Retrieve);

        routes.MapGet("/stripe/challenge/{id}", (string id) => ShowChallenge(processor, id));
        routes.MapPost("/stripe/challenge/{id}",
            (HttpContext context, string id) => AnswerChallengeAsync(context, processor, payments, id));
    }

    private static IResult ShowChallenge(StripeProcessor processor, string id)
    {
        if (processor.Find(id) is not { } payment)
            return Results.NotFound();
        var isOpen = payment.Status == PaymentIntentStatus.RequiresAction;
        var body = isOpen
            ? """
              <form method="post"><button name="outcome" value="success">Complete</button>
              <button name="outcome" value="failure">Fail</button></form>
              """
            : $"<p>Nothing to do: {PaymentIntent.NameOf(payment.Status)}.</p>";
        return Results.Content(
            $"<!doctype html><html lang=\"en\"><title>Test bank</title><h1>Is this you?</h1>"
            + $"<p>{payment.Amount} {WebUtility.HtmlEncode(payment.Currency)} (minor units)</p>{body}</html>",
            "text/html");
    }

    private static async Task<IResult> AnswerChallengeAsync(
        HttpContext context, StripeProcessor processor, PaymentIntents payments, string id)
    {
        if (processor.Find(id) is not { } payment)
            return Results.NotFound();
        string? outcome = context.Request.Query["outcome"];
        if (outcome is null && context.Request.HasFormContentType)
            outcome = (await context.Request.ReadFormAsync())["outcome"];
        if (outcome is not ("success" or "failure"))
            return Results.BadRequest("Send outcome=success or outcome=failure.");
        payments.AnswerChallenge(payment, outcome == "success");
        return payment.ReturnUrl is { } url
            ? Results.Redirect($"{url}{(url.Contains('?', StringComparison.Ordinal) ? '&' : '?')}payment_intent={id}")
            : Results.Ok();
    }
}

using System.Net;
using System.Net.Http.Json;

namespace Cartwright.Tests.Slices;

/// <summary>submitCart by hand, with an idempotency key, and its answer to the byte.</summary>
internal sealed record KeyedSubmission(HttpStatusCode Status, string Body, bool IsReplayed)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<KeyedSubmission> SubmitAsync(
        World world, Shopper shopper, string cart, string key, string token = "tok_visa")
    {
        using var answer = await shopper.Http.SendAsync(Request(world, cart, key, token), Stop);
        return new(
            answer.StatusCode,
            await answer.Content.ReadAsStringAsync(Stop),
            answer.Headers.TryGetValues("Idempotent-Replayed", out var replayed) && replayed.Single() == "true");
    }

    public static HttpRequestMessage Request(World world, string cart, string? key, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, world.Address)
        {
            Content = JsonContent.Create(new
            {
                query = """
                    mutation($input: CartSubmitInput!) {
                      submitCart(input: $input) {
                        cart { id stores { orderId isSubmitted status errors { code message } } }
                        errors { code message }
                      }
                    }
                    """,
                variables = new { input = new { id = cart, token } },
            }),
        };
        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        return request;
    }

    public static async Task<int> CapturesAsync(World world) =>
        (await world.BooksAsync())["summary"]!["successful_captures"]!.GetValue<int>();
}

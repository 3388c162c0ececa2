using System.CommandLine;
using System.Diagnostics;
using Cartwright.Webhooks;

namespace Cartwright.Cli.Webhooks;

/// <summary>What several webhooks commands take and say.</summary>
internal static class WebhookArguments
{
    internal static Argument<string> Endpoint() => new("ENDPOINT")
    {
        Description = "The endpoint's id, as webhooks list shows it.",
    };

    internal static Option<bool> AllowPrivate() => new("--allow-private")
    {
        Description = "Also call addresses inside this network, and without TLS: for tests.",
    };

    internal static int NotFound(Screen screen, string endpointId) =>
        screen.Fail($"There is no endpoint {endpointId}: find its id with 'cartwright webhooks list'.");

    internal static int Tell(Screen screen, string endpointId, TestEndpointResult result)
    {
        switch (result)
        {
            case TestEndpointResult.Verified:
                screen.Note($"{endpointId} is verified: a running gateway sends to it within five seconds.");
                return Screen.Done;
            case TestEndpointResult.NotVerified refused:
                return screen.Fail(
                    $"{endpointId} is not verified. {refused.Why} Mend it, then run 'cartwright webhooks test "
                    + $"{endpointId}'.");
            case TestEndpointResult.NotFound:
                return NotFound(screen, endpointId);
            default:
                throw new UnreachableException();
        }
    }
}

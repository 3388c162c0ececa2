namespace Cartwright.Accounts;

/// <summary>Who a request comes from, or what its sender must do to be known.</summary>
public abstract record AuthenticationOutcome
{
    private AuthenticationOutcome() { }

    public sealed record Known(Account Account) : AuthenticationOutcome;

    /// <param name="Message">One sentence that says what to send; it repeats nothing that was sent.</param>
    public sealed record Refused(string Message) : AuthenticationOutcome;
}

/// <summary>Knows a request's account by its <c>Authorization</c> header.</summary>
public sealed class Authentication(ApiKeys keys)
{
    /// <summary>The <c>WWW-Authenticate</c> header of a refusal.</summary>
    public const string Challenge = "Basic realm=\"cartwright\", charset=\"UTF-8\"";

    private const string Scheme = "Basic ";

    public async ValueTask<AuthenticationOutcome> HandleAsync(
        string? authorization, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(authorization))
        {
            return new AuthenticationOutcome.Refused("Send an API key in the header 'Authorization: Basic <key>'.");
        }

        if (authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return new AuthenticationOutcome.Refused(
                "Bearer tokens are not taken here: send an API key in the header 'Authorization: Basic <key>'.");
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return new AuthenticationOutcome.Refused(
                "The authorization scheme is unknown: send an API key in the header 'Authorization: Basic <key>'.");
        }

        return await keys.AuthenticateAsync(authorization[Scheme.Length..].Trim(), cancellationToken) is { } account
            ? new AuthenticationOutcome.Known(account)
            : new AuthenticationOutcome.Refused(
                "The API key is not valid, or was revoked: make one with 'cartwright keys create' and send it.");
    }
}

using Cartwright.Accounts;
using Cartwright.Api;

namespace Cartwright.Tests.Api;

internal static class ApiSamples
{
    public static readonly ApiCaller Caller =
        new(new("account_1", Billing.Card), "203.0.113.7", "https://orders.example/base");
}

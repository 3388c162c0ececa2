using System.Net;
using Cartwright.Merchants;
using Cartwright.Outbound;
using Microsoft.Extensions.Options;

namespace Cartwright.Tests.Merchants;

public sealed class OutboundAddressGuardTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("0.1.2.3")]
    [InlineData("10.0.0.1")]
    [InlineData("10.255.255.255")]
    [InlineData("100.64.0.1")]
    [InlineData("100.127.255.255")]
    [InlineData("127.0.0.1")]
    [InlineData("127.255.255.254")]
    [InlineData("169.254.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.8")]
    [InlineData("192.0.2.1")]
    [InlineData("192.88.99.1")]
    [InlineData("192.168.1.1")]
    [InlineData("198.18.0.1")]
    [InlineData("198.19.255.255")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("224.0.0.1")]
    [InlineData("239.255.255.255")]
    [InlineData("240.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::7f00:1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("64:ff9b:1::1")]
    [InlineData("100::1")]
    [InlineData("2001::1")]
    [InlineData("2001:2::1")]
    [InlineData("2001:20::1")]
    [InlineData("2001:db8::1")]
    [InlineData("2002:a00:1::1")]
    [InlineData("3fff::1")]
    [InlineData("5f00::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void Special_address_is_not_public(string address) =>
        OutboundAddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:1.1.1.1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:800::200e")]
    public void Ordinary_address_is_public(string address) =>
        OutboundAddressGuard.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("https://[::1]:1/")]
    [InlineData("https://127.0.0.1:1/")]
    [InlineData("https://2130706433:1/")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("http://1.1.1.1/")]
    public async Task Address_that_is_not_allowed_is_refused_before_it_is_connected_to(string address)
    {
        using var client = new HttpClient(Connections("1.1.1.1").CreateHandler());

        var fault = await Should.ThrowAsync<HttpRequestException>(client.GetAsync(new Uri(address), Stop));

        fault.InnerException.ShouldBeOfType<OutboundRefusedException>();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("1.1.1.1", "10.0.0.1")]
    [InlineData("::ffff:192.168.0.1")]
    public async Task Name_is_judged_by_every_address_it_resolves_to(params string[] resolved)
    {
        using var client = new HttpClient(Connections(resolved).CreateHandler());

        var fault = await Should.ThrowAsync<HttpRequestException>(
            client.GetAsync(new Uri("https://store.example/"), Stop));

        fault.InnerException.ShouldBeOfType<OutboundRefusedException>();
    }

    [Fact]
    public async Task Connection_goes_to_the_address_that_was_judged()
    {
        await using var store = await StubStore.StartAsync();
        var count = 0;
        var connections = new OutboundConnections(Options.Create(new OutboundOptions { AllowPrivate = true }))
        {
            Resolve = (_, _) =>
            {
                count++;
                return Task.FromResult<IPAddress[]>([IPAddress.Loopback]);
            },
        };
        using var client = new HttpClient(connections.CreateHandler());

        var port = new Uri(store.Url).Port;
        var reply = await client.GetAsync(new Uri($"http://no-such-name.invalid:{port}/.well-known/ucp"), Stop);

        reply.StatusCode.ShouldBe(HttpStatusCode.OK);
        count.ShouldBe(1);
    }

    [Fact]
    public async Task Redirects_are_not_followed_and_cookies_not_kept()
    {
        await using var store = await StubStore.StartAsync();
        store.Page("/here", context =>
        {
            context.Response.Headers.SetCookie = "a=b";
            context.Response.Redirect("/there");
            return Task.CompletedTask;
        });
        var connections = new OutboundConnections(Options.Create(new OutboundOptions { AllowPrivate = true }));
        using var client = new HttpClient(connections.CreateHandler());

        await client.GetAsync(new Uri(store.Url + "/here"), Stop);
        var reply = await client.GetAsync(new Uri(store.Url + "/here"), Stop);

        reply.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        store.Calls.ShouldAllBe(call => call.Path == "/here" && call.Headers.Cookie.Count == 0);
    }

    [Fact]
    public async Task Store_on_a_private_address_is_not_called_unless_the_operator_allows_it()
    {
        await using var store = await StubStore.StartAsync(
            settings: new() { ["Outbound:AllowPrivate"] = "false" });

        (await store.Connector.CheckAsync(store.Merchant, Stop)).ShouldBeOfType<MerchantCheck.Unusable>()
            .Why.ShouldBe("Only https addresses are called.");
        store.Calls.ShouldBeEmpty();
    }

    private static OutboundConnections Connections(params string[] resolved) =>
        new(Options.Create(new OutboundOptions()))
        {
            Resolve = (_, _) => Task.FromResult<IPAddress[]>([.. resolved.Select(IPAddress.Parse)]),
        };
}

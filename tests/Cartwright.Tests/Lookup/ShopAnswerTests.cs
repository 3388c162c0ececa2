using System.Text;
using System.Text.Json;
using Cartwright.Lookup;
using Cartwright.Shops;

namespace Cartwright.Tests.Lookup;

/// <summary>What is made of a shop's answer, however odd it is.</summary>
public sealed class ShopAnswerTests
{
    private const string Order = """
        {"id":"1","name":"#1001","email":null,"phone":null,"createdAt":"2026-11-19T01:06:24Z","cancelledAt":null,
         "displayFulfillmentStatus":"FULFILLED","displayFinancialStatus":null,"returnStatus":"NO_RETURN",
         "statusPageUrl":null,"shippingAddress":null,"fulfillments":[],"refunds":[]}
        """;

    [Theory]
    [InlineData("INTERNAL_SERVER_ERROR", "Internal error.", false)]
    [InlineData("THROTTLED", "Throttled", false)]
    [InlineData("ACCESS_DENIED", "This app is not approved to access the Order object.", true)]
    public void Field_left_out_leaves_an_answer_only_when_the_app_may_not_see_it(
        string code, string message, bool isAnswer)
    {
        var reply = Read($$$"""
            {"data":{{{Data(Order)}}},"errors":[{"message":"{{{message}}}",
             "path":["byName","nodes",0,"email"],"extensions":{"code":"{{{code}}}"}}]}
            """);

        (reply is AdminReply<OrdersFound>.Answered).ShouldBe(isAnswer, reply.ToString());
    }

    [Fact]
    public void Field_that_failed_for_a_moment_beside_one_that_the_app_may_not_see_blames_no_shop()
    {
        var reply = Read($$$"""
            {"data":{{{Data(Order)}}},"errors":[
             {"message":"This app is not approved to access the Order object.","path":["byName","nodes",0,"email"],
              "extensions":{"code":"ACCESS_DENIED"}},
             {"message":"Internal error.","path":["byName","nodes",0,"phone"],
              "extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}
            """);

        reply.ShouldBeOfType<AdminReply<OrdersFound>.Refused>().Fault.ShouldBe(ShopifyFault.Transient);
    }

    [Fact]
    public void Throttle_that_names_no_wait_is_not_asked_again_at_once()
    {
        var reply = Read("""
            {"errors":[{"message":"Throttled","extensions":{"code":"THROTTLED"}}],"extensions":{"cost":
             {"requestedQueryCost":5,
              "throttleStatus":{"maximumAvailable":100,"currentlyAvailable":100,"restoreRate":1}}}}
            """);

        reply.ShouldBeOfType<AdminReply<OrdersFound>.Refused>().RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(100));
    }

    [Theory]
    [InlineData("\"#1001\"", "\"\\ud800\"")]
    [InlineData("\"2026-11-19T01:06:24Z\"", "\"\\ud800-11-19T01:06:24Z\"")]
    [InlineData("\"2026-11-19T01:06:24Z\"", "5")]
    [InlineData("\"returnStatus\":\"NO_RETURN\",", "")]
    [InlineData("\"fulfillments\":[]", "\"fulfillments\":[null]")]
    [InlineData("\"refunds\":[]", "\"refunds\":{}")]
    public void Order_that_can_not_be_read_makes_the_answer_unreadable_and_never_empty(string good, string bad)
    {
        Read("{\"data\":" + Data(Order.Replace(good, bad, StringComparison.Ordinal)) + "}")
            .ShouldBeOfType<AdminReply<OrdersFound>.Refused>().ShouldBe(
                new(ShopifyFault.Transient, "The answer could not be read.") { Status = 200, IsOfData = true });
    }

    [Theory]
    [InlineData("{'cost':{'requestedQueryCost':5,'actualQueryCost':3,'throttleStatus':~}}", "5 3 100 97.5 50")]
    [InlineData("{'search':[{'path':['orders']}],'cost':{'throttleStatus':~,'requestedQueryCost':5}}", "5  100 97.5 50")]
    [InlineData("{'cost':{'requestedQueryCost':{},'throttleStatus':~}}", "none")]
    [InlineData("{'cost':[5]}", "none")]
    [InlineData("[5]", "none")]
    [InlineData("5", "none")]
    [InlineData("null", "none")]
    public void Cost_is_what_the_extensions_tell_and_nothing_when_they_tell_too_little(string extensions, string cost)
    {
        extensions = extensions
            .Replace("~", "{'maximumAvailable':100,'currentlyAvailable':97.5,'restoreRate':50}", StringComparison.Ordinal)
            .Replace('\'', '"');

        var reply = Read($$"""{"extensions":{{extensions}},"data":{{Data(Order)}},"more":1}""");

        reply.ShouldBeOfType<AdminReply<OrdersFound>.Answered>();
        (reply.Cost is { } told
            ? FormattableString.Invariant(
                $"{told.Requested} {told.Actual} {told.Maximum} {told.Available} {told.Restore}")
            : "none").ShouldBe(cost);
    }

    [Theory]
    [InlineData("null", "THROTTLED", ShopifyFault.Throttled)]
    [InlineData("""{"shop":null,"byName":null}""", "ACCESS_DENIED", ShopifyFault.ScopeMissing)]
    [InlineData("""{"shop":{}}""", "ACCESS_DENIED", ShopifyFault.Transient)]
    [InlineData("""{"shop":null}""", "INTERNAL_SERVER_ERROR", ShopifyFault.Transient)]
    public void Answer_without_its_data_is_judged_by_its_errors_and_data_of_another_shape_is_unreadable(
        string data, string code, ShopifyFault fault)
    {
        var reply = Read($$$"""
            {"errors":[{"message":"Access denied for byName field.","path":["byName"],
             "extensions":{"code":"{{{code}}}"}}],"data":{{{data}}}}
            """);

        reply.ShouldBeOfType<AdminReply<OrdersFound>.Refused>().Fault.ShouldBe(fault);
    }

    private static AdminReply<OrdersFound> Read(string json) =>
        ReadAdminReply.From(200, Encoding.UTF8.GetBytes(json), null, OrdersFound.Read);

    private static string Data(string order) => $$$"""
        {"shop":{"orderNumberFormatPrefix":"#","orderNumberFormatSuffix":""},"byName":{"nodes":[{{{order}}}]},
         "byNumber":{"nodes":[]},"bySearch":{"nodes":[]}}
        """;
}

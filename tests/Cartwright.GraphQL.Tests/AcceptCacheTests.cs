namespace Cartwright.GraphQL.Tests;

public sealed class AcceptCacheTests
{
    [Fact]
    public void Accept_header_means_the_same_each_time_however_many_others_there_were()
    {
        var cache = new AcceptCache();
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 200; i++)
            {
                cache.Choose($"application/json;q=0.5, application/graphql-response+json;v={i}")
                    .ShouldBe(MediaType.GraphQLResponse);
                cache.Choose($"application/json, text/x{i}").ShouldBe(MediaType.Json);
                cache.Choose($"text/x{i}").ShouldBeNull();
            }
            cache.Choose(default).ShouldBe(MediaType.Json);
            cache.Choose(new string[] { "text/html", "application/json" }).ShouldBe(MediaType.Json);
        }
    }
}

using System.Text;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.GraphQL.Tests;

public sealed class HostileTests
{
    /// <summary>
    /// Memory that a request may cost, in all: some for each byte of the document that was let in, and for the
    /// errors, fields and tokens that the limits let through.
    /// </summary>
    private const long AllocatedBytesMax = 16_000_000;
    private const long AllocatedBytesPerByteMax = 24;

    public static TheoryData<string> Names => [.. HostileDocuments.All.Select(request => request.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Hostile_request_is_refused_or_answered_within_bounded_memory(string name)
    {
        var request = HostileDocuments.All.Single(candidate => candidate.Name == name);
        var length = request.Document.Length;
        await using var services = new ServiceCollection().BuildServiceProvider();
        // A first request pays for what is made once in a process.
        (await new HostileRequest("", () => "{hello nope(a:1)}"u8.ToArray(), "").SendAsync(services)).Dispose();
        var before = GC.GetAllocatedBytesForCurrentThread();

        var sending = request.SendAsync(services);

        // Nothing waits in this schema, so all of the work was done on this thread.
        sending.IsCompleted.ShouldBeTrue();
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        using var response = await sending;
        var text = Encoding.UTF8.GetString(response.Json.Span);
        if (request.Code is null) text.ShouldStartWith("{\"data\":{");
        else response.ErrorCodes.ShouldBe([request.Code], text);
        text.Length.ShouldBeLessThan(100_000);
        var isLetIn = length <= (request.Limits ?? new()).DocumentBytesMax;
        allocated.ShouldBeLessThan(
            isLetIn ? AllocatedBytesMax + length * AllocatedBytesPerByteMax : 20_000);
    }

    [Theory]
    [InlineData("{\"query\":\"{hello}\",\"variables\":{\"v\":", "[", "")]
    [InlineData("{\"query\":\"{hello}\",\"variables\":{\"v\":", "{\"a\":", "")]
    [InlineData("{\"query\":\"{hello}\",\"extensions\":{\"v\":", "[", "")]
    [InlineData("{\"query\":\"{hello}\",\"unknown\":", "[", "")]
    [InlineData("", "{\"query\":", "")]
    [InlineData("{\"query\":\"", "\\ud800", "\"}")]
    public void Body_nested_or_broken_is_a_bad_request(string start, string piece, string end)
    {
        var body = Encoding.UTF8.GetBytes(start + string.Concat(Enumerable.Repeat(piece, 100_000)) + end);
        HttpParameters.FromBody(body, new()).ShouldBeOfType<HttpParameters.Bad>().Code.ShouldBe("BAD_REQUEST");
    }
}

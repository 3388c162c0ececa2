using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Cartwright.Accounts;
using Cartwright.Assistant;
using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Cartwright.Tests.Assistant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Bench;

/// <summary>
/// How many questions a second are answered over HTTP from many passages, without a model, each a turn of a conversation
/// that is kept, on SQLite. The clients are in the gateway's process. Prints one line of JSON.
/// </summary>
internal static class ChatBench
{
    private const string Shop = "department.myshopify.com";
    private const string Account = "account_bench";
    private const string SessionHeader = "X-Chat-Session";
    private const int MessagesMax = 1_000_000;

    public static async Task<int> RunAsync(int passages, int clients, int seconds, int warmUp)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-bench-").FullName;
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 256 };
        using var http = HttpClientOf(handler);
        try
        {
            await using var app = await Cartwright.Program.BuildAsync(
                [
                    $"--Journal:Folder={folder}", "--urls=http://127.0.0.1:0", "--Payments:Stripe:SecretKey=sk_test",
                    "--Payments:Stripe:ReturnUrl=http://127.0.0.1/",
                    "--Assistant:MessagesPerMinutePerSessionMax=10000", "--Api:RequestsPerSecondPerKeyMax=0",
                    "--Api:RequestsPerSecondPerAddressMax=0",
                    $"--Assistant:MessagesPerMinutePerShopMax={MessagesMax}",
                ],
                builder => builder.Logging.ClearProviders());
            await app.StartAsync();
            http.BaseAddress = new(app.Urls.Single());
            var names = await KnowledgeBench.FillAsync(
                app.Services.GetRequiredService<AddDocument>(), ShopDomain.Parse(Shop), passages);
            await app.Services.GetRequiredService<ShopDirectory>().RegisterAsync(
                ShopDomain.Parse(Shop), Account, CancellationToken.None);
            var key = await app.Services.GetRequiredService<ApiKeys>().CreateAsync(
                Account, Billing.Card, "bench", CancellationToken.None);
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key.Key.Reveal());
            var desks = Enumerable.Range(0, clients).Select(client => new Desk(http, names, new(client))).ToArray();
            await ClosedLoop.RunAsync(clients, TimeSpan.FromSeconds(warmUp), client => desks[client].AskAsync());
            var load = await ClosedLoop.RunAsync(
                clients, TimeSpan.FromSeconds(seconds), client => desks[client].AskAsync());
            Console.WriteLine(JsonSerializer.Serialize(new
            {
                bench = "chat",
                passages,
                clients,
                turns_per_second = Math.Round(ClosedLoop.RateOf([load])),
                p50_ms = ClosedLoop.PercentileOf([load], 50),
                p99_ms = ClosedLoop.PercentileOf([load], 99),
                cpu_us = ClosedLoop.CpuMicrosecondsOf([load]),
                failed = load.Failed,
            }));
            return load.Failed == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>One shopper, who asks one question after the other in one conversation.</summary>
    private sealed class Desk(HttpClient http, string[] names, Random random)
    {
        private readonly IReadOnlyList<string> questions = [.. AnswerEvaluation.Questions().Select(one => one.Question)];
        private string? session;
        private string? signature;

        public async Task<bool> AskAsync()
        {
            var question = questions[random.Next(questions.Count)];
            if (random.Next(2) == 0)
            {
                question += $" {names[random.Next(names.Length)]}";
            }

            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat")
            {
                Content = JsonContent.Create(new ChatBody(Shop, session, question)),
            };
            if (signature is not null)
            {
                request.Headers.Add(SessionHeader, signature);
            }

            using var answer = await http.SendAsync(request);
            if (!answer.IsSuccessStatusCode)
            {
                return false;
            }

            using var json = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync());
            session = json.RootElement.GetProperty("sessionId").GetString();
            signature = answer.Headers.GetValues(SessionHeader).Single();
            return json.RootElement.GetProperty("reply").GetString() is { Length: > 0 };
        }
    }

    // RS0030: a program of its own has no container to take a client from.
#pragma warning disable RS0030
    private static HttpClient HttpClientOf(SocketsHttpHandler handler) => new(handler, disposeHandler: false);
#pragma warning restore RS0030
}

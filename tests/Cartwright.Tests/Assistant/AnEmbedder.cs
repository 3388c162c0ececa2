using System.Net.Http.Json;
using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Journal;
using Cartwright.Sandbox;
using Microsoft.AspNetCore.Builder;
using static Cartwright.Tests.Assistant.AShelf;

namespace Cartwright.Tests.Assistant;

/// <summary>The sandbox's model of embeddings, and the work that a gateway would do with it.</summary>
internal sealed class AnEmbedder : IAsyncDisposable
{
    private readonly WebApplication sandbox;
    private readonly SocketsHttpHandler handler = new();

    private AnEmbedder(WebApplication sandbox) => this.sandbox = sandbox;

    public static async Task<AnEmbedder> StartAsync()
    {
        var sandbox = SandboxHost.Build(new SandboxOptions { Urls = ["http://127.0.0.1:0"] });
        await sandbox.StartAsync(Stop);
        return new(sandbox);
    }

    private Uri Address => SandboxHost.Address(sandbox);

    public string[] Settings(params string[] others) =>
    [
        "--Outbound:AllowPrivate=true", $"--Assistant:Embeddings:BaseAddress={new Uri(Address, "ai/v1")}",
        "--Assistant:Embeddings:Key=sandbox-model-key", "--Assistant:Embeddings:Model=sandbox-embed", .. others,
    ];

    public async Task FaultAsync(params object[] rules)
    {
        using var client = new HttpClient(handler, disposeHandler: false);
        using var answer = await client.PutAsJsonAsync(new Uri(Address, "sandbox/faults"), rules, Stop);
        answer.EnsureSuccessStatusCode();
    }

    public Task FaultAsync(string kind, int code = 500) =>
        FaultAsync(new { target = "model", operation = "embeddings", kind, code, seconds = 3600 });

    /// <summary>All texts it was sent and has embedded.</summary>
    public async Task<string[]> HeardAsync()
    {
        using var client = new HttpClient(handler, disposeHandler: false);
        return (await client.GetFromJsonAsync<string[]>(new Uri(Address, "sandbox/embeddings"), Stop))!;
    }

    /// <summary>Does the queued work once, as the gateway's dispatcher would.</summary>
    public static async Task WorkAsync(AShelf shelf)
    {
        foreach (var lease in await shelf.Get<IJournal>().ClaimAsync(EmbedPassages.QueueName, 10, Stop))
        {
            await shelf.Get<EmbedPassages>().HandleAsync(lease, Stop);
        }
    }

    public static async Task<int> StoredAsync(AShelf shelf, string model = "sandbox-embed") => (int)(await shelf
        .Get<IJournal>().QueryAsync(
            "select count(*) from knowledge_vectors where model = @model", row => row.GetInt64(0), [("model", model)],
            Stop)).Single();

    public async ValueTask DisposeAsync()
    {
        handler.Dispose();
        await sandbox.DisposeAsync();
    }
}

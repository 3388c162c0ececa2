using System.Text;
using Cartwright.Assistant.Knowledge;
using Cartwright.Postgres;
using Cartwright.Shops;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cartwright.Tests.Assistant;

/// <summary>The gateway's knowledge on a journal of its own, on SQLite or on PostgreSQL, without a server.</summary>
public sealed class AShelf : IAsyncDisposable
{
    private WebApplication app;
    private readonly string folder;
    private readonly string? database;

    private AShelf(WebApplication app, string folder, string? database) =>
        (this.app, this.folder, this.database) = (app, folder, database);

    public static ShopDomain Tulips { get; } = ShopDomain.Parse("tulips.myshopify.com");
    public static ShopDomain Mugs { get; } = ShopDomain.Parse("mugs.myshopify.com");

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<AShelf> OpenAsync(bool onPostgres = false, params string[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-shelf-").FullName;
        var database = onPostgres ? await (await SharedPostgres.ServerAsync()).NewDatabaseAsync() : null;
        return new(await BuildAsync(folder, database, settings), folder, database);
    }

    /// <summary>The same data under other settings.</summary>
    public async Task ReopenAsync(params string[] settings)
    {
        await app.DisposeAsync();
        app = await BuildAsync(folder, database, settings);
    }

    private static Task<WebApplication> BuildAsync(string folder, string? database, string[] settings) =>
        Program.BuildAsync(
            [
                $"--Journal:Folder={folder}", .. database is null ? [] : (string[])[$"--Journal:ConnectionString={database}"],
                "--Payments:Stripe:SecretKey=sk_test", .. settings,
            ],
            builder => builder.Logging.ClearProviders(),
            Stop);

    public T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public Task<AddDocumentResult> AddAsync(ShopDomain shop, string source, string text) =>
        AddAsync(shop, source, Encoding.UTF8.GetBytes(text));

    public Task<AddDocumentResult> AddAsync(ShopDomain shop, string source, byte[] bytes) =>
        Get<AddDocument>().HandleAsync(new(shop, source, bytes), Stop);

    public Task<IReadOnlyList<PassageFound>> SearchAsync(ShopDomain shop, string question) =>
        Get<SearchKnowledge>().HandleAsync(shop, question, 5, Stop);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(folder, recursive: true);
        if (database is not null)
        {
            await (await SharedPostgres.ServerAsync()).DropAsync(database);
        }
    }
}

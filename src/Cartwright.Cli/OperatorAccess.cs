using Cartwright.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Cli;

/// <summary>
/// The gateway's use cases on a data folder, without listening and without working off its queues. A gateway may run
/// on the same folder meanwhile.
/// </summary>
internal sealed class OperatorAccess : IAsyncDisposable
{
    private readonly WebApplication app;

    private OperatorAccess(WebApplication app) => this.app = app;

    internal static async Task<OperatorAccess> OpenAsync(
        DirectoryInfo data, CancellationToken cancellationToken, bool allowPrivate = false) =>
        new(await RunningGateway.BuildAsync(
            new(LoopbackAddress.AnyPort, data.FullName, AllowPrivate: allowPrivate), cancellationToken));

    internal T Get<T>() where T : notnull => app.Services.GetRequiredService<T>();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    /// <summary>Runs a command on a journal; what its folder has wrong with it is said in a sentence.</summary>
    internal static async Task<int> RunAsync(
        Screen screen,
        DirectoryInfo data,
        bool mayCreate,
        Func<OperatorAccess, Task<int>> run,
        CancellationToken cancellationToken,
        bool allowPrivate = false)
    {
        if (!mayCreate && !JournalRegistration.IsInDatabase()
            && !File.Exists(Path.Combine(data.FullName, "gateway.db")))
        {
            return screen.Fail($"There is no journal in {data.FullName}: say with --data where the gateway keeps it.");
        }
        try
        {
            await using var access = await OpenAsync(data, cancellationToken, allowPrivate);
            return await run(access);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return screen.Fail($"{failure.Message} Check the folder that --data names.");
        }
    }
}

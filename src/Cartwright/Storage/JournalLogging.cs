namespace Cartwright.Storage;

/// <summary>
/// The journal is opened before the container is there: what it says goes where the host's logging, as it has been set
/// up by then, sends it.
/// </summary>
internal sealed class JournalLogging : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public JournalLogging(IServiceCollection host)
    {
        var copy = new ServiceCollection();
        foreach (var service in host) ((ICollection<ServiceDescriptor>)copy).Add(service);
        services = copy.BuildServiceProvider();
    }

    public ILogger<T> For<T>() => services.GetRequiredService<ILogger<T>>();

    public ValueTask DisposeAsync() => services.DisposeAsync();
}

namespace Cartwright.Orders;

/// <summary>Looks for stuck orders every minute.</summary>
public sealed partial class WatchOrders(FindStuckOrders stuck, TimeProvider clock, ILogger<WatchOrders> logger)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await stuck.HandleAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(failure.GetType().Name);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Stuck orders could not be looked for ({Failure}).")]
    private partial void LogFailed(string failure);
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Cartwright.Nodes;

/// <summary>Section <c>Nodes</c> of the configuration: how long a node takes to leave.</summary>
public sealed class LeaveOptions
{
    internal const string Section = "Nodes";

    /// <summary>How long it still takes requests once it has said that it is not ready.</summary>
    [Range(0.0, 300.0)]
    public double DrainSeconds { get; set; }

    /// <summary>How long the requests and the work that are under way after that may take.</summary>
    [Range(1.0, 300.0)]
    public double FinishSeconds { get; set; } = 4.5;

    internal TimeSpan DrainTime => TimeSpan.FromSeconds(DrainSeconds);

    /// <summary>From the word to stop until nothing is waited for any more.</summary>
    public TimeSpan TimeMax => DrainTime + TimeSpan.FromSeconds(FinishSeconds);

    /// <summary>As the settings beside the program and in the environment say, for who has no services.</summary>
    public static LeaveOptions OfProcess()
    {
        var options = new LeaveOptions();
        try
        {
            Settings.Bind(options, WebApplication.CreateSlimBuilder().Configuration.GetSection(Section));
        }
        catch (OptionsValidationException)
        {
            // The start tells what is wrong.
        }

        return options;
    }
}

/// <summary>
/// A node that is told to stop says so first, and takes requests until its load balancer has turned away: what is sent
/// to a listener that has closed is lost. Clients that keep their connection are asked to open another one.
/// </summary>
public sealed class LeaveInOrder(
    IHostApplicationLifetime lifetime, IOptions<LeaveOptions> options, TimeProvider clock) : IHostedLifecycleService
{
    private int isTold;

    /// <summary>Whether it has been told to stop.</summary>
    public bool IsLeaving => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Runs before anything else stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        lifetime.StopApplication();
        if (Interlocked.Exchange(ref isTold, 1) != 0 || options.Value.DrainTime == TimeSpan.Zero) return;
        await Task.Delay(options.Value.DrainTime, clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

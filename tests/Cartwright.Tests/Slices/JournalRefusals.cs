using System.Reflection;
using Cartwright.Journal;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Tests.Slices;

/// <summary>Stands before the gateway's journal, and refuses every write or lets it hang while it is told to.</summary>
internal sealed class JournalRefusals
{
    private int count;

    public bool Refuses { get; set; }

    /// <summary>Whether nothing can be asked either, as of a database that is away.</summary>
    public bool RefusesReads { get; set; }

    /// <summary>Whether nobody can wait for what comes of an append.</summary>
    public bool RefusesWaits { get; set; }

    /// <summary>What every write waits for.</summary>
    public Task Until { get; set; } = Task.CompletedTask;

    public int Count => count;

    /// <summary>The container's own callback runs after the program has registered its journal.</summary>
    public void Configure(WebApplicationBuilder builder) =>
        builder.Host.ConfigureContainer<IServiceCollection>((_, services) =>
        {
            var own = services.Last(service => service.ServiceType == typeof(IJournal));
            services.AddSingleton(provider =>
            {
                var journal = DispatchProxy.Create<IJournal, RefusingJournal>();
                var refusing = (RefusingJournal)(object)journal;
                refusing.Inner = (IJournal)own.ImplementationFactory!(provider);
                refusing.Refusals = this;
                return journal;
            });
        });

    public void ThrowIfOn()
    {
        if (Refuses)
        {
            Interlocked.Increment(ref count);
            throw new JournalUnavailableException("The disk is full.", mayBeWritten: false);
        }
    }
}

// CA1852: DispatchProxy derives from it.
#pragma warning disable CA1852
internal class RefusingJournal : DispatchProxy
#pragma warning restore CA1852
{
    public IJournal Inner { get; set; } = null!;

    public JournalRefusals Refusals { get; set; } = null!;

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        if (targetMethod!.Name == nameof(IJournal.AppendAsync))
        {
            Refusals.ThrowIfOn();
            if (!Refusals.Until.IsCompleted)
            {
                return new ValueTask<AppendResult>(
                    LateAsync((JournalAppend)args![0]!, (CancellationToken)args[1]!));
            }
        }

        if (Refusals.RefusesReads && targetMethod.Name is nameof(IJournal.QueryAsync) or nameof(IJournal.ReadAsync)
            || Refusals.RefusesWaits && targetMethod.Name is nameof(IJournal.WaitAsync))
            throw new JournalUnavailableException("The database is away.", mayBeWritten: false) { IsOfRead = true };
        return targetMethod.Invoke(Inner, args);
    }

    private async Task<AppendResult> LateAsync(JournalAppend append, CancellationToken cancellationToken)
    {
        await Refusals.Until.WaitAsync(cancellationToken);
        return await Inner.AppendAsync(append, cancellationToken);
    }
}

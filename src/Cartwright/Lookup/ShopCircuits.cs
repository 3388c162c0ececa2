using System.Collections.Concurrent;
using Cartwright.Shops;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;

namespace Cartwright.Lookup;

/// <summary>Leaves a shop alone for a while whose calls nearly all fail. Only shops that are connected have one.</summary>
public sealed class ShopCircuits(IOptions<LookupOptions> options, TimeProvider clock)
{
    private const double FailureRatio = 0.9;
    private const int CallsMin = 30;
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<ShopDomain, ResiliencePipeline<AdminReply<OrdersFound>>> circuits = new();

    public ResiliencePipeline<AdminReply<OrdersFound>> Of(ShopDomain shop) => circuits.GetOrAdd(shop, _ => Make());

    private ResiliencePipeline<AdminReply<OrdersFound>> Make() =>
        new ResiliencePipelineBuilder<AdminReply<OrdersFound>> { TimeProvider = clock }
        .AddCircuitBreaker(new CircuitBreakerStrategyOptions<AdminReply<OrdersFound>>
        {
            FailureRatio = FailureRatio,
            MinimumThroughput = CallsMin,
            SamplingDuration = Window,
            BreakDuration = TimeSpan.FromSeconds(options.Value.CircuitSeconds),
            ShouldHandle = reply => ValueTask.FromResult(
                reply.Outcome.Result is AdminReply<OrdersFound>.Refused
                {
                    Fault: ShopifyFault.Transient, IsOfData: false,
                }),
        })
        .Build();
}

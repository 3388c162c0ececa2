using Microsoft.Extensions.Options;

namespace Cartwright.Webhooks;

/// <summary>
/// Lets a few deliveries to each endpoint through at a time, and one alone while its last attempt failed, so that an
/// endpoint that is slow or down takes up no room that others need. Who was turned away is called when there is room, so
/// that a backlog need not look for itself again and again.
/// </summary>
public sealed class EndpointGates(IOptions<WebhookOptions> options)
{
    private const int WaitingMax = 16;
    private const int TurnedAwayMax = 10_000;

    /// <summary>With one for each that ends, an endpoint that had none in flight would never have more than one.</summary>
    private const int CalledMax = 2;

    private readonly Lock sync = new();
    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);

    /// <summary>
    /// Waits a little for an endpoint that works. False when there is no room: come back when called, or later.
    /// </summary>
    public async Task<bool> TryEnterAsync(string endpointId, string deliveryId, CancellationToken cancellationToken)
    {
        TaskCompletionSource<bool> turn;
        lock (sync)
        {
            if (!gates.TryGetValue(endpointId, out var gate))
            {
                gates[endpointId] = gate = new();
            }

            if (gate.InFlight < Bound(gate))
            {
                gate.InFlight++;
                return true;
            }

            if (gate.IsFailing || gate.Waiting.Count >= WaitingMax)
            {
                gate.TurnAway(deliveryId);
                return false;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            gate.Waiting.Enqueue(turn);
        }

        using var cancelled = cancellationToken.Register(() => turn.TrySetResult(false));
        return await turn.Task;
    }

    /// <summary>The next of those that were turned away, for whoever has delivered and is about to leave.</summary>
    public IReadOnlyList<string> Call(string endpointId)
    {
        lock (sync)
        {
            var gate = gates[endpointId];
            var room = options.Value.InFlightPerEndpointMax - (gate.InFlight - 1) - gate.Waiting.Count;
            var called = new List<string>();
            while (called.Count < Math.Min(room, CalledMax) && gate.TurnedAway.TryDequeue(out var deliveryId))
            {
                called.Add(deliveryId);
            }

            return called;
        }
    }

    /// <param name="isFailing">Null when the attempt says nothing of the endpoint.</param>
    public void Leave(string endpointId, bool? isFailing)
    {
        lock (sync)
        {
            var gate = gates[endpointId];
            gate.InFlight--;
            gate.IsFailing = isFailing ?? gate.IsFailing;
            while (gate.Waiting.Count > 0 && (gate.IsFailing || gate.InFlight < Bound(gate)))
            {
                if (gate.Waiting.Dequeue().TrySetResult(!gate.IsFailing) && !gate.IsFailing)
                {
                    gate.InFlight++;
                }
            }

            if (gate is { InFlight: 0, IsFailing: false, TurnedAway.Count: 0 })
            {
                gates.Remove(endpointId);
            }
        }
    }

    private int Bound(Gate gate) => gate.IsFailing ? 1 : options.Value.InFlightPerEndpointMax;

    private sealed class Gate
    {
        public int InFlight { get; set; }
        public bool IsFailing { get; set; }
        public Queue<TaskCompletionSource<bool>> Waiting { get; } = new();
        public Queue<string> TurnedAway { get; } = new();

        /// <summary>One that is not kept comes back by itself.</summary>
        public void TurnAway(string deliveryId)
        {
            if (TurnedAway.Count < TurnedAwayMax)
            {
                TurnedAway.Enqueue(deliveryId);
            }
        }
    }
}

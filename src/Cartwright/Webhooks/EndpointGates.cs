using Microsoft.Extensions.Options;

namespace Cartwright.Webhooks;

/// <summary>
/// Lets a few deliveries to each endpoint through at a time, and one alone while its last attempt failed, so that an
/// endpoint that is slow or down takes up no room that others need. Who was turned away on this node is called when
/// there is room, so that a backlog need not look for itself again and again.
/// </summary>
public sealed class EndpointGates(IOptions<WebhookOptions> options)
{
    private const int WaitingMax = 16;

    /// <summary>Of all endpoints. Who is not kept comes back by itself.</summary>
    private const int TurnedAwayMax = 20_000;

    /// <summary>With one for each that ends, an endpoint with none in flight would never have more than one.</summary>
    private const int CalledMax = 2;

    private readonly Lock sync = new();
    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);
    private int turnedAway;

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
                Remove(gate, deliveryId);
                return true;
            }

            if (gate.IsFailing || gate.Waiting.Count >= WaitingMax)
            {
                TurnAway(gate, deliveryId);
                return false;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            gate.Waiting.Enqueue((deliveryId, turn));
            Remove(gate, deliveryId);
        }

        using var cancelled = cancellationToken.Register(() => turn.TrySetResult(false));
        return await turn.Task;
    }

    /// <summary>The next of those that were turned away.</summary>
    /// <param name="hasDelivered">
    /// True for who has delivered and is about to leave; false for who was called and had nothing to deliver.
    /// </param>
    public IReadOnlyList<string> Call(string endpointId, bool hasDelivered)
    {
        lock (sync)
        {
            if (!gates.TryGetValue(endpointId, out var gate))
            {
                return [];
            }

            // Who comes between this and the leaving is not to find an endpoint that fails, and nobody left to call it.
            gate.IsFailing &= !hasDelivered;
            var (leaving, most) = hasDelivered ? (1, CalledMax) : (0, 1);
            var room = Math.Min(Bound(gate) - (gate.InFlight - leaving) - gate.Waiting.Count, most);
            var called = new List<string>();
            while (!gate.IsFailing && called.Count < room && gate.TurnedAway.First is { } first)
            {
                called.Add(first.Value);
                Remove(gate, first.Value);
            }

            return called;
        }
    }

    /// <summary>Keeps a delivery that was called in vain.</summary>
    public void TurnAway(string endpointId, string deliveryId)
    {
        lock (sync)
        {
            if (gates.TryGetValue(endpointId, out var gate))
            {
                TurnAway(gate, deliveryId);
            }
        }
    }

    /// <summary>Nobody is called to an endpoint that is sent nothing more.</summary>
    public void Forget(string endpointId)
    {
        lock (sync)
        {
            if (gates.TryGetValue(endpointId, out var gate))
            {
                turnedAway -= gate.TurnedAway.Count;
                gate.TurnedAway.Clear();
                gate.Places.Clear();
                if (gate.InFlight == 0)
                {
                    gates.Remove(endpointId);
                }
            }
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
                var (deliveryId, turn) = gate.Waiting.Dequeue();
                if (!turn.TrySetResult(!gate.IsFailing))
                {
                    continue;
                }

                if (gate.IsFailing)
                {
                    TurnAway(gate, deliveryId);
                }
                else
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

    private void TurnAway(Gate gate, string deliveryId)
    {
        if (turnedAway < TurnedAwayMax && !gate.Places.ContainsKey(deliveryId))
        {
            gate.Places[deliveryId] = gate.TurnedAway.AddLast(deliveryId);
            turnedAway++;
        }
    }

    private void Remove(Gate gate, string deliveryId)
    {
        if (gate.Places.Remove(deliveryId, out var place))
        {
            gate.TurnedAway.Remove(place);
            turnedAway--;
        }
    }

    private sealed class Gate
    {
        public int InFlight { get; set; }
        public bool IsFailing { get; set; }
        public Queue<(string DeliveryId, TaskCompletionSource<bool> Turn)> Waiting { get; } = new();

        /// <summary>The longest ago first, each once, and where it stands.</summary>
        public LinkedList<string> TurnedAway { get; } = new();
        public Dictionary<string, LinkedListNode<string>> Places { get; } = new(StringComparer.Ordinal);
    }
}

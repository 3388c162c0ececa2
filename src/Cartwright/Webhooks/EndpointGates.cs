using Microsoft.Extensions.Options;

namespace Cartwright.Webhooks;

/// <summary>
/// Lets a few deliveries to each endpoint through at a time, and one alone while its last attempt failed, so that an
/// endpoint that is slow or down takes up no room that others need.
/// </summary>
public sealed class EndpointGates(IOptions<WebhookOptions> options)
{
    private const int WaitingMax = 16;

    private readonly Lock sync = new();
    private readonly Dictionary<string, Gate> gates = new(StringComparer.Ordinal);

    /// <summary>Waits a little for an endpoint that works. False when there is no room: come back later.</summary>
    public async Task<bool> TryEnterAsync(string endpointId, CancellationToken cancellationToken)
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
                return false;
            }

            turn = new(TaskCreationOptions.RunContinuationsAsynchronously);
            gate.Waiting.Enqueue(turn);
        }

        using var cancelled = cancellationToken.Register(() => turn.TrySetResult(false));
        return await turn.Task;
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

            if (gate is { InFlight: 0, IsFailing: false })
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
    }
}

using Cartwright.Orders;
using Cartwright.Orders.Placement;
using Cartwright.Simulation.Gateway;

namespace Cartwright.Simulation;

/// <summary>
/// Those who act by hand: a shopper passes or fails the bank's challenge, a person confirms an order at its store, an
/// operator has another try made. Some never do, or only when everything else is over.
/// </summary>
internal sealed class People(World world)
{
    public async Task ActAsync()
    {
        while (true)
        {
            await Task.Delay(world.Weather.Between(1, 40), world.Apps.Clock);
            foreach (var order in WhatMustHold.Waiting(world))
            {
                if (world.Weather.Chance(0.5)) Act(order);
            }

            foreach (var order in WhatMustHold.Called(world))
            {
                if (world.Weather.Chance(0.2)) await RetryAsync(order);
            }
        }
    }

    /// <summary>An operator has an order on the attention list looked at again.</summary>
    private async Task RetryAsync(string order)
    {
        if (world.Nodes.Count == 0) return;
        var request = new ResolveRequest(order, "Grace", "The other side is back.", new Resolution.Retry());
        try
        {
            var answer = await world.Nodes[0].AskAsync<ResolveOrder, ResolveAnswer>(resolve =>
                resolve.HandleAsync(request, CancellationToken.None));
            world.Trace.Say("people", $"have {order} tried again, and are told: {answer.GetType().Name}");
        }
        catch (ConnectionLostException)
        {
            // It stays on the list.
        }
    }

    private void Act(Order order)
    {
        switch (order)
        {
            case { Phase: OrderPhase.AwaitingPaymentAction, PaymentAction: { } action }:
                var outcome = world.Weather.Pick("success", "success", "failure");
                world.Sandbox.Submit($"stripe/challenge/{action.PaymentId}?outcome={outcome}");
                world.Trace.Say("people", $"answer the challenge of {order.Id}: {outcome}");
                return;
            case { Phase: OrderPhase.AwaitingMerchantAction, MerchantAction: { } page }:
                world.Sandbox.Submit(page.AbsolutePath.TrimStart('/'));
                world.Trace.Say("people", $"confirm {order.Id} at its store");
                return;
            default:
                return;
        }
    }
}

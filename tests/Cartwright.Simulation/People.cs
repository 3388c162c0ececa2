using Cartwright.Orders;

namespace Cartwright.Simulation;

/// <summary>
/// Those who act in a browser: a shopper passes or fails the bank's challenge, a person confirms an order at its store.
/// Some never do, or only when everything else is over.
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

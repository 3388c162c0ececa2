namespace Cartwright.Simulation;

/// <summary>
/// Mistakes that a gateway like this could hold. A test switches each on and wants it caught: a simulation that finds
/// nothing must be one that would have found something.
/// </summary>
public enum DeliberateBug
{
    None,

    /// <summary>Every charge goes out under a new idempotency key, also when it is a repeat.</summary>
    FreshKeyOnCharge,

    /// <summary>All orders are charged under one key.</summary>
    OneKeyForAllCharges,

    /// <summary>A charge whose outcome is unknown counts as refused.</summary>
    UnknownChargeIsRefused,

    /// <summary>A charge whose outcome is unknown counts as paid.</summary>
    UnknownChargeIsPaid,

    /// <summary>A placement whose outcome is unknown counts as refused.</summary>
    UnknownPlacementIsRefused,

    /// <summary>An order that may be at its merchant counts as taken back when nothing is known.</summary>
    UnknownWithdrawalIsDone,

    /// <summary>The work that moves money is not queued with its intent.</summary>
    LostIntent,

    /// <summary>What was found out is not written, and its work is done all the same.</summary>
    LostOutcome,

    /// <summary>Work that has to look again is dropped.</summary>
    DroppedRepeat,

    /// <summary>A conflict is overruled: versions and leases are no fence.</summary>
    UnfencedWrite,

    /// <summary>An append is told as committed before it is.</summary>
    EarlyAcknowledgement,

    /// <summary>Whoever finds a shop's tokens ended asks for others, whoever else does.</summary>
    UnlockedRefresh,

    /// <summary>What is kept of a shop's tokens is an earlier pair again.</summary>
    StaleTokens,

    /// <summary>A shop is asked for tokens with a token that it never gave for that.</summary>
    WrongRefreshToken,

    /// <summary>An event is written, and nobody is told of it.</summary>
    LostWebhook,

    /// <summary>A webhook that is sent again comes under another id.</summary>
    FreshWebhookId,

    /// <summary>A refund is a cent too small.</summary>
    SmallRefund,
}

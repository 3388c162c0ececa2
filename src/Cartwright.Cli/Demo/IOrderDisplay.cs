using System.Globalization;
using Cartwright.Client;

namespace Cartwright.Cli.Demo;

/// <summary>Shows the events of orders as they come.</summary>
internal interface IOrderDisplay : IAsyncDisposable
{
    void Show(Order order, OrderEvent happened);

    static string Time(OrderEvent happened) =>
        happened.CreatedAt.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    static string Words(OrderEvent happened) => happened.ReasonCode is { } code
        ? $"{happened.Name} {code}, retryable {Demo.Words.Of(happened.Retryable)}. {happened.Reason}"
        : happened.Name;
}

/// <summary>One line for each event, for output that is kept or read by a program.</summary>
internal sealed class OrderLines(Screen screen, IReadOnlyDictionary<string, string> domains) : IOrderDisplay
{
    public void Show(Order order, OrderEvent happened) => screen.Line(
        $"{IOrderDisplay.Time(happened)}  {domains[order.Id]}  {order.Id}  {IOrderDisplay.Words(happened)}");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

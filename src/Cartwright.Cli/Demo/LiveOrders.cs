using System.Threading.Channels;
using Cartwright.Client;
using Spectre.Console;

namespace Cartwright.Cli.Demo;

/// <summary>A table in the terminal that grows while the orders run: one row for each order.</summary>
internal sealed class LiveOrders : IOrderDisplay
{
    private const int EventsColumn = 1;
    private const int StatusColumn = 2;

    private readonly Channel<(Order Order, OrderEvent Event)> channel =
        Channel.CreateBounded<(Order, OrderEvent)>(1_000);

    private readonly Dictionary<string, (int Row, List<string> Lines)> rows = [];
    private readonly Table table = new Table().AddColumns("Order", "Events", "Status").RoundedBorder();
    private readonly Task shown;

    private LiveOrders(Screen screen, IReadOnlyList<(string Id, string Domain)> orders)
    {
        foreach (var (id, domain) in orders)
        {
            rows[id] = (rows.Count, []);
            table.AddRow($"[bold]{Markup.Escape(domain)}[/]\n[grey]{Markup.Escape(id)}[/]", "", "[yellow]Pending[/]");
        }
        shown = screen.Ansi.Live(table).StartAsync(DrawAsync);
    }

    internal static LiveOrders Start(Screen screen, IReadOnlyList<(string Id, string Domain)> orders) =>
        new(screen, orders);

    public void Show(Order order, OrderEvent happened) => channel.Writer.TryWrite((order, happened));

    public async ValueTask DisposeAsync()
    {
        channel.Writer.Complete();
        await shown;
    }

    private async Task DrawAsync(LiveDisplayContext context)
    {
        context.Refresh();
        await foreach (var (order, happened) in channel.Reader.ReadAllAsync())
        {
            var (row, lines) = rows[order.Id];
            lines.Add($"[grey]{IOrderDisplay.Time(happened)}[/] {Markup.Escape(IOrderDisplay.Words(happened))}");
            table.UpdateCell(row, EventsColumn, string.Join('\n', lines));
            table.UpdateCell(row, StatusColumn, $"[{Colour(order.Status)}]{order.Status}[/]");
            context.Refresh();
        }
    }

    private static string Colour(OrderStatus status) => status switch
    {
        OrderStatus.Succeeded => "green",
        OrderStatus.Failed or OrderStatus.Cancelled or OrderStatus.PartiallyCancelled => "red",
        OrderStatus.ActionRequired or OrderStatus.Pending or OrderStatus.Processing or
        OrderStatus.CancellationInProgress or OrderStatus.CancellationRequested or OrderStatus.ReturnApproved or
        OrderStatus.ReturnClosed or OrderStatus.ReturnDenied or OrderStatus.ReturnRequested or
        OrderStatus.ReturnRequestAccepted => "yellow",
    };
}

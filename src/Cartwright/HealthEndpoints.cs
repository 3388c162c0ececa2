using Cartwright.Journal;
using Cartwright.Nodes;
using Cartwright.Orders.Placement;

namespace Cartwright;

/// <summary>Probes: live means the process answers; ready means it can take orders.</summary>
public static class HealthEndpoints
{
    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/health/live", () => Results.Text("live"));
        endpoints.MapGet("/health/ready", async (
            IJournal journal, PlacementWorker worker, LeaveInOrder leave, TellPresence presence,
            CancellationToken cancellationToken) =>
        {
            if (leave.IsLeaving)
            {
                return Results.Text("The node is leaving.", statusCode: 503);
            }

            if (!worker.IsRunning)
            {
                return Results.Text("The placement worker is not running.", statusCode: 503);
            }

            if (!presence.IsWritten)
            {
                return Results.Text("The journal can't be written.", statusCode: 503);
            }

            try
            {
                await journal.QueryAsync("select node_id from nodes limit 1", row => row.GetString(0), null, cancellationToken);
                return Results.Text("ready");
            }
            catch (JournalUnavailableException)
            {
                return Results.Text("The journal can't be read.", statusCode: 503);
            }
        });
    }
}

using System.CommandLine;
using System.CommandLine.Help;
using Cartwright.Cli.Attention;
using Cartwright.Cli.Demo;
using Cartwright.Cli.Invoices;
using Cartwright.Cli.Keys;
using Cartwright.Cli.Chat;
using Cartwright.Cli.Knowledge;
using Cartwright.Cli.Merchants;
using Cartwright.Cli.Nodes;
using Cartwright.Cli.Orders;
using Cartwright.Cli.Reconciliation;
using Cartwright.Cli.Shops;
using Cartwright.Cli.Storage;
using Cartwright.Cli.Webhooks;
using Cartwright.Journal;
using Cartwright.Nodes;
using Microsoft.Extensions.Options;

namespace Cartwright.Cli;

/// <summary>The cartwright command: its subcommands, and what is the same for all of them.</summary>
internal static class CartwrightCommand
{
    // A gateway bounds its own stop; a little more keeps the runtime from cutting it short.
    private static readonly TimeSpan TerminationMargin = TimeSpan.FromSeconds(2.5);

    internal static async Task<int> RunAsync(string[] args, Screen screen)
    {
        var parsed = Create(screen).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            screen.Note($"{parsed.Errors[0].Message} Run 'cartwright {Path(parsed)}--help' for what it takes.");
            return Screen.Misused;
        }
        try
        {
            return await parsed.InvokeAsync(new()
            {
                Output = screen.Output,
                Error = screen.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = LeaveOptions.OfProcess().TimeMax + TerminationMargin,
            });
        }
        catch (OptionsValidationException wrong)
        {
            return screen.Fail(string.Join(' ', wrong.Failures));
        }
        catch (JournalRefusedException refused)
        {
            return screen.Fail(refused.Message);
        }
        catch (JournalUnavailableException away)
        {
            return screen.Fail(away.MayBeWritten
                ? $"{away.Message} What was asked for may have been done: look before you repeat it." : away.Message);
        }
        catch (OperationCanceledException)
        {
            return Screen.Failed;
        }
    }

    // A plain command, because a root command takes the program file's name for its own.
    private static Command Create(Screen screen) => new("cartwright", "Buys from every merchant in a cart, once.")
    {
        new HelpOption(),
        new VersionOption(),
        DemoCommand.Create(screen),
        ServeCommand.Create(screen),
        SandboxCommand.Create(screen),
        new Command("keys", "Make, list and revoke API keys.")
        {
            CreateKey.Create(screen),
            ListKeys.Create(screen),
            RevokeKey.Create(screen),
        },
        new Command("orders", "List orders, show one, follow its events, settle a stuck one.")
        {
            ListOrders.Create(screen),
            ShowOrder.Create(screen),
            FollowOrder.Create(screen),
            ResolveOrder.Create(screen),
        },
        new Command("attention", "What needs a person.")
        {
            ListAttention.Create(screen),
        },
        new Command("invoices", "Show what accounts owe that are billed by invoice.")
        {
            ShowInvoice.Create(screen),
        },
        ReconcileBooks.Create(screen),
        new Command("merchants", "Register merchants, list them, check whether one can be bought from.")
        {
            AddMerchant.Create(screen),
            ListMerchants.Create(screen),
            CheckMerchant.Create(screen),
        },
        new Command("shops", "Connect Shopify shops, list them, check their connections.")
        {
            ListShops.Create(screen),
            ShowShop.Create(screen),
            ConnectCommand.Create(screen),
            ListFindings.Create(screen),
        },
        LookupCommand.Create(screen),
        new Command("knowledge", "What the assistant answers from: a shop's documents.")
        {
            AddDocuments.Create(screen),
            ListDocuments.Create(screen),
            RemoveDocument.Create(screen),
            SearchDocuments.Create(screen),
            ReadCatalogue.Create(screen),
        },
        ChatCommand.Create(screen),
        new Command("widgets", "The keys that storefronts embed the chat with.")
        {
            CreateWidget.Create(screen),
            ListWidgets.Create(screen),
            RevokeWidget.Create(screen),
        },
        new Command("journal", "Bring the journal up to date, check it, back it up, move it to PostgreSQL.")
        {
            MigrateJournal.Create(screen),
            CheckCommand.Create(screen),
            BackUpCommand.Create(screen),
            CopyJournal.Create(screen),
        },
        NodesCommand.Create(screen),
        new Command("webhooks", "Manage endpoints that are told of orders' events, and what was sent to them.")
        {
            AddEndpoint.Create(screen),
            ListEndpoints.Create(screen),
            TestEndpoint.Create(screen),
            RotateSecret.Create(screen),
            RemoveEndpoint.Create(screen),
            ListDeliveries.Create(screen),
            Redeliver.Create(screen),
        },
    };

    private static string Path(ParseResult parsed)
    {
        var path = "";
        for (var at = parsed.CommandResult; at.Parent is System.CommandLine.Parsing.CommandResult parent; at = parent)
        {
            path = $"{at.Command.Name} {path}";
        }
        return path;
    }
}

using System.CommandLine;
using System.Diagnostics;
using Cartwright.Assistant;
using Cartwright.Cli.Shops;
using Cartwright.Shops;

namespace Cartwright.Cli.Chat;

/// <summary><c>cartwright chat</c>: a conversation in the terminal, and what is kept of a customer's.</summary>
internal static class ChatCommand
{
    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.ShopOption();
        var data = CommandOptions.Data();
        var command = new Command(
            "chat",
            "Talk to the assistant as a shopper of the shop does: each line of the input is a message, its end ends the "
                + "conversation.")
        {
            shop, data, ExportChat.Create(screen), EraseChat.Create(screen),
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            access => TalkAsync(screen, access, parsed.GetRequiredValue(shop), cancellationToken),
            cancellationToken));
        return command;
    }

    private static async Task<int> TalkAsync(
        Screen screen, OperatorAccess access, ShopDomain shop, CancellationToken cancellationToken)
    {
        string? session = null;
        while (await screen.Input.ReadLineAsync(cancellationToken) is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var outcome = await access.Get<AnswerShopper>().HandleAsync(
                new(shop, session, line, null, null, null),
                news =>
                {
                    // A draft is shown when it is the reply.
                    if (news is ChatNews.Doing doing)
                    {
                        screen.Line($"  {Shown(doing.Text)}");
                    }

                    return ValueTask.CompletedTask;
                },
                cancellationToken);
            switch (outcome)
            {
                case ChatOutcome.Replied replied:
                    session = replied.SessionId;
                    screen.Line(Shown(replied.Reply));
                    for (var index = 0; index < replied.Sources.Count; index++)
                    {
                        var (title, source) = (replied.Sources[index].Title, replied.Sources[index].Source);
                        screen.Line(Shown($"  [{index + 1}] {title}: {source}"));
                    }

                    break;
                case ChatOutcome.Limited limited:
                    screen.Line(limited.Reply);
                    break;
                case ChatOutcome.MessageIdTaken:
                    throw new UnreachableException();
                case ChatOutcome.NoSuchSession:
                    return screen.Fail("The conversation has been erased meanwhile: begin a new one.");
                default:
                    throw new UnreachableException();
            }
        }

        return Screen.Done;
    }

    /// <summary>A document's or an order's text must not move the cursor, or tell the terminal anything else.</summary>
    private static string Shown(string text) =>
        string.Concat(text.Where(letter => letter == '\n' || !char.IsControl(letter)));
}

using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Cartwright.Assistant.Knowledge;
using Cartwright.Cli.Shops;

namespace Cartwright.Cli.Knowledge;

/// <summary><c>cartwright knowledge search</c>: what the assistant would quote, and what it chose from.</summary>
internal static class SearchDocuments
{
    internal const int NothingFits = 3;

    internal static Command Create(Screen screen)
    {
        var shop = ShopArguments.Shop();
        var question = new Argument<string>("QUESTION") { Description = "A question as a shopper asks it." };
        var count = new Option<int>("--count")
        {
            Description = "How many passages to show.",
            HelpName = "N",
            DefaultValueFactory = _ => 5,
        };
        count.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > SearchKnowledge.CountMax)
            {
                result.AddError($"--count is a number from 1 to {SearchKnowledge.CountMax}.");
            }
        });
        var data = CommandOptions.Data();
        var command = new Command(
            "search",
            "Show what of a shop's documents answers a question, and the passages it was chosen from. "
                + $"Exits {NothingFits} when nothing fits.")
        {
            shop, question, count, data,
        };
        command.SetAction((parsed, cancellationToken) => OperatorAccess.RunAsync(
            screen,
            parsed.GetRequiredValue(data),
            mayCreate: false,
            async access =>
            {
                var asked = parsed.GetRequiredValue(question);
                var found = await access.Get<SearchKnowledge>().HandleAsync(
                    parsed.GetRequiredValue(shop), asked, parsed.GetValue(count), cancellationToken);
                return Print(screen, BestAnswer.Of(asked, found), found);
            },
            cancellationToken));
        return command;
    }

    private static int Print(Screen screen, BestAnswer answer, IReadOnlyList<PassageFound> found)
    {
        switch (answer)
        {
            case BestAnswer.Quote quote:
                screen.Line($"Answer    {quote.Text.ReplaceLineEndings(" ")}");
                screen.Line($"Source    {quote.Passage.Source}");
                break;
            case BestAnswer.Nothing:
                screen.Line("Answer    Nothing fits.");
                break;
            default:
                throw new UnreachableException();
        }

        screen.Line();
        foreach (var passage in found)
        {
            var score = passage.Score.ToString("0.00", CultureInfo.InvariantCulture);
            screen.Line($"{score}  {passage.Source}  {passage.Title}  {passage.Heading}".TrimEnd());
            screen.Line($"      {passage.Text.ReplaceLineEndings(" ")}");
        }

        return answer is BestAnswer.Nothing ? NothingFits : Screen.Done;
    }
}

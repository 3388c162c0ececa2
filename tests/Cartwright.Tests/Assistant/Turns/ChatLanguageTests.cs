using Cartwright.Assistant.Turns;

namespace Cartwright.Tests.Assistant.Turns;

public sealed class ChatLanguageTests
{
    private const int WordsMin = 4;

    [Theory]
    [InlineData("messages.tsv")]
    [InlineData("held-out.tsv")]
    [InlineData("paraphrases.tsv")]
    public void First_message_of_some_words_is_answered_in_its_language(string table)
    {
        var wrong = TurnTable.Read(table)
            .Where(row => row.Message.Split(' ').Count(word => word.All(char.IsLetter)) >= WordsMin)
            .Where(row => ChatLanguages.Of(row.Message, previous: null) != row.Language)
            .Select(row => $"{row.Language}: {row.Message}, taken for {ChatLanguages.Of(row.Message, null)}");
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("messages.tsv")]
    [InlineData("held-out.tsv")]
    [InlineData("paraphrases.tsv")]
    public void Message_of_the_table_leaves_its_conversation_in_its_language(string table)
    {
        var wrong = TurnTable.Read(table)
            .Where(row => ChatLanguages.Of(row.Message, row.Language) != row.Language)
            .Select(row => $"{row.Language}: {row.Message}, taken for {ChatLanguages.Of(row.Message, row.Language)}");
        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("#1001")]
    [InlineData("ok")]
    [InlineData("ok thanks")]
    [InlineData("anna@example.com")]
    [InlineData("😡")]
    [InlineData("")]
    public void Message_too_short_to_say_keeps_the_language(string message) =>
        ChatLanguages.Of(message, ChatLanguage.Portuguese).ShouldBe(ChatLanguage.Portuguese);

    [Theory]
    [InlineData(ChatLanguage.Spanish)]
    [InlineData(ChatLanguage.Portuguese)]
    public void Message_that_is_in_two_languages_alike_is_in_the_conversations(ChatLanguage language) =>
        ChatLanguages.Of("Pedido número 1001", language).ShouldBe(language);

    [Theory]
    [InlineData("pt-BR,pt;q=0.9", ChatLanguage.Portuguese)]
    [InlineData("es-MX", ChatLanguage.Spanish)]
    [InlineData("de", ChatLanguage.Spanish)]
    [InlineData(null, ChatLanguage.Spanish)]
    public void First_message_that_is_in_two_languages_alike_is_in_the_browsers_if_it_is_one_of_them(
        string? accept, ChatLanguage expected) =>
        ChatLanguages.Of("Pedido número 1001", previous: null, accept).ShouldBe(expected);

    [Theory]
    [InlineData("let me speak to a human", ChatLanguage.English)]
    [InlineData("Têm o tamanho 42?", ChatLanguage.Portuguese)]
    [InlineData("Vous l'avez reçu ?", ChatLanguage.French)]
    public void Letter_or_word_of_several_languages_decides_nothing_alone(string message, ChatLanguage expected) =>
        ChatLanguages.Of(message, previous: null).ShouldBe(expected);

    [Fact]
    public void Shopper_who_changes_the_language_is_followed() =>
        ChatLanguages.Of("wo ist meine Bestellung", ChatLanguage.English).ShouldBe(ChatLanguage.German);

    [Theory]
    [InlineData("fr-CA,fr;q=0.9,en;q=0.8", ChatLanguage.French)]
    [InlineData("it,pt-BR;q=0.5", ChatLanguage.Portuguese)]
    [InlineData("ja", ChatLanguage.English)]
    [InlineData(null, ChatLanguage.English)]
    public void First_message_that_does_not_say_takes_the_browsers_language(string? accept, ChatLanguage expected) =>
        ChatLanguages.Of("#1001", previous: null, accept).ShouldBe(expected);
}

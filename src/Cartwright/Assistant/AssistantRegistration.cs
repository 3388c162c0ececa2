using Cartwright.Assistant.Access;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Journal;

namespace Cartwright.Assistant;

public static class AssistantRegistration
{
    public static IServiceCollection AddAssistant(this IServiceCollection services)
    {
        services.AddSettings<AssistantOptions>(AssistantOptions.Section);
        return services
            .AddKnowledge()
            .AddSingleton<ConversationStore>()
            .AddSingleton<ChatLimits>()
            .AddSingleton<NamedLocks>()
            .AddSingleton<WidgetKeys>()
            .AddSingleton<ChatAccess>()
            .AddSingleton<AnswerShopper>();
    }
}

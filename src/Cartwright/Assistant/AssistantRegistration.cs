using Cartwright.Assistant.Access;
using Cartwright.Assistant.Conversations;
using Cartwright.Assistant.Knowledge;
using Cartwright.Assistant.Model;
using Cartwright.Assistant.Privacy;
using Cartwright.Journal;
using Cartwright.Shops;

namespace Cartwright.Assistant;

public static class AssistantRegistration
{
    public static IServiceCollection AddAssistant(this IServiceCollection services)
    {
        services.AddSettings<AssistantOptions>(AssistantOptions.Section);
        return services
            .AddKnowledge()
            .AddModel()
            .AddSingleton<ConversationStore>()
            .AddSingleton<ChatLimits>()
            .AddSingleton<NamedLocks>()
            .AddSingleton<WidgetKeys>()
            .AddSingleton<ChatAccess>()
            .AddSingleton<AnswerShopper>()
            .AddSingleton<ExportConversations>()
            .AddSingleton<EraseConversations>()
            .AddSingleton<IShopperRecords>(provider => provider.GetRequiredService<EraseConversations>())
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<EraseConversations>())
            .AddSingleton<IWorkHandler, RepeatErasure>()
            .AddSingleton<ForgetOldConversations>()
            .AddSingleton<IWorkHandler>(provider => provider.GetRequiredService<ForgetOldConversations>())
            .AddHostedService(provider => provider.GetRequiredService<ForgetOldConversations>());
    }
}

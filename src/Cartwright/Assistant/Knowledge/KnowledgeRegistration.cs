using Cartwright.Assistant.Knowledge.Embeddings;
using Cartwright.Assistant.Knowledge.Search;
using Cartwright.Journal;
using Cartwright.Journal.Postgres;

namespace Cartwright.Assistant.Knowledge;

public static class KnowledgeRegistration
{
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.AddSettings<KnowledgeOptions>("Knowledge");
        return services
            .AddEmbeddings()
            .AddSingleton<KnowledgeShelf>()
            .AddSingleton<AddDocument>()
            .AddSingleton<RemoveDocument>()
            .AddSingleton<ListDocuments>()
            .AddSingleton<RemoveUnfed>()
            .AddSingleton<AddCatalogue>()
            .AddSingleton<AskPolicies>()
            .AddSingleton<AddPolicies>()
            .AddSingleton<IPassageSearch>(provider => provider.GetRequiredService<IJournal>() switch
            {
                PostgresJournal postgres => new PostgresPassageSearch(postgres),
                var sqlite => new SqlitePassageSearch(sqlite),
            })
            .AddSingleton(provider => new SearchKnowledge(
                provider.GetRequiredService<IJournal>(),
                provider.GetRequiredService<KnowledgeShelf>(),
                provider.GetRequiredService<IPassageSearch>(),
                provider.GetRequiredService<FindNearPassages>()));
    }
}

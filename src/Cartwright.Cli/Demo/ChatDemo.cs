using System.CommandLine;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Serialization;
using Cartwright.Assistant;
using Cartwright.Assistant.Knowledge;
using Cartwright.Shops;
using Microsoft.Extensions.DependencyInjection;

namespace Cartwright.Cli.Demo;

/// <summary><c>cartwright demo chat</c>: conversations with a simulated shop's assistant.</summary>
internal static class ChatDemo
{
    internal static Command Create(Screen screen)
    {
        var command = new Command("chat", "Play conversations of shoppers with the assistant of a simulated shop.");
        command.SetAction((_, cancellationToken) => RunAsync(screen, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Screen screen, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("cartwright-demo-");
        try
        {
            await using var sandbox = await RunningSandbox.StartAsync(LoopbackAddress.AnyPort, cancellationToken);
            await using var gateway = await RunningGateway.StartAsync(
                new(LoopbackAddress.AnyPort, folder.FullName, sandbox.Address), cancellationToken);
            var shops = await SandboxShops.RegisterAsync(gateway, sandbox, cancellationToken);
            var address = shops.Single(one => one.Shop.Domain == LookupCase.Shop).Address;
            var key = await DevelopmentKey.CreateAsync(gateway, cancellationToken);
            using var http = new HttpClient(new SocketsHttpHandler()) { BaseAddress = gateway.Addresses[0] };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", key.Reveal());
            if (await MerchantBrowser.ConnectAsync(address, cancellationToken) is { } problem)
            {
                return screen.Fail($"{LookupCase.Shop} could not be connected: {problem}");
            }

            await gateway.Services.GetRequiredService<AddDocument>().HandleAsync(
                new(ShopDomain.Parse(LookupCase.Shop), "policies.md", Encoding.UTF8.GetBytes(ChatDialogue.Document)),
                cancellationToken);
            return await new ChatDemoRun(screen, sandbox, http, address).RunAsync(cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>The conversations, one after the other, each with the shop as the last one left it.</summary>
internal sealed class ChatDemoRun(Screen screen, RunningSandbox sandbox, HttpClient http, Uri connectAddress)
{
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var dialogue in ChatDialogue.Table)
        {
            screen.Line($"{dialogue.Name}: {dialogue.What}");
            if (await PlayAsync(dialogue, cancellationToken) is { } difference)
            {
                failed++;
                screen.Note($"This is not what {dialogue.Name} should show: {difference}");
            }
        }

        if (failed > 0)
        {
            return screen.Fail($"{failed} of {ChatDialogue.Table.Count} conversations did not go as they should.");
        }

        screen.Line($"All {ChatDialogue.Table.Count} conversations went as they should.");
        return Screen.Done;
    }

    /// <summary>What is not as it should be; null when all was.</summary>
    private async Task<string?> PlayAsync(ChatDialogue dialogue, CancellationToken cancellationToken)
    {
        string? session = null, signature = null;
        foreach (var line in dialogue.Lines)
        {
            await HappenAsync(line.Before, cancellationToken);
            using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat")
            {
                Content = JsonContent.Create(
                    new(LookupCase.Shop, session, line.Says), ChatDemoJson.Default.ChatBody),
            };
            if (signature is not null)
            {
                request.Headers.Add("X-Chat-Session", signature);
            }

            using var response = await http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return $"'{line.Says}' was answered with HTTP {(int)response.StatusCode}.";
            }

            var answer = (await response.Content.ReadFromJsonAsync(
                ChatDemoJson.Default.ChatReplyView, cancellationToken))!;
            (session, signature) = (answer.SessionId, response.Headers.GetValues("X-Chat-Session").Single());
            screen.Line($"  shopper    {line.Says}");
            screen.Line($"  assistant  {answer.Reply.ReplaceLineEndings("\n             ")}");
            if (answer.Intent != line.Intent || answer.OrderLookup?.Code != line.Code
                || !answer.Reply.Contains(line.Reads, StringComparison.Ordinal))
            {
                return $"'{line.Says}' should be taken for {line.Intent} {line.Code} and say '{line.Reads}'; it was "
                    + $"taken for {answer.Intent} {answer.OrderLookup?.Code}.";
            }
        }

        return null;
    }

    private async Task HappenAsync(ShopTrouble trouble, CancellationToken cancellationToken)
    {
        switch (trouble)
        {
            case ShopTrouble.TokenExpires:
                await sandbox.ChangeShopAsync(LookupCase.Shop, "expire", cancellationToken);
                break;
            case ShopTrouble.RevokesTokens:
                await sandbox.ChangeShopAsync(LookupCase.Shop, "revoke", cancellationToken);
                break;
            case ShopTrouble.Reconnects:
                await MerchantBrowser.ConnectAsync(connectAddress, cancellationToken);
                break;
            case ShopTrouble.None:
                break;
            case ShopTrouble.FailsTwice or ShopTrouble.ThrottlesOnce or ShopTrouble.Uninstalls:
                throw new NotSupportedException($"No conversation of the demo has {trouble}.");
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ChatBody))]
[JsonSerializable(typeof(ChatReplyView))]
internal sealed partial class ChatDemoJson : JsonSerializerContext;

using System.Net;
using Cartwright.Simulation.Bugs;
using Cartwright.Simulation.Gateway;

namespace Cartwright.Simulation.Outside;

/// <summary>
/// The network between the gateway and the outside. A call takes time on its way out and on its way back, and the
/// weather may strike it on either: before the effect, or after it.
/// </summary>
internal sealed class SimulatedNetwork(World world, FaultyCalls calls)
{
    private readonly World world = world;
    private readonly FaultyCalls calls = calls;

    /// <summary>Calls for tokens that a node waits for.</summary>
    private readonly List<(Node Node, Task Answer)> tokenCalls = [];

    /// <summary>Calls whose effect may still come.</summary>
    public int UnderWay { get; private set; }

    /// <summary>Those of them that ask a shop for tokens.</summary>
    public int TokensUnderWay { get; private set; }

    /// <summary>How many calls for tokens were waited for at once, at most.</summary>
    public int TokenCallsMax { get; private set; }

    public HttpMessageHandler HandlerOf(Node node) => new Handler(this, node);

    private void Send(Node node, SentCall call, TaskCompletionSource<HttpResponseMessage> answer)
    {
        if (CallNames.IsForTokens(call))
        {
            tokenCalls.RemoveAll(sent => sent.Answer.IsCompleted || sent.Node.Place.IsGone);
            tokenCalls.Add((node, answer.Task));
            TokenCallsMax = Math.Max(TokenCallsMax, tokenCalls.Count);
        }

        var strike = world.Weather.OnCall(call, world.Schedule.Now);
        var name = CallNames.Of(call);
        switch (strike.Kind)
        {
            case CallStrikeKind.Refused:
                world.Trace.Say(node.Name, $"{name}: the connection is refused");
                Fail(node, answer, strike.Back);
                return;
            case CallStrikeKind.LostOnTheWay:
                world.Trace.Say(node.Name, $"{name}: is lost on the way");
                return;
            case CallStrikeKind.TurnedAway:
                world.Trace.Say(node.Name, $"{name}: is turned away with {strike.Status}");
                Reply(node, answer, new(strike.Status, [], "{}"u8.ToArray()), strike.Out);
                return;
            default:
                break;
        }

        Deliver(call, strike.Out, reply =>
        {
            world.Trace.Say("outside", $"{node.Name}'s {name}: {reply.Status}{Struck(strike)}");
            Answer(node, answer, strike, reply);
        });
        if (strike.RepeatedAfter is { } later)
        {
            Deliver(call, strike.Out + later, reply =>
                world.Trace.Say("outside", $"{node.Name}'s {name}, a second time: {reply.Status}"));
        }
    }

    private static string Struck(CallStrike strike) => strike.Kind switch
    {
        CallStrikeKind.AnswerLost => ", and the answer is lost",
        CallStrikeKind.CutOff => ", and the connection is cut off",
        CallStrikeKind.Spoiled => ", and the answer is spoiled",
        CallStrikeKind.StatusAfter => $", answered as {strike.Status}",
        CallStrikeKind.None or CallStrikeKind.Refused or CallStrikeKind.LostOnTheWay or CallStrikeKind.TurnedAway => "",
    };

    private void Answer(
        Node node, TaskCompletionSource<HttpResponseMessage> answer, CallStrike strike, SentReply reply)
    {
        switch (strike.Kind)
        {
            case CallStrikeKind.AnswerLost:
                return;
            case CallStrikeKind.CutOff:
                Fail(node, answer, strike.Back);
                return;
            case CallStrikeKind.Spoiled:
                Reply(node, answer, reply with { Body = reply.Body[..(reply.Body.Length / 2)] }, strike.Back);
                return;
            case CallStrikeKind.StatusAfter:
                Reply(node, answer, new(strike.Status, [], "{}"u8.ToArray()), strike.Back);
                return;
            case CallStrikeKind.None or CallStrikeKind.Refused or CallStrikeKind.LostOnTheWay
                or CallStrikeKind.TurnedAway:
                Reply(node, answer, reply, strike.Back);
                return;
        }
    }

    private void Deliver(SentCall call, TimeSpan after, Action<SentReply> then)
    {
        var tokens = CallNames.IsForTokens(call) ? 1 : 0;
        UnderWay++;
        TokensUnderWay += tokens;
        world.Schedule.After(after, world.Outside, () =>
        {
            UnderWay--;
            TokensUnderWay -= tokens;
            then(AppEndpoint.IsFor(call) ? world.App.Handle(call) : world.Sandbox.Handle(call));
        });
    }

    private void Fail(Node node, TaskCompletionSource<HttpResponseMessage> answer, TimeSpan after) =>
        world.Schedule.After(after, node.Place, () =>
            answer.TrySetException(new HttpRequestException(HttpRequestError.ConnectionError, "The line is cut.")));

    private void Reply(
        Node node, TaskCompletionSource<HttpResponseMessage> answer, SentReply reply, TimeSpan after) =>
        world.Schedule.After(after, node.Place, () => answer.TrySetResult(Message(reply)));

    private static HttpResponseMessage Message(SentReply reply)
    {
        var message = new HttpResponseMessage((HttpStatusCode)reply.Status)
        {
            Content = new ByteArrayContent(reply.Body),
        };
        foreach (var (name, value) in reply.Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private sealed class Handler(SimulatedNetwork network, Node node) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            network.world.Schedule.Guard();
            // Its continuations are HttpClient's, which go on in the step that completes it.
            var answer = new TaskCompletionSource<HttpResponseMessage>();
            cancellationToken.UnsafeRegister(
                (_, token) => network.world.Schedule.Ready(
                    node.Place, null, _ => answer.TrySetCanceled(token), null),
                null);
            network.Send(node, network.calls.Of(Read(request)), answer);
            return answer.Task;
        }

        private static SentCall Read(HttpRequestMessage request)
        {
            var body = new MemoryStream();
            request.Content?.CopyTo(body, null, CancellationToken.None);
            var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<
                KeyValuePair<string, IEnumerable<string>>>());
            return new(
                request.Method.Method,
                request.RequestUri!,
                [.. headers.Select(header => (header.Key, string.Join(", ", header.Value)))],
                body.ToArray());
        }
    }
}

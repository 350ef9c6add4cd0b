package dev.sightline.gateway.observe;

import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.MalformedMessageException;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.NettyOutbound;
import reactor.util.concurrent.Queues;

/**
 * One agent's connection: lines that come in, and a bounded queue of lines that go out. An agent that does not read, or says
 * what cannot be understood, is cut.
 */
final class AgentConnection implements AgentPeer {
    private static final int LAST_WORDS_MILLIS = 500;

    private final AgentCodec codec = new AgentCodec();
    private final RtcpWatch watch;
    private final Channel channel;
    private final String from;
    private final Function<String, Object> frame;
    private final Sinks.Many<List<String>> waiting;
    private String end = "it closed the connection";

    /**
     * @param bound of how often something may be sent before it is written
     * @param from where the agent is, for people
     * @param frame what carries a line
     */
    AgentConnection(RtcpWatch watch, Channel channel, int bound, String from, Function<String, Object> frame) {
        this.watch = watch;
        this.channel = channel;
        this.from = from;
        this.frame = frame;
        this.waiting = Sinks.many()
                .unicast()
                .onBackpressureBuffer(Queues.<List<String>>get(bound).get());
    }

    /** Converses until one of the two ends it; completes then. */
    Mono<Void> converse(Flux<String> received, NettyOutbound out) {
        Optional<Agent> joined = watch.joined(this, from);
        Mono<Void> sending = out.sendObject(
                        waiting.asFlux().flatMapIterable(lines -> lines, 1).map(frame), sent -> true)
                .then();
        if (joined.isEmpty()) {
            return sending.onErrorComplete();
        }
        Agent agent = joined.get();
        Mono<Void> receiving = received.concatMap(line -> receive(agent, line)).then();
        return Mono.firstWithSignal(sending, receiving)
                .onErrorResume(problem -> {
                    end = problem instanceof MalformedMessageException
                            ? "it said what cannot be understood: " + problem.getMessage()
                            : "its connection broke: " + problem.getMessage();
                    return Mono.empty();
                })
                .doFinally(signal -> watch.left(agent, end));
    }

    private Mono<Void> receive(Agent agent, String line) {
        if (!watch.takes(agent, ByteBufUtil.utf8Bytes(line))) {
            return Mono.empty();
        }
        try {
            Optional<FromAgent> message = codec.readFromAgent(line);
            message.ifPresent(said -> watch.heard(agent, said));
            return Mono.empty();
        } catch (MalformedMessageException e) {
            return Mono.error(e);
        }
    }

    @Override
    public void send(List<String> lines) {
        if (waiting.tryEmitNext(lines).isFailure()) {
            // Not at once: whoever sends is going through all the agents.
            channel.eventLoop().execute(() -> {
                end = "it does not read what it is told";
                abort();
            });
        }
    }

    @Override
    public void cut(String why) {
        waiting.tryEmitComplete();
        var unused = channel.eventLoop().schedule(this::abort, LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void abort() {
        var unused = channel.close();
    }
}

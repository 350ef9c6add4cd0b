package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LoopSocketsTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(LoopSockets.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final PortCounters counters = new PortCounters();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        channel.pipeline()
                .addLast(new LoopSockets(
                                channel.eventLoop(),
                                new Demultiplexer(new PeerDirectory(), counters),
                                counters,
                                new StunBudget(10, 0, 0))
                        .receiver());
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        channel.finishAndReleaseAll();
    }

    @Test
    void countsWhatTheKernelRefuses() {
        for (int i = 0; i < 3; i++) {
            channel.pipeline().fireExceptionCaught(new IOException("no route to host"));
        }
        assertThat(counters.sendErrors.sum()).isEqualTo(3);
        assertThat(log.list).isEmpty();
    }

    @Test
    void warnsOfAFaultOfItsOwnNowAndThen() {
        for (int i = 0; i < 1000; i++) {
            channel.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        }
        assertThat(counters.sendErrors.sum()).isZero();
        assertThat(log.list).isNotEmpty().hasSizeLessThan(50);
        ILoggingEvent first = log.list.get(0);
        assertThat(first.getLevel()).isEqualTo(Level.WARN);
        assertThat(first.getThrowableProxy().getMessage()).isEqualTo("a fault");
    }
}

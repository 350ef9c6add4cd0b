package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.PortUnreachableException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DatagramReaderTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(DatagramReader.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new DatagramReader(datagram -> {}));

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        channel.finishAndReleaseAll();
    }

    @Test
    void aFaultOfOursIsAWarningButNotOneForEveryDatagram() {
        for (int i = 0; i < 100; i++) {
            channel.pipeline().fireExceptionCaught(new IllegalStateException("a fault"));
        }

        assertThat(log.list.stream().filter(event -> event.getLevel() == Level.WARN))
                .hasSize(1);
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void anUnreachablePortIsNone() {
        channel.pipeline().fireExceptionCaught(new PortUnreachableException("a camera that has gone"));

        assertThat(log.list).noneMatch(event -> event.getLevel() == Level.WARN);
        assertThat(channel.isOpen()).isTrue();
    }
}

package dev.sightline.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** With the configuration of the log that the program has. */
class PacedLibrariesTest {
    private final LoggerContext context = new LoggerContext();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void configure() throws Exception {
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(PacedLibrariesTest.class.getResource("/logback.xml"));
        lines.setContext(context);
        lines.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).detachAndStopAllAppenders();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(lines);
    }

    @Test
    void whatStrangersCauseInTheLibrariesIsALineAMinuteOfEachLogger() {
        for (int i = 0; i < 1000; i++) {
            context.getLogger("io.netty.handler.ssl.SslHandler").warn("{} Last write attempt timed out", i);
            context.getLogger("reactor.netty.channel.ChannelOperations").error("broken", new IllegalStateException());
        }
        assertThat(lines.list)
                .extracting(ILoggingEvent::getLoggerName)
                .containsExactly("io.netty.handler.ssl.SslHandler", "reactor.netty.channel.ChannelOperations");
    }

    @Test
    void ourOwnLinesAreAllThere() {
        for (int i = 0; i < 1000; i++) {
            context.getLogger("dev.sightline.gateway.Gateway").warn("{}", i);
        }
        assertThat(lines.list).hasSize(1000);
    }

    @Test
    void whoAsksForEverythingHasIt() {
        context.getLogger("io.netty").setLevel(Level.DEBUG);
        for (int i = 0; i < 1000; i++) {
            context.getLogger("io.netty.channel.nio").debug("{}", i);
        }
        assertThat(lines.list).hasSize(1000);
    }
}

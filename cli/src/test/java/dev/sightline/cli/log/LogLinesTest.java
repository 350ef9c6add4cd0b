package dev.sightline.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the configurations of the log that the two programs have. */
class LogLinesTest {
    private static final String HOSTILE = "a\r\n2026 INFO forged\u001b[2J\u009b\u202e\u200b\u2066\ufeff\u2028é b";
    private static final String SHOWN = "a??2026 INFO forged?[2J??????é b";

    @ParameterizedTest
    @ValueSource(strings = {"cli/src/main/resources/logback.xml", "rtcp-probe/src/main/alone/logback.xml"})
    void whatAStrangerWroteEndsNoLineAndIsSeen(String configuration) throws Exception {
        LoggerContext context = new LoggerContext();
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(
                Path.of(System.getProperty("basedir", "."), "..", configuration).toFile());
        try {
            assertThat(line(context, "camera {}: {}", "cam", HOSTILE)).endsWith("camera cam: " + SHOWN + "\n");
            assertThat(line(context, "it failed", new IllegalStateException(HOSTILE.replace("\r\n", ""))))
                    .contains("it failed\n")
                    .containsOnlyOnce("forged?[2J??????é b");
        } finally {
            context.stop();
        }
    }

    private static String line(LoggerContext context, String words, Object... arguments) {
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        OutputStreamAppender<ILoggingEvent> appender = (OutputStreamAppender<ILoggingEvent>) root.getAppender("stderr");
        Throwable problem = arguments[arguments.length - 1] instanceof Throwable last ? last : null;
        LoggingEvent event = new LoggingEvent("test", root, Level.WARN, words, problem, arguments);
        return new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8);
    }
}

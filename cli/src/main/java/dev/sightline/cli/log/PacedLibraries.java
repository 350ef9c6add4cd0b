package dev.sightline.cli.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.sightline.gateway.security.limits.LogPace;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets a line a minute of each logger of the network's libraries through: strangers can make them write as often as they like,
 * and which of their lines that are, changes with each release. How many were left out is said with the next one. Named in
 * {@code logback.xml}. Any thread.
 */
public final class PacedLibraries extends TurboFilter {
    /** As many as these libraries have loggers. */
    private final ConcurrentHashMap<String, LogPace> paces = new ConcurrentHashMap<>();

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] params,
            @Nullable Throwable error) {
        // Without a text it is the question whether there would be a line.
        if (format == null
                || !isLibrary(logger.getName())
                || !level.isGreaterOrEqual(Level.WARN)
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())) {
            return FilterReply.NEUTRAL;
        }
        AtomicBoolean said = new AtomicBoolean();
        paces.computeIfAbsent(logger.getName(), name -> new LogPace()).say(others -> {
            said.set(true);
            if (!others.isEmpty()) {
                logger.getLoggerContext().getLogger(PacedLibraries.class).warn("{} says{}:", logger.getName(), others);
            }
        });
        return said.get() ? FilterReply.NEUTRAL : FilterReply.DENY;
    }

    private static boolean isLibrary(String logger) {
        return logger.startsWith("io.netty.") || logger.startsWith("reactor.");
    }
}

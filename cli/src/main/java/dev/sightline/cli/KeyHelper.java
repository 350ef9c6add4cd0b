package dev.sightline.cli;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.security.tls.HandOver;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.gateway.security.tls.TlsSource;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of {@code serve --user} that stays root: it starts the gateway as another user, hands the key over through a pipe,
 * and each renewal after it. It listens nowhere, and the two end together.
 */
final class KeyHelper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyHelper.class);
    private static final long END_SECONDS = 15;

    private final TlsConfig config;
    private final Process gateway;
    private final HandOver pair;

    private KeyHelper(TlsConfig config, Process gateway, HandOver pair) {
        this.config = config;
        this.gateway = gateway;
        this.pair = pair;
    }

    /** @param command that starts the gateway, which reads the pair from its standard input */
    static KeyHelper start(OtherUser user, TlsConfig config, List<String> command) throws IOException, TlsException {
        Optional<TlsSource> source = TlsSource.onBehalfOf(user.user(), config);
        if (source.isPresent()) {
            source.get().read(); // what is wrong with it is said before anything runs
        }
        Process gateway = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        KeyHelper helper = new KeyHelper(config, gateway, new HandOver(source, gateway.getOutputStream()));
        try {
            helper.pair.begin();
        } catch (TlsException | IOException e) {
            helper.close();
            throw e;
        }
        return helper;
    }

    /** Hands renewals over until the gateway ends; answers its exit code. */
    int stay() throws InterruptedException {
        while (!gateway.waitFor(config.look().toMillis(), TimeUnit.MILLISECONDS)) {
            try {
                pair.look();
            } catch (IOException gone) {
                LOG.warn("the gateway takes no renewal any more: {}", gone.getMessage());
                break;
            }
        }
        return gateway.waitFor();
    }

    @Override
    public void close() {
        gateway.destroy();
        try {
            if (!gateway.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                gateway.destroyForcibly();
            }
        } catch (InterruptedException e) {
            gateway.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

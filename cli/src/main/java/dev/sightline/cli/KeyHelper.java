package dev.sightline.cli;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.security.tls.HandOver;
import dev.sightline.gateway.security.tls.TlsException;
import dev.sightline.gateway.security.tls.TlsSource;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of {@code serve --user} that stays root: it starts the gateway as another user, hands the key over through a pipe,
 * and each renewal after it. It listens nowhere, and the two end together.
 */
final class KeyHelper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyHelper.class);
    private final TlsConfig config;
    private final DroppedProcess gateway;
    private final HandOver pair;

    private KeyHelper(TlsConfig config, DroppedProcess gateway, HandOver pair) {
        this.config = config;
        this.gateway = gateway;
        this.pair = pair;
    }

    /** @param program that starts the gateway, which reads the pair from its standard input */
    static KeyHelper start(TlsConfig config, ProcessBuilder program) throws IOException, TlsException {
        Optional<TlsSource> source = TlsSource.onBehalfOfAnother(config);
        if (source.isPresent()) {
            source.get().read(); // what is wrong with it is said before anything runs
        }
        DroppedProcess gateway = DroppedProcess.start(program);
        KeyHelper helper = new KeyHelper(config, gateway, new HandOver(source, gateway.input()));
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
        OptionalInt code = gateway.awaitEnd(config.look());
        while (code.isEmpty()) {
            try {
                pair.look();
            } catch (IOException gone) {
                LOG.warn("the gateway takes no renewal any more: {}", gone.getMessage());
                return gateway.awaitEnd();
            }
            code = gateway.awaitEnd(config.look());
        }
        return code.getAsInt();
    }

    @Override
    public void close() {
        gateway.close();
    }
}

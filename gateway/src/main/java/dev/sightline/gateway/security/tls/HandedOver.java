package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.security.tls.HandOverFrame.Given;
import dev.sightline.gateway.security.tls.HandOverFrame.Missing;
import dev.sightline.gateway.security.tls.HandOverFrame.None;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;

/** The gateway's end of the pipe from root: the pair last handed over. */
public final class HandedOver implements TlsSource {
    private final DataInputStream in;
    private volatile HandOverFrame last;

    private HandedOver(DataInputStream in, HandOverFrame first) {
        this.in = in;
        this.last = first;
    }

    /**
     * Waits for the first pair; from then on a thread of its own waits for those after it.
     *
     * @param config makes a self-signed pair where root has none to give
     * @param ended is told when the pipe ends: whoever held the other end has gone, and no renewal will come
     * @throws TlsException when none comes
     */
    public static TlsSource from(InputStream pipe, TlsConfig config, Runnable ended) throws TlsException {
        DataInputStream in = new DataInputStream(pipe);
        try {
            HandedOver handed = new HandedOver(in, HandOverFrame.read(in));
            Thread thread = new Thread(() -> handed.listen(ended), "renewals");
            thread.setDaemon(true);
            thread.start();
            return handed.state() instanceof None ? TlsSource.of(config) : handed;
        } catch (IOException e) {
            throw new TlsException("tls: no certificate was handed over: " + e.getMessage(), e);
        }
    }

    @Override
    public Object state() {
        return last;
    }

    @Override
    public PemPair read() throws TlsException {
        HandOverFrame frame = last;
        if (frame instanceof Given given) {
            return given.pair();
        }
        throw new TlsException(
                frame instanceof Missing missing ? missing.why() : "tls: there is no certificate any more");
    }

    private void listen(Runnable ended) {
        try {
            while (true) {
                last = HandOverFrame.read(in);
            }
        } catch (IOException gone) {
            ended.run();
        }
    }
}

package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.security.tls.HandOverFrame.Given;
import dev.sightline.gateway.security.tls.HandOverFrame.Missing;
import dev.sightline.gateway.security.tls.HandOverFrame.None;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/** Root's end of a pipe: hands the pair over to a process that may not read it, and each renewal after it. Not thread-safe. */
public final class HandOver {
    private final Optional<TlsSource> source;
    private final DataOutputStream out;
    private Object told;
    private Object seen;

    /**
     * @param source where the pair is; without one the other process makes its own
     * @param out the pipe; it stays open
     */
    public HandOver(Optional<TlsSource> source, OutputStream out) {
        this.source = source;
        this.out = new DataOutputStream(out);
        this.told = "nothing";
        this.seen = "nothing";
    }

    /**
     * Hands the first pair over.
     *
     * @throws TlsException when there is none, or it may not be used
     * @throws IOException when the other process has gone
     */
    public void begin() throws TlsException, IOException {
        if (source.isEmpty()) {
            new None().write(out);
            return;
        }
        told = source.get().state();
        seen = told;
        new Given(pair(source.get())).write(out);
    }

    /**
     * Hands a renewal over once its files have settled, or says why it cannot; to be called again and again.
     *
     * @throws IOException when the other process has gone
     */
    public void look() throws IOException {
        if (source.isEmpty()) {
            return;
        }
        Object state = source.get().state();
        boolean settled = state.equals(seen);
        seen = state;
        if (!settled || state.equals(told)) {
            return;
        }
        told = state;
        try {
            new Given(pair(source.get())).write(out);
        } catch (TlsException e) {
            new Missing(String.valueOf(e.getMessage())).write(out);
        }
    }

    /** What is no certificate with its key is not handed over, or root would read any file for the other process. */
    private static PemPair pair(TlsSource source) throws TlsException {
        PemPair pair = source.read();
        ServerIdentity.of(pair);
        return pair;
    }
}

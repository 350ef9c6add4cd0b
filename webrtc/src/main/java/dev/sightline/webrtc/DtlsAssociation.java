package dev.sightline.webrtc;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One DTLS association as server: from the first record of a validated peer to {@code close_notify}. Its methods never
 * block and may be called on any thread; the listener is called on handshake threads.
 */
final class DtlsAssociation {
    private static final Logger LOG = LoggerFactory.getLogger(DtlsAssociation.class);
    private static final int LATE_WAIT_MILLIS = 1;

    /** Of one turn on the thread that all peers share. */
    private static final int LATE_RECORDS_AT_ONCE = 16;

    /**
     * @param handshake until a handshake must be complete, from its start
     * @param silence how long the peer may send nothing meanwhile
     */
    record Timing(Duration handshake, Duration silence) {}

    interface Listener {
        void established(SrtpKeys keys);

        /** The handshake failed, or the peer ended the association. May be called more than once. */
        void ended(String reason);
    }

    private final HandshakeThreads threads;
    private final DtlsIdentity identity;
    private final CertificateFingerprint expected;
    private final Timing timing;
    private final DtlsRecords records;
    private final Listener listener;
    private final Runnable handshake = this::handshake;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean draining = new AtomicBoolean();
    private volatile Optional<DTLSTransport> transport = Optional.empty();
    private volatile boolean closed;

    DtlsAssociation(
            HandshakeThreads threads,
            DtlsIdentity identity,
            CertificateFingerprint expected,
            Timing timing,
            Consumer<byte[]> outlet,
            Listener listener) {
        this.threads = threads;
        this.identity = identity;
        this.expected = expected;
        this.timing = timing;
        this.records = new DtlsRecords(outlet);
        this.listener = listener;
    }

    /** Takes a datagram; before {@link #start} it is kept, after the handshake it may make a lost flight go out again. */
    void received(byte[] datagram) {
        if (closed) {
            return;
        }
        records.offer(datagram);
        if (transport.isPresent()) {
            drain();
        }
    }

    /**
     * Lets the handshake begin, once there is a record.
     *
     * @param peer its validated address
     */
    void start(InetAddress peer) {
        if (closed || records.isEmpty() || !started.compareAndSet(false, true)) {
            return;
        }
        if (!threads.handshake(peer, handshake)) {
            listener.ended("too many DTLS handshakes wait for a thread");
        }
    }

    private void handshake() {
        DtlsServer server = new DtlsServer(
                identity, expected, timing.handshake(), () -> listener.ended("the peer closed its DTLS association"));
        records.expectWithin(timing.silence());
        try {
            DTLSTransport accepted = new DTLSServerProtocol().accept(server, records);
            records.expectNothing();
            transport = Optional.of(accepted);
            listener.established(server.keys().orElseThrow());
        } catch (IOException | RuntimeException e) {
            LOG.debug("DTLS handshake failed", e);
            listener.ended("DTLS handshake failed: " + e.getMessage());
            return;
        }
        if (closed) {
            sendCloseNotify();
        } else if (!records.isEmpty()) {
            drain();
        }
    }

    private void drain() {
        if (draining.compareAndSet(false, true) && !threads.afterwards(this::readLateRecords)) {
            draining.set(false);
        }
    }

    /** Alerts, and handshake messages to which Bouncy Castle answers with its last flight; data has no meaning here. */
    private void readLateRecords() {
        byte[] discarded = new byte[records.getReceiveLimit()];
        try {
            for (int i = 0; i < LATE_RECORDS_AT_ONCE && !closed && !records.isEmpty(); i++) {
                transport.orElseThrow().receive(discarded, 0, discarded.length, LATE_WAIT_MILLIS);
            }
        } catch (IOException | RuntimeException e) {
            listener.ended("DTLS association failed: " + e.getMessage());
            return; // and draining stays set: nothing more is read
        }
        draining.set(false);
        if (!closed && !records.isEmpty()) {
            drain();
        }
    }

    /** Ends the handshake under way, or tells the peer that the association is over. */
    void close() {
        closed = true;
        threads.withdraw(handshake);
        records.close();
        if (transport.isPresent()) {
            threads.afterwards(this::sendCloseNotify);
        }
    }

    private void sendCloseNotify() {
        try {
            transport.orElseThrow().close();
        } catch (IOException | RuntimeException e) {
            LOG.debug("close_notify was not sent", e);
        }
    }
}

package dev.sightline.webrtc;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bouncycastle.tls.DatagramTransport;
import org.bouncycastle.tls.TlsTimeoutException;

/**
 * The bounded queue between the loop, which receives DTLS datagrams, and the thread on which Bouncy Castle waits for
 * them. A full queue drops, as a network would.
 */
final class DtlsRecords implements DatagramTransport {
    private static final int CAPACITY = 64;
    /** Before its handshake has a thread: a hello and its copies. Many peers may wait so. */
    private static final int EARLY = 8;

    private static final int RECEIVE_LIMIT = 2048;
    private static final int SEND_LIMIT = 1200; // fits every path without fragments

    private final BlockingQueue<byte[]> queue = new ArrayBlockingQueue<>(CAPACITY);
    private final Consumer<byte[]> outlet;
    private volatile boolean closed;
    private volatile int room = EARLY;
    private volatile long heardAt;
    private volatile Optional<Duration> patience = Optional.empty();

    /** @param outlet takes what is to be sent, one datagram each; called on handshake threads, must not block */
    DtlsRecords(Consumer<byte[]> outlet) {
        this.outlet = outlet;
    }

    /** From now until {@link #expectNothing} the peer may be silent for so long; then {@link #receive} fails. */
    void expectWithin(Duration silence) {
        heardAt = System.nanoTime();
        room = CAPACITY;
        patience = Optional.of(silence);
    }

    /** A silent peer is all right again: its handshake is over. */
    void expectNothing() {
        patience = Optional.empty();
    }

    /** Never blocks. */
    void offer(byte[] datagram) {
        heardAt = System.nanoTime();
        if (queue.size() < room && !queue.offer(datagram) && closed) {
            queue.clear();
        }
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        try {
            byte[] datagram = closed ? null : queue.poll(millisToWait(waitMillis), TimeUnit.MILLISECONDS);
            if (closed) {
                throw new TlsTimeoutException("the peer was closed during its handshake");
            }
            if (datagram == null) {
                endWhenSilent();
                return -1;
            }
            int size = Math.min(length, datagram.length);
            System.arraycopy(datagram, 0, buffer, offset, size);
            return size;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TlsTimeoutException("the handshake was interrupted");
        }
    }

    /** Bouncy Castle waits for up to a minute at a time: it must not outwait our patience. */
    private long millisToWait(int asked) {
        return patience.map(silence -> Math.max(
                        0, Math.min(asked, silence.toMillis() + 1 - (System.nanoTime() - heardAt) / 1_000_000)))
                .orElse((long) asked);
    }

    private void endWhenSilent() throws TlsTimeoutException {
        Optional<Duration> silence = patience;
        if (silence.isPresent() && System.nanoTime() - heardAt >= silence.get().toNanos()) {
            throw new TlsTimeoutException(
                    "the peer sent no record for " + silence.get().toMillis() + " ms");
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) {
        outlet.accept(Arrays.copyOfRange(buffer, offset, offset + length));
    }

    /** Wakes whoever waits; what is sent from now on still goes out ({@code close_notify}). */
    @Override
    public void close() {
        closed = true;
        queue.clear();
        queue.offer(new byte[0]);
    }
}

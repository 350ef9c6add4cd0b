package dev.sightline.probe.analyze;

import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.PacketListener;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Hands datagrams and ICMP errors to a listener on a thread of its own, in their order, so that reading and judging each
 * have a core. At most some thousand wait, with some megabytes of the file; then whoever reads does. Packets are handed over
 * by reference, for what was read of a file is never written again. To be used by one thread.
 */
final class Handover implements PacketListener, AutoCloseable {
    private static final int MOST_PORTIONS = 8;
    private static final int PORTION = 256;

    /** Of a file some hundred kilobytes stay in memory for each datagram that lies alone in them. */
    private static final int MOST_OCTETS = 1 << 20;

    /** What is handed over at once. */
    private sealed interface Portion {}

    private record Datagrams(List<Datagram> inOrder) implements Portion {}

    private record Refusal(IcmpError error) implements Portion {}

    private record End() implements Portion {}

    private final BlockingQueue<Portion> waiting = new ArrayBlockingQueue<>(MOST_PORTIONS);
    private final FutureTask<Boolean> taking;
    private List<Datagram> read = new ArrayList<>(PORTION);
    private byte[] latest = {};
    private int held;

    private Handover(PacketListener listener) {
        taking = new FutureTask<>(() -> take(listener));
    }

    /** Begins; {@link PacketListener#ipsec} and {@link PacketListener#endsEarly} are not handed over. */
    static Handover to(PacketListener listener) {
        Handover handover = new Handover(listener);
        Thread thread = new Thread(handover.taking, "capture-judge");
        thread.setDaemon(true);
        thread.start();
        return handover;
    }

    @Override
    public void datagram(Datagram datagram) {
        read.add(datagram);
        holds(datagram.payload());
        if (read.size() == PORTION || held > MOST_OCTETS) {
            putRead();
        }
    }

    @Override
    public void icmpError(IcmpError error) {
        putRead();
        put(new Refusal(error));
    }

    /** Returns when the listener has taken everything; throws what it threw. */
    void finish() {
        putRead();
        put(new End());
        outcome();
    }

    /** Gives up what was not taken. */
    @Override
    public void close() {
        taking.cancel(true);
    }

    /** What follows one another lies in one array mostly. */
    private void holds(ByteBuf payload) {
        if (!payload.hasArray()) {
            held += payload.readableBytes();
        } else if (payload.array() != latest) {
            latest = payload.array();
            held += latest.length;
        }
    }

    private void putRead() {
        if (!read.isEmpty()) {
            put(new Datagrams(read));
            read = new ArrayList<>(PORTION);
            held = 0;
        }
    }

    private void put(Portion portion) {
        try {
            while (!waiting.offer(portion, 1, TimeUnit.SECONDS)) {
                if (taking.isDone()) {
                    outcome();
                }
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private void outcome() {
        try {
            taking.get();
        } catch (InterruptedException e) {
            throw interrupted();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a capture could not be judged", e.getCause());
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while a capture was read");
    }

    private boolean take(PacketListener listener) throws InterruptedException {
        Portion portion = waiting.take();
        while (!(portion instanceof End)) {
            if (portion instanceof Datagrams datagrams) {
                datagrams.inOrder().forEach(listener::datagram);
            } else if (portion instanceof Refusal refusal) {
                listener.icmpError(refusal.error());
            }
            portion = waiting.take();
        }
        return true;
    }
}

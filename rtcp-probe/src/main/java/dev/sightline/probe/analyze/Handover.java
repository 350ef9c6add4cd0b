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

    /** An error that came after so many of the datagrams of its portion. */
    private record Refusal(int after, IcmpError error) {}

    /** What is handed over at once; after the last one nothing comes. */
    private record Portion(List<Datagram> datagrams, List<Refusal> refusals, boolean isLast) {
        void giveTo(PacketListener listener) {
            int given = 0;
            for (Refusal refusal : refusals) {
                datagrams.subList(given, refusal.after()).forEach(listener::datagram);
                given = refusal.after();
                listener.icmpError(refusal.error());
            }
            datagrams.subList(given, datagrams.size()).forEach(listener::datagram);
        }
    }

    private final BlockingQueue<Portion> waiting = new ArrayBlockingQueue<>(MOST_PORTIONS);
    private final FutureTask<Boolean> taking;
    private List<Datagram> read = new ArrayList<>(PORTION);
    private List<Refusal> refusals = new ArrayList<>();
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
        putIfFull();
    }

    @Override
    public void icmpError(IcmpError error) {
        refusals.add(new Refusal(read.size(), error));
        putIfFull();
    }

    /** Returns when the listener has taken everything; throws what it threw, an error of the JVM as well. */
    void finish() {
        putRead(/* isLast= */ true);
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

    private void putIfFull() {
        if (read.size() + refusals.size() == PORTION || held > MOST_OCTETS) {
            putRead(/* isLast= */ false);
        }
    }

    private void putRead(boolean isLast) {
        put(new Portion(read, refusals, isLast));
        read = new ArrayList<>(PORTION);
        refusals = new ArrayList<>();
        held = 0;
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
            Throwable thrown = e.getCause();
            if (thrown instanceof Error error) {
                throw error;
            }
            if (thrown instanceof RuntimeException mistake) {
                throw mistake;
            }
            throw new IllegalStateException("a capture could not be judged", thrown);
        }
    }

    private static CancellationException interrupted() {
        Thread.currentThread().interrupt();
        return new CancellationException("interrupted while a capture was read");
    }

    private boolean take(PacketListener listener) throws InterruptedException {
        Portion portion;
        do {
            portion = waiting.take();
            portion.giveTo(listener);
        } while (!portion.isLast());
        return true;
    }
}

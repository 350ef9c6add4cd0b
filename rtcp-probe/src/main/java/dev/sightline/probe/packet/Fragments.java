package dev.sightline.probe.packet;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the fragments of RTCP together (RFC 791, 3.2; RFC 8200, 4.5). What follows the first fragment may never be
 * captured, since a filter by port passes the first alone: then what there is has to do. Its memory is bounded by
 * {@link #MOST} packets of 8 KiB, more than any RTCP needs. Not for several threads.
 */
final class Fragments {
    static final int MOST = 32;

    private static final int LARGEST = 8_192;
    private static final int UNIT = 8;
    private static final int UDP_HEADER = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /** What the fragments of one packet share; where one packet crosses two interfaces, it is two. */
    record Key(int interfaceIndex, ByteBuffer addresses, int identification) {}

    /** A packet of which not every fragment has come. */
    private static final class Partial {
        private final Instant since;
        private final BitSet units = new BitSet();
        private byte[] octets = {};
        private int length = -1;
        private Optional<Datagram> first = Optional.empty();

        Partial(Instant since) {
            this.since = since;
        }

        void add(byte[] frame, int from, int to, int offset, boolean more) {
            int size = to - from;
            int end = offset + size;
            if (end > LARGEST) {
                return;
            }
            if (octets.length < end) {
                octets = Arrays.copyOf(octets, Math.max(end, Math.min(LARGEST, 2 * octets.length)));
            }
            System.arraycopy(frame, from, octets, offset, size);
            units.set(offset / UNIT, more ? end / UNIT : (end + UNIT - 1) / UNIT);
            length = more ? length : end;
        }

        boolean isWhole() {
            return first.isPresent() && length >= 0 && units.nextClearBit(0) * UNIT >= length;
        }
    }

    private final Map<Key, Partial> partials = new LinkedHashMap<>();

    /**
     * Keeps a packet's first fragment.
     *
     * @param datagram what it holds by itself
     */
    void first(Key key, Datagram datagram, byte[] frame, IpHeader ip, PacketListener listener) {
        Partial partial = partial(key, datagram.at(), listener);
        partial.first = Optional.of(datagram);
        add(key, partial, frame, ip, listener);
    }

    /** Adds another fragment. */
    void later(Key key, Instant at, byte[] frame, IpHeader ip, PacketListener listener) {
        add(key, partial(key, at, listener), frame, ip, listener);
    }

    private Partial partial(Key key, Instant at, PacketListener listener) {
        Partial known = partials.get(key);
        if (known != null) {
            return known;
        }
        if (partials.size() == MOST) {
            Iterator<Partial> eldest = partials.values().iterator();
            Partial given = eldest.next();
            eldest.remove();
            given.first.ifPresent(listener::datagram);
        }
        Partial partial = new Partial(at);
        partials.put(key, partial);
        return partial;
    }

    private void add(Key key, Partial partial, byte[] frame, IpHeader ip, PacketListener listener) {
        partial.add(frame, ip.payload(), ip.end(), ip.fragmentOffset(), ip.moreFragments());
        if (partial.isWhole()) {
            partials.remove(key);
            partial.first.map(first -> whole(first, partial)).ifPresent(listener::datagram);
        }
    }

    private static Datagram whole(Datagram first, Partial partial) {
        int payload = Octets.u16(partial.octets, 4) - UDP_HEADER;
        int there = Math.min(payload, partial.length - UDP_HEADER);
        return new Datagram(
                first.at(),
                first.interfaceName(),
                first.direction(),
                first.source(),
                first.destination(),
                Unpooled.wrappedBuffer(partial.octets, UDP_HEADER, there),
                there < payload,
                first.hopLimit(),
                first.forAnother(),
                first.ends());
    }

    /** Hands over, as far as it came, what has waited too long, also by a clock that was set back. */
    void expire(Instant now, PacketListener listener) {
        Iterator<Partial> eldest = partials.values().iterator();
        while (eldest.hasNext()) {
            Partial partial = eldest.next();
            if (Duration.between(partial.since, now).abs().compareTo(PATIENCE) < 0) {
                return;
            }
            eldest.remove();
            partial.first.ifPresent(listener::datagram);
        }
    }

    /** Hands over, as far as it came, whatever still waits. */
    void flush(PacketListener listener) {
        partials.values().forEach(partial -> partial.first.ifPresent(listener::datagram));
        partials.clear();
    }

    boolean isEmpty() {
        return partials.isEmpty();
    }
}

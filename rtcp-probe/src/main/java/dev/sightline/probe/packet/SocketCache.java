package dev.sightline.probe.packet;

import static dev.sightline.probe.packet.Octets.i32;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Sockets by their octets: packets by the million come from few of them. Each has one place, where the latest one
 * stays, so it needs no upkeep and never grows. Not for several threads.
 */
final class SocketCache {
    private static final int PLACES = 4_096;

    private static final class Entry {
        private final byte[] address;
        private final InetSocketAddress socket;

        Entry(byte[] address, InetSocketAddress socket) {
            this.address = address;
            this.socket = socket;
        }

        boolean is(byte[] octets, int at, int length, int port) {
            if (socket.getPort() != port || address.length != length) {
                return false;
            }
            int next = 0;
            while (next < length && address[next] == octets[at + next]) {
                next++;
            }
            return next == length;
        }
    }

    private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

    /** The socket whose address of {@code length} octets (4 or 16) lies at {@code at}. */
    InetSocketAddress of(byte[] octets, int at, int length, int port) {
        int place = place(octets, at, length, port);
        Entry entry = entries[place];
        if (entry == null || !entry.is(octets, at, length, port)) {
            InetSocketAddress socket = new InetSocketAddress(address(octets, at, length), port);
            entry = new Entry(Arrays.copyOfRange(octets, at, at + length), socket);
            entries[place] = entry;
        }
        return entry.socket;
    }

    private static int place(byte[] octets, int at, int length, int port) {
        int hash = port;
        for (int next = 0; next < length; next += 4) {
            hash = 31 * hash + i32(octets, at + next);
        }
        hash *= 0x9e3779b1;
        return hash >>> 20;
    }

    /** An address of 4 or 16 octets. */
    static InetAddress address(byte[] octets, int at, int length) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, at, at + length));
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of " + length + " octets is always known", e);
        }
    }
}

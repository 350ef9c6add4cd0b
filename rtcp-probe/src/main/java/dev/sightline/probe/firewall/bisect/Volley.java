package dev.sightline.probe.firewall.bisect;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/** One packet for each of the server's ports, sent in one go between a socket at the camera and one at each port. */
final class Volley implements AutoCloseable {
    private static final int TRIES = 3;
    private static final int WAIT_MILLIS = 150;
    /** Between packets of the last try, so that a rule against floods does not take all for one. */
    private static final int PACE_MILLIS = 1;
    /** Version 2; RTCP's length in words, less one. */
    private static final int HEADER = 0x8000_0006;

    private static final int LENGTH = 28;

    private final Selector selector;
    private final DatagramChannel camera;
    private final Map<Integer, DatagramChannel> server = new LinkedHashMap<>();

    private Volley(Selector selector, DatagramChannel camera) {
        this.selector = selector;
        this.camera = camera;
    }

    /** Opens the sockets. */
    static Volley between(Replay replay, int cameraPort, List<Integer> ports) throws IOException {
        Volley volley = new Volley(
                Selector.open(),
                replay.camera()
                        .call(() -> bound(new InetSocketAddress(replay.scene().camera(), cameraPort))));
        try {
            replay.server().call(() -> {
                for (int port : ports) {
                    volley.server.put(
                            port, bound(new InetSocketAddress(replay.scene().server(), port)));
                }
                return true;
            });
            return volley;
        } catch (IOException problem) {
            volley.close();
            throw problem;
        }
    }

    private static DatagramChannel bound(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            return channel.bind(address);
        } catch (IOException problem) {
            channel.close();
            throw new IOException(address + ": " + problem.getMessage(), problem);
        }
    }

    /** Sends to each port; those at which nothing comes in. */
    List<Integer> lostToServer(int type) throws IOException {
        for (DatagramChannel each : server.values()) {
            each.register(selector, SelectionKey.OP_READ);
        }
        return lost(type, port -> camera, port -> socket(port).getLocalAddress());
    }

    /** Sends from each port; those from which nothing comes in at the camera. */
    List<Integer> lostToCamera(int type) throws IOException {
        camera.register(selector, SelectionKey.OP_READ);
        return lost(type, this::socket, port -> camera.getLocalAddress());
    }

    /** An address of a socket that is open. */
    private interface Target {
        SocketAddress of(int port) throws IOException;
    }

    private DatagramChannel socket(int port) {
        DatagramChannel channel = server.get(port);
        if (channel == null) {
            throw new IllegalStateException("no socket at port " + port);
        }
        return channel;
    }

    private List<Integer> lost(int type, IntFunction<DatagramChannel> by, Target to) throws IOException {
        Set<Integer> left = new TreeSet<>(server.keySet());
        for (int i = 1; i <= TRIES && !left.isEmpty(); i++) {
            boolean taken = false;
            for (int port : List.copyOf(left)) {
                taken |= isTaken(by.apply(port), packet(type, port), to.of(port));
                if (i == TRIES) {
                    receive(left, PACE_MILLIS);
                }
            }
            while (taken && !left.isEmpty() && receive(left, WAIT_MILLIS)) {}
        }
        return new ArrayList<>(left);
    }

    private static boolean isTaken(DatagramChannel by, ByteBuffer packet, SocketAddress to) {
        try {
            return by.send(packet, to) > 0;
        } catch (IOException refusedByTheFirewall) {
            return false;
        }
    }

    /** Whether something came in meanwhile. */
    private boolean receive(Set<Integer> left, int millis) throws IOException {
        boolean any = selector.select(millis) > 0;
        for (SelectionKey key : selector.selectedKeys()) {
            DatagramChannel at = (DatagramChannel) key.channel();
            ByteBuffer packet = ByteBuffer.allocate(LENGTH);
            while (at.receive(packet.clear()) != null) {
                int port = packet.position() == LENGTH ? packet.getInt(8) : 0;
                if (at == camera || at == server.get(port)) {
                    left.remove(port);
                }
            }
        }
        selector.selectedKeys().clear();
        return any;
    }

    /** As rules may look at it: version 2, a payload type or a report's type. The port is where nothing looks. */
    private static ByteBuffer packet(int type, int port) {
        return ByteBuffer.allocate(LENGTH).putInt(0, HEADER | type << 16).putInt(8, port);
    }

    @Override
    public void close() throws IOException {
        selector.close();
        camera.close();
        for (DatagramChannel each : server.values()) {
            each.close();
        }
    }
}

package dev.sightline.gateway.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A media server that says what a script says, byte for byte; one thread for each connection. */
final class RawMediaServer implements AutoCloseable {
    static final int TEXT = 0x81;
    static final int TEXT_BEGINS = 0x01;
    static final int CONTINUES = 0x00;
    static final int CONTINUATION_ENDS = 0x80;
    static final int BINARY = 0x82;
    static final int CLOSE = 0x88;
    static final int PING = 0x89;

    private final ServerSocket listener;
    private final Script script;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();

    private RawMediaServer(ServerSocket listener, Script script) {
        this.listener = listener;
        this.script = script;
    }

    /** What is done with one connection; it is closed afterwards. */
    @FunctionalInterface
    interface Script {
        void talk(Socket socket) throws Exception;
    }

    static RawMediaServer doing(Script script) throws IOException {
        RawMediaServer server = new RawMediaServer(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), script);
        Thread accepting = new Thread(server::accept, "raw-media-server");
        accepting.setDaemon(true);
        accepting.start();
        return server;
    }

    URI uri() {
        return URI.create("ws://127.0.0.1:" + listener.getLocalPort() + "/kurento");
    }

    int connections() {
        return connections.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                sockets.add(socket);
                connections.incrementAndGet();
                Thread talking = new Thread(() -> talk(socket), "raw-media-server");
                talking.setDaemon(true);
                talking.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void talk(Socket socket) {
        try (socket) {
            script.talk(socket);
        } catch (Exception e) {
            // the other side went away
        } finally {
            sockets.remove(socket);
        }
    }

    /** Reads a request's head. */
    static String head(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("closed");
            }
            head.write(next);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Answers the upgrade (RFC 6455, 4.2.2). */
    static void upgrade(Socket socket) throws Exception {
        String key = head(socket)
                .lines()
                .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("sec-websocket-key:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
        byte[] accept = MessageDigest.getInstance("SHA-1")
                .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.ISO_8859_1));
        say(
                socket,
                "HTTP/1.1 101 Switching Protocols|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: "
                        + Base64.getEncoder().encodeToString(accept) + "||");
    }

    /** One frame (RFC 6455, 5.2), not masked. */
    static void frame(Socket socket, int first, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (payload.length < 126) {
            frame.write(payload.length);
        } else if (payload.length < 65_536) { // no longer than needed
            frame.write(126);
            frame.write(payload.length >>> 8);
            frame.write(payload.length);
        } else {
            frame.write(127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >>> shift));
            }
        }
        frame.writeBytes(payload);
        socket.getOutputStream().write(frame.toByteArray());
    }

    static void frame(Socket socket, int first, String payload) throws IOException {
        frame(socket, first, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** The payload of the next frame, which a client masks; that of 64 bits of length is not understood. */
    static byte[] received(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        byte[] start = in.readNBytes(2);
        if (start.length < 2) {
            throw new IOException("closed");
        }
        int length = start[1] & 0x7f;
        if (length == 126) {
            byte[] more = in.readNBytes(2);
            length = (more[0] & 0xff) << 8 | (more[1] & 0xff);
        }
        byte[] mask = in.readNBytes(4);
        byte[] payload = in.readNBytes(length);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }
        return payload;
    }

    /** Until the other side closes. */
    static void readOn(Socket socket) throws IOException {
        var unused = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.sightline.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A viewer's WebSocket of its own making, from an address of its choice, whose frames may lie. */
final class RawViewer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int CLOSE = 8;
    private static final int NO_CLOSE_FRAME = 1006;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Socket socket;
    private final OutputStream out;
    private final DataInputStream in;

    RawViewer(int port, String from) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        socket = context.getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
        socket.setSoTimeout(PATIENCE_MILLIS);
        out = socket.getOutputStream();
        in = new DataInputStream(socket.getInputStream());
        send("""
            GET / HTTP/1.1\r
            Host: localhost\r
            Connection: Upgrade\r
            Upgrade: websocket\r
            Sec-WebSocket-Version: 13\r
            Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r
            \r
            """.getBytes(StandardCharsets.US_ASCII));
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        if (!head.toString().startsWith("HTTP/1.1 101")) {
            throw new IOException("no WebSocket: " + head);
        }
    }

    void watch(String camera, String offer) throws IOException {
        say(JSON.writeValueAsString(Map.of("type", "viewer", "cameraId", camera, "sdpOffer", offer)));
    }

    void say(String text) throws IOException {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        begin(payload.length);
        send(payload);
    }

    /** The head of a text frame with so many octets; masked with zeros, which leave them as they are. */
    void begin(long octets) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(14).put((byte) 0x81);
        if (octets >= 0 && octets < 126) {
            head.put((byte) (0x80 | octets));
        } else if (octets >= 0 && octets <= 0xffff) {
            head.put((byte) (0x80 | 126)).putShort((short) octets);
        } else {
            head.put((byte) (0x80 | 127)).putLong(octets);
        }
        head.putInt(0).flip();
        byte[] bytes = new byte[head.remaining()];
        head.get(bytes);
        send(bytes);
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** The next message that is no candidate. */
    JsonNode hears() throws IOException {
        while (true) {
            Frame frame = frame();
            if (frame.opcode() == CLOSE) {
                throw new EOFException("closed with " + status(frame));
            }
            JsonNode message =
                    frame.opcode() == 1 ? JSON.readTree(frame.payload().array()) : JSON.nullNode();
            if (message.isObject() && !message.path("type").asText().equals("iceCandidate")) {
                return message;
            }
        }
    }

    /** With which status the gateway ended the conversation; 1006 when it did so without a word. */
    int closeStatus() throws IOException {
        try {
            Frame frame = frame();
            while (frame.opcode() != CLOSE) {
                frame = frame();
            }
            return status(frame);
        } catch (EOFException | SocketException closed) {
            return NO_CLOSE_FRAME;
        }
    }

    private record Frame(int opcode, ByteBuffer payload) {}

    private static int status(Frame close) {
        return close.payload().getShort() & 0xffff;
    }

    private Frame frame() throws IOException {
        int opcode = in.readUnsignedByte() & 0xf;
        long length = in.readUnsignedByte() & 0x7f;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        return new Frame(opcode, ByteBuffer.wrap(in.readNBytes(Math.toIntExact(length))));
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

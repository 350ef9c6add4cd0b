package dev.sightline.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TCP or TLS connection that may say anything. A server that neither answers nor closes within the patience is an error. */
final class RawConnection implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 15_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3})");
    private static final Pattern TYPE = Pattern.compile("\\{\"type\":\"([a-z-]+)\"");

    private final Socket socket;

    private RawConnection(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static RawConnection tcp(int port) throws IOException {
        return new RawConnection(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static RawConnection tls(int port) throws IOException, GeneralSecurityException {
        return new RawConnection(
                TrustEveryone.context().getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** All that comes until the other side closes. */
    String untilClosed() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] some = new byte[4096];
        try {
            for (int n = socket.getInputStream().read(some);
                    n >= 0;
                    n = socket.getInputStream().read(some)) {
                all.write(some, 0, n);
            }
        } catch (SocketException | javax.net.ssl.SSLException reset) {
            // Closed all the same: what was unread went with it.
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Sends a request; the answer as its status and, where it is a problem, its type: {@code "404 not-found"}. */
    String ask(String request) throws IOException {
        send(request);
        return inShort(untilClosed());
    }

    static String inShort(String response) {
        Matcher status = STATUS.matcher(response);
        if (!status.lookingAt()) {
            return "closed";
        }
        Matcher type = TYPE.matcher(response);
        return status.group(1) + (type.find() ? " " + type.group(1) : "");
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

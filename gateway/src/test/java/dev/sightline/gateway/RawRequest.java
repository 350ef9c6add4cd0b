package dev.sightline.gateway;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/** A connection for one request, which may be none; the test's own octets, changed by no client. */
final class RawRequest {
    private static final int PATIENCE_MILLIS = 20_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3})");
    private static final int CLOSED = 0;

    private final Socket socket;

    private RawRequest(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    static RawRequest plain(int port) throws IOException {
        return new RawRequest(new Socket(InetAddress.getLoopbackAddress(), port));
    }

    static RawRequest tls(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        return new RawRequest(context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port));
    }

    /** Sends it, reads until the gateway closes; the status of the first answer, 0 when there was none. */
    int status(String request) throws IOException {
        try (Socket open = socket) {
            try {
                open.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
                open.getOutputStream().flush();
            } catch (SocketException notReadOn) {
                // There may be an answer all the same.
            }
            StringBuilder text = new StringBuilder();
            try {
                for (int next = open.getInputStream().read();
                        next >= 0 && text.indexOf("\r\n") < 0;
                        next = open.getInputStream().read()) {
                    text.append((char) next);
                }
            } catch (SocketException reset) {
                // Closed with what it had not read.
            }
            Matcher status = STATUS.matcher(text);
            return status.lookingAt() ? Integer.parseInt(status.group(1)) : CLOSED;
        }
    }
}

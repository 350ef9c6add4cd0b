package dev.sightline.gateway;

import dev.sightline.gateway.security.tls.TestAuthority.Issued;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** One connection of a camera over TLS, with a certificate or without, that asks one thing after the other. */
final class TlsCamera implements AutoCloseable {
    private static final char[] PASSWORD = "test".toCharArray();

    private final int port;
    private final SSLSocket socket;

    TlsCamera(int port, Optional<Issued> identity, String protocol) throws Exception {
        this.port = port;
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(
                identity.isPresent() ? keys(identity.get()) : new KeyManager[0],
                InsecureTrustManagerFactory.INSTANCE.getTrustManagers(),
                new SecureRandom());
        socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(10_000);
    }

    record Answer(int status, String head, String body) {
        /** The path of the session that was opened. */
        String location() {
            return head.lines()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("location:"))
                    .map(line -> line.substring("location:".length()).trim())
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** @throws IOException when the gateway breaks the handshake or the connection off */
    Answer ask(String method, String path, String... more) throws IOException {
        String body = more.length == 0 ? "" : more[0];
        StringBuilder request =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        for (int i = 1; i < more.length; i++) {
            request.append(more[i]).append("\r\n");
        }
        request.append("Content-Type: application/json\r\nContent-Length: ")
                .append(body.length())
                .append("\r\n\r\n")
                .append(body);
        socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
        return read(socket.getInputStream());
    }

    private static Answer read(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        int length = head.toString()
                .lines()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                .mapToInt(line -> Integer.parseInt(
                        line.substring("content-length:".length()).trim()))
                .findFirst()
                .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return new Answer(Integer.parseInt(head.substring(9, 12)), head.toString(), body);
    }

    private static KeyManager[] keys(Issued identity) throws Exception {
        String base64 = identity.key().replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64)));
        Certificate[] chain = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(identity.chain().getBytes(StandardCharsets.US_ASCII)))
                .toArray(Certificate[]::new);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("camera", key, PASSWORD, chain);
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(store, PASSWORD);
        return factory.getKeyManagers();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}

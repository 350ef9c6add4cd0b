package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.ListenersConfig.Listener;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** Whether a port can be bound; where somebody listens already, whether it is a gateway that shows the certificate in the files. */
final class PortCheckup {
    private static final int WAIT_MILLIS = 3_000;
    private static final int FIRST_FREE_FOR_ALL = 1024;

    private final Optional<X509Certificate> expected;

    /** @param expected what the files hold; without it what is shown is not looked at */
    PortCheckup(Optional<X509Certificate> expected) {
        this.expected = expected;
    }

    Checkup examine(String name, Listener listener) {
        String point = "port " + listener.port() + " (listeners." + name + ")";
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(listener.socketAddress());
            return Checkup.pass(point, "can be bound at " + NetUtil.toAddressString(listener.address()));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage());
            return why.toLowerCase(Locale.ROOT).contains("in use")
                    ? taken(point, listener)
                    : Checkup.fail(point, why + remedy(listener));
        }
    }

    private Checkup taken(String point, Listener listener) {
        Optional<X509Certificate> shown = shown(listener);
        if (shown.isEmpty()) {
            return Checkup.fail(
                    point,
                    "somebody listens there who speaks no TLS; see: ss -ltnp 'sport = :" + listener.port() + "'");
        }
        if (expected.isEmpty()) {
            return Checkup.note(point, "somebody listens there who speaks TLS");
        }
        return expected.equals(shown)
                ? Checkup.pass(point, "the server that listens there shows this certificate")
                : Checkup.fail(
                        point,
                        "the server that listens there shows another certificate ("
                                + shown.get().getSubjectX500Principal() + ", until "
                                + shown.get().getNotAfter().toInstant()
                                + "): its page and its log say why, if it is this gateway");
    }

    private static Optional<X509Certificate> shown(Listener listener) {
        InetAddress address =
                listener.address().isAnyLocalAddress() ? InetAddress.getLoopbackAddress() : listener.address();
        try (Socket socket = new Socket()) {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
            socket.connect(new InetSocketAddress(address, listener.port()), WAIT_MILLIS);
            socket.setSoTimeout(WAIT_MILLIS);
            SSLSocket tls = (SSLSocket) context.getSocketFactory()
                    .createSocket(socket, NetUtil.toAddressString(address), listener.port(), true);
            tls.startHandshake();
            return Optional.of((X509Certificate) tls.getSession().getPeerCertificates()[0]);
        } catch (IOException | GeneralSecurityException noTls) {
            return Optional.empty();
        }
    }

    private static String remedy(Listener listener) {
        return listener.port() < FIRST_FREE_FOR_ALL && listener.port() > 0
                ? "; ports below 1024 need CAP_NET_BIND_SERVICE, which config/systemd/sightline.service and serve"
                        + " --user give"
                : "; see listeners in the configuration";
    }
}

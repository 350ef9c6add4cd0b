package dev.sightline.gateway.security.tls;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The certificates that cameras show. One that was believed when its connection began is looked at again when the authorities
 * or their revocation lists have changed meanwhile, and each time whether it is still within its time.
 */
public final class ShownCertificates {
    private static final AttributeKey<Look> LOOK = AttributeKey.valueOf(ShownCertificates.class, "look");

    private final Supplier<Optional<ClientTrust>> present;

    /** @param failure of the certificate, looked at by {@code trust} */
    private record Look(ClientTrust trust, @Nullable CertificateException failure) {}

    ShownCertificates(Supplier<Optional<ClientTrust>> present) {
        this.present = present;
    }

    /** Before the connection gets its TLS: what it then shows is looked at by no older authorities than the present ones. */
    void begins(Channel channel) {
        present.get().ifPresent(trust -> channel.attr(LOOK).set(new Look(trust, null)));
    }

    /**
     * The certificate of the connection's other end; empty when it showed none, or speaks no TLS. On the connection's loop.
     *
     * @throws CertificateException when it is not believed any more; the message is for people
     */
    public Optional<X509Certificate> of(Channel channel) throws CertificateException {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        Optional<ClientTrust> trust = present.get();
        if (tls == null || trust.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate[] chain = chain(tls);
        if (chain.length == 0) {
            return Optional.empty();
        }
        look(channel, trust.get(), chain);
        chain[0].checkValidity();
        return Optional.of(chain[0]);
    }

    private static void look(Channel channel, ClientTrust trust, X509Certificate[] chain) throws CertificateException {
        Look last = channel.attr(LOOK).get();
        if (last == null || last.trust() != trust) {
            last = new Look(trust, failure(trust, chain));
            channel.attr(LOOK).set(last);
        }
        if (last.failure() != null) {
            throw last.failure();
        }
    }

    private static @Nullable CertificateException failure(ClientTrust trust, X509Certificate[] chain) {
        try {
            trust.checkClientTrusted(chain, "UNKNOWN");
            return null;
        } catch (CertificateException e) {
            return e;
        }
    }

    private static X509Certificate[] chain(SslHandler tls) {
        try {
            Certificate[] shown = tls.engine().getSession().getPeerCertificates();
            return Arrays.stream(shown)
                    .filter(X509Certificate.class::isInstance)
                    .map(X509Certificate.class::cast)
                    .toArray(X509Certificate[]::new);
        } catch (SSLPeerUnverifiedException none) {
            return new X509Certificate[0];
        }
    }
}

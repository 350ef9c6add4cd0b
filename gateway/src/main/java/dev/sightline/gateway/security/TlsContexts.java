package dev.sightline.gateway.security;

import dev.sightline.gateway.config.TlsConfig;
import dev.sightline.gateway.config.TlsConfig.Pem;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.Http2SslContextSpec;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/** The gateway's certificate, ready for each listener. TLS 1.2 and 1.3. */
public final class TlsContexts {
    private static final Logger log = LoggerFactory.getLogger(TlsContexts.class);
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final byte[] certificate;
    private final byte[] key;
    private final boolean selfSigned;

    private TlsContexts(byte[] certificate, byte[] key, boolean selfSigned) {
        this.certificate = certificate;
        this.key = key;
        this.selfSigned = selfSigned;
    }

    /** Reads or makes the certificate; reads files, so it belongs to the start and not on an event loop. */
    public static TlsContexts of(TlsConfig config) throws TlsException {
        if (config.pem().isPresent()) {
            Pem pem = config.pem().get();
            try {
                return new TlsContexts(Files.readAllBytes(pem.certificate()), KeyFile.read("tls.key", pem.key()), false)
                        .tried();
            } catch (IOException e) {
                throw new TlsException("tls.certificate: " + pem.certificate() + " cannot be read: " + e, e);
            }
        }
        SelfSigned made = config.selfSignedDirectory().isPresent()
                ? SelfSigned.in(config.selfSignedDirectory().get())
                : SelfSigned.make();
        log.info(
                "a self-signed certificate is used; browsers will warn. Set tls.certificate and tls.key for a real one");
        return new TlsContexts(
                        made.certificate().getBytes(StandardCharsets.US_ASCII),
                        made.key().getBytes(StandardCharsets.US_ASCII),
                        true)
                .tried();
    }

    public boolean selfSigned() {
        return selfSigned;
    }

    /** For a listener that offers HTTP/2 and HTTP/1.1. */
    public GenericSslContextSpec<SslContextBuilder> http2() {
        return Http2SslContextSpec.forServer(chain(), secret()).configure(builder -> builder.protocols(PROTOCOLS));
    }

    /** For a listener that speaks HTTP/1.1 only. */
    public GenericSslContextSpec<SslContextBuilder> http11() {
        return Http11SslContextSpec.forServer(chain(), secret()).configure(builder -> builder.protocols(PROTOCOLS));
    }

    /** For cameras, which know nothing of protocol negotiation. */
    public SslContext plain() throws TlsException {
        try {
            return SslContextBuilder.forServer(chain(), secret())
                    .protocols(PROTOCOLS)
                    .build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsException(
                    "tls: certificate and key cannot be used together: " + e.getMessage()
                            + ". Expected PEM files: the certificate chain, and an unencrypted PKCS #8 key",
                    e);
        }
    }

    private TlsContexts tried() throws TlsException {
        plain();
        return this;
    }

    private InputStream chain() {
        return new ByteArrayInputStream(certificate);
    }

    private InputStream secret() {
        return new ByteArrayInputStream(key);
    }
}

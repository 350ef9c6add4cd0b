package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;

/**
 * One pair, ready for each kind of listener.
 *
 * @param http2 offers HTTP/2 and HTTP/1.1
 * @param http11 offers HTTP/1.1 only
 * @param cameras negotiates no protocol, of which cameras know nothing
 * @param clients whose certificates of cameras are believed; when absent cameras are not asked for one
 */
record ServerContexts(
        ServerIdentity identity,
        SslContext http2,
        SslContext http11,
        SslContext cameras,
        Optional<ClientTrust> clients) {
    /** How long a camera may go on with what was found of its certificate. */
    private static final long SESSION_SECONDS = 300;

    /** @throws TlsException when the pair cannot be used for TLS */
    static ServerContexts of(ServerIdentity identity, TlsConfig config, Optional<ClientTrust> clients)
            throws TlsException {
        SslProvider provider = provider(config);
        boolean stapling = stapling(config, provider);
        try {
            return new ServerContexts(
                    identity,
                    alpn(
                                    builder(identity, provider, CipherSuites.MODERN, stapling),
                                    ApplicationProtocolNames.HTTP_2,
                                    ApplicationProtocolNames.HTTP_1_1)
                            .build(),
                    alpn(builder(identity, provider, CipherSuites.MODERN, stapling), ApplicationProtocolNames.HTTP_1_1)
                            .build(),
                    asking(builder(identity, provider, CipherSuites.of(config.cameraSuites()), stapling), clients)
                            .build(),
                    clients);
        } catch (SSLException | IllegalArgumentException e) {
            throw new TlsException("tls: certificate and key cannot be used together: " + e.getMessage(), e);
        }
    }

    /** @throws TlsException when OpenSSL is asked for and its library does not load */
    static SslProvider provider(TlsConfig config) throws TlsException {
        return switch (config.provider()) {
            case JDK -> SslProvider.JDK;
            case AUTO -> OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK;
            case OPENSSL -> {
                if (!OpenSsl.isAvailable()) {
                    throw new TlsException(
                            "tls.provider: the library of openssl does not load here: "
                                    + OpenSsl.unavailabilityCause().getMessage() + ". Take auto, or jdk",
                            OpenSsl.unavailabilityCause());
                }
                yield SslProvider.OPENSSL;
            }
        };
    }

    /** Java's own TLS would fetch the issuer's word within the handshake, on the event loop: it does without. */
    static boolean stapling(TlsConfig config, SslProvider provider) {
        return config.ocspStapling() && provider == SslProvider.OPENSSL && OpenSsl.isOcspSupported();
    }

    private static SslContextBuilder builder(
            ServerIdentity identity, SslProvider provider, List<String> suites, boolean stapling) {
        return SslContextBuilder.forServer(identity.key(), identity.chain())
                .sslProvider(provider)
                .protocols(CipherSuites.PROTOCOLS)
                .ciphers(suites, SupportedCipherSuiteFilter.INSTANCE)
                .enableOcsp(stapling);
    }

    /** Optional at this level: who shows none is told over HTTP what to do. */
    private static SslContextBuilder asking(SslContextBuilder builder, Optional<ClientTrust> clients) {
        clients.ifPresent(trust ->
                builder.trustManager(trust).clientAuth(ClientAuth.OPTIONAL).sessionTimeout(SESSION_SECONDS));
        return builder;
    }

    private static SslContextBuilder alpn(SslContextBuilder builder, String... protocols) {
        return builder.applicationProtocolConfig(new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                protocols));
    }
}

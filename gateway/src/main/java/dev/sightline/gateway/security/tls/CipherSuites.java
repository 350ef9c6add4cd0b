package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig.CameraSuites;
import java.util.ArrayList;
import java.util.List;

/** Which cipher suites are spoken, in the order of preference. Versions are TLS 1.3 and TLS 1.2 (RFC 9325, section 3.1). */
final class CipherSuites {
    static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** Forward secrecy and authenticated encryption only (RFC 9325, section 4.2). */
    static final List<String> MODERN = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private static final List<String> LEGACY = List.of(
            "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_RSA_WITH_AES_128_CBC_SHA",
            "TLS_RSA_WITH_AES_256_CBC_SHA");

    private CipherSuites() {}

    static List<String> of(CameraSuites suites) {
        List<String> all = new ArrayList<>(MODERN);
        if (suites == CameraSuites.LEGACY) {
            all.addAll(LEGACY);
        }
        return List.copyOf(all);
    }
}

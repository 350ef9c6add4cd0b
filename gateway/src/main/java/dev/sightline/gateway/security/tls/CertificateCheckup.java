package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.TlsConfig;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** What the certificate says, and whether a browser will believe it. */
final class CertificateCheckup {
    private static final int DNS_NAME = 2;
    private static final int ADDRESS = 7;
    private static final long DAYS_TO_WARN = 14;

    private final TlsConfig config;
    private final List<String> hostNames;

    CertificateCheckup(TlsConfig config, List<String> hostNames) {
        this.config = config;
        this.hostNames = hostNames;
    }

    /** Adds what it finds to {@code points}; answers the pair when it can be used. */
    Optional<ServerIdentity> examine(TlsSource source, List<Checkup> points) {
        ServerIdentity identity;
        try {
            identity = ServerIdentity.of(source.read());
        } catch (TlsException e) {
            points.add(Checkup.fail("pair", String.valueOf(e.getMessage())));
            return Optional.empty();
        }
        points.add(Checkup.pass(
                "pair",
                "the key is the certificate's (" + identity.certificate().getSubjectX500Principal() + ")"));
        add(identity.chain(), points);
        points.add(contexts(identity));
        return Optional.of(identity);
    }

    /** Adds what the certificate alone says. */
    void examineWithoutKey(PublicFile certificate, List<Checkup> points) {
        try {
            add(ServerIdentity.orderedChain(certificate.readUnchecked()), points);
        } catch (TlsException e) {
            points.add(Checkup.fail("certificate", String.valueOf(e.getMessage())));
        }
    }

    private void add(List<X509Certificate> chain, List<Checkup> points) {
        points.add(chain(chain));
        points.add(expiry(chain));
        points.add(names(chain.get(0)));
        points.add(stapling(chain));
    }

    private static Checkup chain(List<X509Certificate> chain) {
        try {
            Set<TrustAnchor> anchors = anchors();
            List<X509Certificate> below = chain.stream()
                    .filter(certificate ->
                            anchors.stream().noneMatch(anchor -> certificate.equals(anchor.getTrustedCert())))
                    .toList();
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(below), parameters);
            return Checkup.pass("chain", chain.size() + " certificates, down from an authority that Java trusts");
        } catch (GeneralSecurityException e) {
            X509Certificate own = chain.get(0);
            if (own.getSubjectX500Principal().equals(own.getIssuerX500Principal())) {
                return Checkup.note("chain", "the certificate is signed by itself: browsers warn of it");
            }
            return chain.size() == 1
                    ? Checkup.fail(
                            "chain",
                            "only the server's own certificate is there, and no authority that Java trusts issued it:"
                                    + " browsers need its issuer's too. Take fullchain.pem")
                    : Checkup.note(
                            "chain",
                            chain.size() + " certificates, in order; no authority that Java trusts is above them ("
                                    + e.getMessage() + "), which is as it should be with an authority of your own");
        }
    }

    private static Set<TrustAnchor> anchors() throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509TrustManager.class::isInstance)
                .flatMap(manager -> Arrays.stream(((X509TrustManager) manager).getAcceptedIssuers()))
                .map(certificate -> new TrustAnchor(certificate, null))
                .collect(Collectors.toSet());
    }

    private static Checkup expiry(List<X509Certificate> chain) {
        Optional<String> outdated = ServerIdentity.outdated(chain, Instant.now());
        if (outdated.isPresent()) {
            return Checkup.fail("expiry", outdated.get() + "; renew it, such as with: certbot renew");
        }
        Instant end = ServerIdentity.expires(chain);
        long days = Duration.between(Instant.now(), end).toDays();
        String detail = days + " days left, until " + end;
        return days < DAYS_TO_WARN
                ? Checkup.note("expiry", detail + "; a renewal is overdue")
                : Checkup.pass("expiry", detail);
    }

    private Checkup names(X509Certificate certificate) {
        List<String> names = names(certificate, Set.of(DNS_NAME, ADDRESS)).toList();
        if (names.isEmpty()) {
            return Checkup.fail(
                    "names", "the certificate has no subject alternative name, and browsers look at nothing else");
        }
        List<String> missing = hostNames.stream()
                .filter(host -> names.stream().noneMatch(name -> covers(name, host)))
                .toList();
        if (!missing.isEmpty()) {
            return Checkup.fail(
                    "names",
                    "dashboard.hostNames has " + String.join(", ", missing)
                            + ", for which the certificate is not: it is for " + String.join(", ", names));
        }
        return hostNames.isEmpty()
                ? Checkup.note(
                        "names",
                        "the certificate is for " + String.join(", ", names)
                                + "; browsers may use a name once it is in dashboard.hostNames")
                : Checkup.pass("names", String.join(", ", names));
    }

    private static Stream<String> names(X509Certificate certificate, Set<Integer> kinds) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            return names == null
                    ? Stream.empty()
                    : names.stream()
                            .filter(name -> kinds.contains(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)));
        } catch (CertificateParsingException malformed) {
            return Stream.empty();
        }
    }

    /** A wildcard stands for one label, the leftmost (RFC 9525, section 6.3). */
    private static boolean covers(String name, String host) {
        String pattern = name.toLowerCase(Locale.ROOT);
        String wanted = host.toLowerCase(Locale.ROOT);
        int dot = wanted.indexOf('.');
        return pattern.equals(wanted)
                || (pattern.startsWith("*.") && dot > 0 && pattern.substring(1).equals(wanted.substring(dot)));
    }

    private Checkup contexts(ServerIdentity identity) {
        try {
            ServerContexts.of(identity, config, Optional.empty());
            return Checkup.pass("TLS", "by " + ServerContexts.provider(config) + ", TLS 1.2 and 1.3");
        } catch (TlsException e) {
            return Checkup.fail("TLS", String.valueOf(e.getMessage()));
        }
    }

    private Checkup stapling(List<X509Certificate> chain) {
        Optional<OcspQuery> query = OcspQuery.of(chain);
        if (query.isEmpty()) {
            return Checkup.pass("OCSP", "the certificate names no responder, nothing has to be stapled");
        }
        try {
            return ServerContexts.stapling(config, ServerContexts.provider(config))
                    ? Checkup.pass("OCSP", "the response of " + query.get() + " will be stapled")
                    : Checkup.note(
                            "OCSP",
                            "the certificate names " + query.get()
                                    + ", and nothing is stapled: see tls.ocspStapling and tls.provider");
        } catch (TlsException e) {
            return Checkup.fail("OCSP", String.valueOf(e.getMessage()));
        }
    }
}

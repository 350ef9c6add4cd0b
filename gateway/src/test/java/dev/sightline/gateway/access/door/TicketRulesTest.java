package dev.sightline.gateway.access.door;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tickets of another process that has the key: its issuer and its times have to be right all the same. */
class TicketRulesTest {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final ECKey key;
    private final Tickets tickets;

    TicketRulesTest() throws Exception {
        key = new ECKeyGenerator(Curve.P_256).generate();
        tickets = new Tickets(key, Duration.ofMinutes(5), Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @ParameterizedTest(name = "made {0} s, good from {1} s to {2} s from now: {3}")
    @CsvSource({
        "0,     0,   100, true",
        "50,    50,  100, true",
        "70,    0,   100, false",
        "0,     70,  100, false",
        "86000, 0, 86100, false",
        "-100,  0,     0, false",
        "-300,  0,    10, false",
    })
    void itsTimesCount(long made, long from, long to, boolean good) throws Exception {
        String ticket =
                signed(claims().issueTime(in(made)).notBeforeTime(in(from)).expirationTime(in(to)));

        assertThat(tickets.admit(ticket).isPresent()).isEqualTo(good);
    }

    @Test
    void itsIssuerCounts() throws Exception {
        JWTClaimsSet.Builder times = claims().issueTime(in(0)).expirationTime(in(100));

        assertThat(tickets.admit(signed(times))).isPresent();
        assertThat(tickets.admit(signed(times.issuer("another")))).isEmpty();
        assertThat(tickets.admit(signed(times.issuer(null)))).isEmpty();
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer("sightline")
                .audience("sightline-viewer")
                .claim("camera", "door")
                .jwtID("1");
    }

    private static Date in(long seconds) {
        return Date.from(NOW.plusSeconds(seconds));
    }

    private String signed(JWTClaimsSet.Builder claims) throws Exception {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(new JOSEObjectType("sightline-ticket+jwt"))
                        .build(),
                claims.build());
        jwt.sign(new ECDSASigner(key));
        return jwt.serialize();
    }
}

package dev.sightline.gateway.access.door;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.access.store.TicketKey;
import dev.sightline.gateway.config.CameraId;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Tickets with which one camera may be watched for a short time: JSON Web Tokens (RFC 7519) that are signed with ES256. To make
 * one may wait for chance and is not for event loops; to check one takes less than a millisecond.
 */
public final class Tickets {
    private static final JOSEObjectType TYPE = new JOSEObjectType("sightline-ticket+jwt");
    private static final String AUDIENCE = "sightline-viewer";
    private static final String ISSUER = "sightline";
    private static final String CAMERA = "camera";
    private static final int MAX_LENGTH = 2048;
    /** How far the clock of another process may be ahead. */
    private static final Duration SKEW = Duration.ofSeconds(60);

    private final ECKey key;
    private final ECDSASigner signer;
    private final ECDSAVerifier verifier;
    private final Duration longest;
    private final Clock clock;

    /** @param longest how long a ticket may be good for, also one that another process has made */
    Tickets(ECKey key, Duration longest, Clock clock) {
        this.key = key;
        this.longest = longest;
        this.clock = clock;
        try {
            this.signer = new ECDSASigner(key);
            this.verifier = new ECDSAVerifier(key.toPublicJWK());
        } catch (JOSEException e) {
            throw new IllegalStateException("ES256 cannot be used: " + e.getMessage(), e);
        }
    }

    /**
     * @param directory of access control, where the key is kept
     * @param longest how long a ticket may be good for
     */
    public static Tickets in(Path directory, Duration longest) throws IOException {
        return new Tickets(TicketKey.in(directory), longest, Clock.systemUTC());
    }

    /** @param id for the audit log, which names it and never the ticket */
    public record Issued(String ticket, String id, Instant expires) {}

    /**
     * Whose right it is, is in the audit log only: whoever gets a ticket can read what is in it.
     *
     * @param life at most the longest that is allowed
     */
    public Issued issue(CameraId camera, Duration life) {
        if (life.compareTo(longest) > 0) {
            throw new IllegalArgumentException("a ticket for " + life + " would not be admitted: at most " + longest);
        }
        Instant now = clock.instant();
        Instant expires = now.plus(life);
        String id = UUID.randomUUID().toString();
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .type(TYPE)
                        .keyID(key.getKeyID())
                        .build(),
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .claim(CAMERA, camera.value())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(expires))
                        .jwtID(id)
                        .build());
        try {
            jwt.sign(signer);
            return new Issued(jwt.serialize(), id, expires);
        } catch (JOSEException e) {
            throw new IllegalStateException("a ticket cannot be signed: " + e.getMessage(), e);
        }
    }

    /** What the ticket lets its holder do; nothing when it is forged, of something else, or over. */
    public Optional<Principal> admit(String ticket) {
        if (ticket.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        try {
            SignedJWT jwt = SignedJWT.parse(ticket);
            boolean ours = JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())
                    && TYPE.equals(jwt.getHeader().getType())
                    && jwt.verify(verifier);
            return ours ? holder(jwt.getJWTClaimsSet()) : Optional.empty();
        } catch (ParseException | JOSEException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Optional<Principal> holder(JWTClaimsSet claims) throws ParseException {
        Date issued = claims.getIssueTime();
        Date expires = claims.getExpirationTime();
        Date notBefore = claims.getNotBeforeTime();
        Instant now = clock.instant();
        boolean good = ISSUER.equals(claims.getIssuer())
                && List.of(AUDIENCE).equals(claims.getAudience())
                && claims.getJWTID() != null
                && issued != null
                && expires != null
                && now.isBefore(expires.toInstant())
                && !issued.toInstant().isAfter(now.plus(SKEW))
                && (notBefore == null || !notBefore.toInstant().isAfter(now.plus(SKEW)))
                && Duration.between(issued.toInstant(), expires.toInstant()).compareTo(longest) <= 0;
        String camera = claims.getStringClaim(CAMERA);
        return good && camera != null
                ? CameraId.parse(camera)
                        .map(id -> new Principal(
                                "ticket:" + claims.getJWTID(),
                                Principal.Kind.TICKET,
                                Set.of(Permission.WATCH),
                                Cameras.only(id)))
                : Optional.empty();
    }
}

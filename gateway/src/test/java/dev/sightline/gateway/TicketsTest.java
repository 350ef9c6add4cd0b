package dev.sightline.gateway;

import static dev.sightline.gateway.GuardedGateway.json;
import static dev.sightline.gateway.GuardedGateway.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Role;
import dev.sightline.gateway.access.store.PasswordHash;
import dev.sightline.gateway.access.store.TicketKey;
import dev.sightline.gateway.access.store.User;
import dev.sightline.gateway.config.CameraId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks on the viewers' door, one each; and the ways in which a ticket is shown. */
class TicketsTest {
    private static final JOSEObjectType TYPE = new JOSEObjectType("sightline-ticket+jwt");

    @TempDir
    private static Path directory;

    @TempDir
    private static Path empty;

    private static GuardedGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway = GuardedGateway.with(directory, "limits: {idleSeconds: 5, rates: {logins: {count: 1000}}}\n");
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @Test
    void aTicketLetsItsHolderWatchItsCameraHoweverItIsShown() throws Exception {
        String ticket = ticketFor("door");

        try (TestViewer viewer = viewer(Map.of())) {
            viewer.say(asking("door").put("ticket", ticket));
            assertThat(code(viewer)).isEqualTo("bad-offer");
        }
        try (TestViewer viewer = viewer(Map.of("Authorization", "Bearer " + ticket))) {
            viewer.say(asking("door"));
            assertThat(code(viewer)).isEqualTo("bad-offer");
        }
        try (TestViewer viewer = new TestViewer(
                gateway.gateway().signalingPort(), Map.of(), "sightline", "sightline.ticket." + ticket)) {
            assertThat(viewer.protocol()).isEqualTo("sightline");
            viewer.say(asking("door"));
            assertThat(code(viewer)).isEqualTo("bad-offer");
        }
    }

    @Test
    void aTicketOfAnotherCameraIsNoUse() throws Exception {
        String ticket = ticketFor("door");

        try (TestViewer viewer = viewer(Map.of())) {
            viewer.say(asking("yard").put("ticket", ticket));
            assertThat(code(viewer)).isEqualTo("unauthorized");
        }
        try (TestViewer viewer = viewer(Map.of("Authorization", "Bearer " + ticket))) {
            viewer.say(asking("yard"));
            assertThat(code(viewer)).isEqualTo("unauthorized");
        }
    }

    @Test
    void whoMayMakeTicketsMakesThemForTheirOwnCamerasOnly() throws Exception {
        gateway.users()
                .add(new User(
                        "porter",
                        PasswordHash.of(GuardedGateway.PASSWORD),
                        Role.OPERATOR,
                        Cameras.only(new CameraId("door"))));
        await().ignoreExceptions().until(() -> gateway.signIn("porter") != null);
        GuardedGateway.Browser porter = gateway.signIn("porter");

        assertThat(gateway.send("POST", "/api/cameras/door/tickets", porter, "{}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(type(gateway.send("POST", "/api/cameras/yard/tickets", porter, "{}")))
                .isEqualTo("404 unknown-camera");
    }

    @Test
    void whoShowsNothingWatchesNothingAndIsLetGo() throws Exception {
        try (TestViewer viewer = viewer(Map.of())) {
            viewer.say(asking("door"));
            assertThat(code(viewer)).isEqualTo("unauthorized");
            viewer.say(asking("no-such-camera"));
            assertThat(code(viewer)).isEqualTo("unauthorized");
        }
        try (GuardedGateway hasty = GuardedGateway.fresh(empty, "limits: {handshakeSeconds: 2}\n");
                TestViewer viewer = opened(hasty)) {
            viewer.say(asking("door"));
            assertThat(viewer.closed()).isEqualTo(1008);
        }
    }

    /** On a machine that stands still its handshake may take too long; it tries again. */
    private static TestViewer opened(GuardedGateway to) {
        return await().ignoreExceptions()
                .until(() -> new TestViewer(to.gateway().signalingPort(), Map.of()), viewer -> true);
    }

    private enum Forged {
        ANOTHER_KEY,
        NO_SIGNATURE,
        PUBLIC_KEY_AS_SECRET,
        EXPIRED,
        ENDLESS,
        TOO_LONG_A_LIFE,
        ANOTHER_AUDIENCE,
        ANOTHER_TYPE,
        CHANGED_CAMERA,
        TOO_LONG_A_TEXT
    }

    @ParameterizedTest
    @EnumSource
    void aTicketThatIsNotOursIsRefused(Forged how) throws Exception {
        String ticket = forged(how);

        try (TestViewer viewer = viewer(Map.of())) {
            viewer.say(asking("door").put("ticket", ticket));
            assertThat(code(viewer)).isEqualTo("unauthorized");
        }
        assertThatThrownBy(() ->
                        viewer(Map.of("Authorization", "Bearer " + ticket)).close())
                .hasStackTraceContaining("status code 401");
    }

    @ParameterizedTest(name = "origin {0}")
    @ValueSource(strings = {"https://evil.example", "https://127.0.0.1:1", "null"})
    void aPageOfElsewhereOpensNoConversation(String origin) throws Exception {
        String cookie = gateway.signIn("operator").cookie();

        assertThatThrownBy(
                        () -> viewer(Map.of("Origin", origin, "Cookie", cookie)).close())
                .hasStackTraceContaining("status code 403");
    }

    @Test
    void aSessionCountsOnTheGatewaysOwnPageOnly() throws Exception {
        String cookie = gateway.signIn("operator").cookie();

        try (TestViewer own = viewer(Map.of("Origin", gateway.origin(), "Cookie", cookie))) {
            own.say(asking("door"));
            assertThat(code(own)).isEqualTo("bad-offer");
        }
        try (TestViewer listed = viewer(Map.of("Origin", "https://wall.example", "Cookie", cookie))) {
            listed.say(asking("door"));
            assertThat(code(listed)).isEqualTo("unauthorized");
        }
    }

    @Test
    void aUserWatchesTheirOwnCamerasOnly() throws Exception {
        try (TestViewer viewer =
                viewer(Map.of("Cookie", gateway.signIn("viewer").cookie()))) {
            viewer.say(asking("yard"));
            assertThat(code(viewer)).isEqualTo("unauthorized");
            viewer.say(asking("door"));
            assertThat(code(viewer)).isEqualTo("bad-offer");
        }
    }

    @Test
    void whoSignsOutWatchesNoMore() throws Exception {
        GuardedGateway.Browser browser = gateway.signIn("operator");
        try (TestViewer viewer = viewer(Map.of("Cookie", browser.cookie()))) {
            viewer.watch("door");
            gateway.send("DELETE", "/api/session", browser, "");

            assertThat(code(viewer)).isEqualTo("unauthorized");
        }
    }

    private static TestViewer viewer(Map<String, String> headers) throws Exception {
        return new TestViewer(gateway.gateway().signalingPort(), headers);
    }

    /** What the gateway objects to. Offers here are empty, so that it says bad-offer to whom it lets in. */
    private static String code(TestViewer viewer) throws Exception {
        return viewer.next().path("code").asText();
    }

    @Test
    void aTicketNamesNoAccount() throws Exception {
        String payload = SignedJWT.parse(ticketFor("door")).getJWTClaimsSet().toString();

        assertThat(payload).contains("door").doesNotContain("operator");
    }

    private static ObjectNode asking(String camera) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "viewer")
                .put("cameraId", camera)
                .put("sdpOffer", "");
    }

    private static String ticketFor(String camera) throws Exception {
        return json(gateway.send("POST", "/api/cameras/" + camera + "/tickets", gateway.signIn("operator"), "{}"))
                .path("ticket")
                .asText();
    }

    private static String forged(Forged how) throws Exception {
        ECKey own = TicketKey.in(directory);
        ECKey key = how == Forged.ANOTHER_KEY ? new ECKeyGenerator(Curve.P_256).generate() : own;
        Instant now = Instant.now();
        Duration life = how == Forged.TOO_LONG_A_LIFE ? Duration.ofDays(1) : Duration.ofSeconds(60);
        Instant issued = how == Forged.EXPIRED ? now.minusSeconds(61) : now;
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer("sightline")
                .audience(how == Forged.ANOTHER_AUDIENCE ? "elsewhere" : "sightline-viewer")
                .claim("camera", "door")
                .issueTime(Date.from(issued))
                .jwtID("1");
        if (how != Forged.ENDLESS) {
            claims.expirationTime(Date.from(issued.plus(life)));
        }
        if (how == Forged.NO_SIGNATURE) {
            return new PlainJWT(claims.build()).serialize();
        }
        if (how == Forged.PUBLIC_KEY_AS_SECRET) {
            SignedJWT jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).build(), claims.build());
            jwt.sign(new MACSigner(own.toECPublicKey().getEncoded()));
            return jwt.serialize();
        }
        JOSEObjectType type = how == Forged.ANOTHER_TYPE ? JOSEObjectType.JWT : TYPE;
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).type(type).build(), claims.build());
        jwt.sign(new ECDSASigner(key));
        String[] parts = jwt.serialize().split("\\.", -1);
        if (how == Forged.CHANGED_CAMERA) {
            String other = new PlainJWT(claims.claim("camera", "yard").build())
                    .serialize()
                    .split("\\.", -1)[1];
            return parts[0] + "." + other + "." + parts[2];
        }
        return how == Forged.TOO_LONG_A_TEXT ? jwt.serialize() + "A".repeat(3000) : jwt.serialize();
    }
}

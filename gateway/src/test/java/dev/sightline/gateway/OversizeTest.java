package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** More than fits, and as much as fits of what costs most: refused or dealt with, and whoever comes next is served. */
class OversizeTest {
    private static final int MOST = 65_536;
    /** Line ends take twice as much in JSON. */
    private static final int LINES = 26_000;

    private static final String SDP = "application/sdp";
    private static final String CAMERA_OFFER = """
        v=0\r
        o=- 1 1 IN IP4 127.0.0.1\r
        s=-\r
        c=IN IP4 127.0.0.1\r
        t=0 0\r
        m=video 5006 RTP/AVPF 103\r
        a=rtpmap:103 H264/90000\r
        a=sendonly\r
        """;

    private static RunningGateway gateway;
    private static String offer;

    @BeforeAll
    static void start() throws Exception {
        offer = TestViewer.resource("/sdp/chrome_offer.sdp");
        gateway = RunningGateway.with(RunningGateway.LOOPBACK_RELAY + """
                cameras: {keepaliveSeconds: 60, list: [{id: cam, addresses: [127.0.0.1]}]}
                limits: {maxConnections: 500, rates: {cameraSessions: {count: 1000}}}
                """);
        servesWhoComesNext();
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void othersGoOn() throws Exception {
        servesWhoComesNext();
    }

    private static void servesWhoComesNext() throws Exception {
        assertThat(gateway.post("/cameras/cam/session", SDP, CAMERA_OFFER).statusCode())
                .isEqualTo(201);
        try (RawViewer viewer = viewer()) {
            viewer.watch("cam", offer);
            assertThat(viewer.hears().path("type").asText()).isEqualTo("viewerResponse");
        }
    }

    @ParameterizedTest(name = "a frame that claims {0} octets")
    @ValueSource(longs = {MOST + 1, 1L << 31, Long.MAX_VALUE, -1})
    void aFrameLargerThanAllowedEndsTheConversationBeforeItHasCome(long octets) throws Exception {
        try (RawViewer viewer = viewer()) {
            viewer.begin(octets);
            assertThat(viewer.closeStatus()).isIn(1009, 1002, 1006);
        }
    }

    @Test
    void anOfferLargerThanAllowedEndsTheConversation() throws Exception {
        try (RawViewer viewer = viewer()) {
            viewer.begin(MOST + 100);
            try {
                viewer.send(("{\"type\":\"viewer\",\"cameraId\":\"cam\",\"sdpOffer\":\"" + "a".repeat(MOST + 50))
                        .getBytes(StandardCharsets.US_ASCII));
            } catch (java.io.IOException notReadOn) {
                // which is right
            }
            assertThat(viewer.closeStatus()).isIn(1009, 1006);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "attributes     | a=x                                                       | after",
                "empty lines    | ''                                                        | after",
                "sections       | m=video 9 UDP/TLS/RTP/SAVPF 96                            | after",
                "directions     | a=sendonly                                                | after",
                "fingerprints   | a=fingerprint:sha-256 00                                  | after",
                "candidates     | a=candidate:1 1 udp 1 192.0.2.1 %d typ host               | after",
                "formats        | a=rtpmap:96 H264/90000                                    | after",
                "parameters     | a=fmtp:96 profile-level-id=42e01f                         | after",
                "feedback       | a=rtcp-fb:96 nack                                         | after",
                "extensions     | a=extmap:%d urn:x                                         | after",
                "sources        | a=ssrc:%d cname:x                                         | after",
                "groups         | a=group:BUNDLE 0                                          | before",
                "connections    | c=IN IP4 192.0.2.1                                        | before",
            })
    void thousandsOfLinesWithinTheSizeAreDealtWith(String what, String line, String where) throws Exception {
        String lines = many(line, i -> line.replace("%d", Integer.toString(i)) + "\r\n", LINES);
        int media = offer.indexOf("m=");
        String large =
                where.equals("after") ? offer + lines : offer.substring(0, media) + lines + offer.substring(media);
        try (RawViewer viewer = viewer()) {
            viewer.watch("cam", large);
            String said = viewer.hears().toString();
            assertThat(said)
                    .as("%d lines of %s", lines.lines().count(), what)
                    .containsAnyOf("\"viewerResponse\"", "\"bad-offer\"", "\"media-server-refused\"");
        }
    }

    @Test
    void aLineAsLongAsTheOfferIsDealtWith() throws Exception {
        for (String start :
                new String[] {"m=video 9 UDP/TLS/RTP/SAVPF", "a=fmtp:96", "a=group:BUNDLE", "a=ice-options:"}) {
            String large = offer + start + many(start, i -> " " + i % 128, LINES) + "\r\n";
            try (RawViewer viewer = viewer()) {
                viewer.watch("cam", large);
                assertThat(viewer.hears().toString())
                        .as(start)
                        .containsAnyOf("\"viewerResponse\"", "\"bad-offer\"", "\"media-server-refused\"");
            }
        }
    }

    @ParameterizedTest(name = "{0} → {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a body larger than allowed   | application/sdp  | 413",
                "JSON larger than allowed     | application/json | 413",
                "thousands of attributes      | application/sdp  | 422",
                "thousands of sections        | application/sdp  | 422",
                "thousands of formats         | application/sdp  | 422",
                "one endless line             | application/sdp  | 422",
                "arrays within arrays         | application/json | 400",
                "objects within objects       | application/json | 400",
                "a number of 60000 digits     | application/json | 400",
                "an exponent of ten digits    | application/json | 422",
                "a string of 60000 characters | application/json | 422",
                "ten thousand keys            | application/json | 422",
            })
    void whatACameraSendsIsBounded(String what, String type, int status) throws Exception {
        String body = switch (what) {
            case "a body larger than allowed" -> CAMERA_OFFER + many("a=x", i -> "a=x\r\n", MOST);
            case "JSON larger than allowed" -> "{" + " ".repeat(MOST) + "}";
            case "thousands of attributes" -> CAMERA_OFFER + many("a=x", i -> "a=x\r\n", MOST - 300);
            case "thousands of sections" -> CAMERA_OFFER + many("m=", i -> "m=video 5006 RTP/AVPF 103\r\n", MOST - 300);
            case "thousands of formats" ->
                CAMERA_OFFER.replace("AVPF 103", "AVPF" + many(" ", i -> " " + i, MOST - 300));
            case "one endless line" -> CAMERA_OFFER + "a=" + "x".repeat(MOST - 300) + "\r\n";
            case "arrays within arrays" -> "[".repeat(MOST - 2);
            case "objects within objects" -> "{\"a\":".repeat(MOST / 5 - 2);
            case "a number of 60000 digits" -> video("9".repeat(60_000));
            case "an exponent of ten digits" -> video("1e1000000000");
            case "a string of 60000 characters" -> video("\"" + "5".repeat(60_000) + "\"");
            default ->
                "{" + IntStream.range(0, 6000).mapToObj(i -> "\"k" + i + "\":1").collect(Collectors.joining(",")) + "}";
        };

        assertThat(gateway.post("/cameras/cam/session", type, body).statusCode())
                .isEqualTo(status);
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource({
        "a request line,     414",
        "a header,           431",
        "many headers,       431",
        "a body by its word, 413",
        "a chunk,            413",
    })
    void isRefusedOnTlsToo(String part, int status) throws Exception {
        String post = "POST /cameras/cam/session HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/sdp\r\n";
        String request = switch (part) {
            case "a request line" -> "GET /" + "a".repeat(100_000) + " HTTP/1.1\r\n\r\n";
            case "a header" -> "GET / HTTP/1.1\r\nX-Big: " + "a".repeat(100_000) + "\r\n\r\n";
            case "many headers" -> "GET / HTTP/1.1\r\n" + "X-Big: a\r\n".repeat(10_000) + "\r\n";
            case "a body by its word" -> post + "Content-Length: 100000000\r\n\r\nv=0";
            default -> post + "Transfer-Encoding: chunked\r\n\r\n1ffff\r\n" + "a".repeat(0x1ffff) + "\r\n";
        };

        assertThat(RawRequest.tls(gateway.gateway().configPort()).status(request))
                .isIn(status, 0);
    }

    private static String video(String port) {
        return "{\"video\": {\"port\": " + port + ", \"codec\": \"H264\", \"payloadType\": 103}}";
    }

    private static String many(String name, Function<Integer, String> part, int octets) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; all.length() < octets - 100; i++) {
            all.append(part.apply(i));
        }
        assertThat(all).as(name).hasSizeLessThanOrEqualTo(octets);
        return all.toString();
    }

    private static RawViewer viewer() throws Exception {
        return new RawViewer(gateway.gateway().signalingPort(), "127.0.0.1");
    }
}

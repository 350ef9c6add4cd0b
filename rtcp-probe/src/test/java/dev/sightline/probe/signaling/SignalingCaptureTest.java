package dev.sightline.probe.signaling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignalingCaptureTest {
    private static final String OFFER =
            "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nt=0 0\r\nm=video 5006 RTP/AVPF 103\r\n";
    private static final String ANSWER = OFFER.replace("5006", "7000");
    private static final String POST =
            "POST /cameras/gate/session HTTP/1.1\r\nHost: h\r\nContent-Type: application/sdp\r\n" + "Content-Length: "
                    + OFFER.length() + "\r\n\r\n" + OFFER;
    private static final String UPGRADE = "GET /kurento HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    private static final String UPGRADED = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
    private static final String ASKED =
            "{\"id\":7,\"method\":\"invoke\",\"params\":{\"operation\":\"processOffer\",\"operationParams\":{\"offer\":\""
                    + OFFER.replace("\r\n", "\\r\\n") + "\"}}}";
    private static final String ANSWERED =
            "{\"id\":7,\"result\":{\"value\":\"" + ANSWER.replace("\r\n", "\\r\\n") + "\"}}";

    @TempDir
    private Path directory;

    private List<FoundDescription> found(TcpCapture capture) throws Exception {
        return RecordedSignaling.read(capture.writtenTo(directory.resolve("capture.pcap")))
                .found();
    }

    private static byte[] frame(int first, String text, boolean masked) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        frame.write((masked ? 0x80 : 0) | (payload.length < 126 ? payload.length : 126));
        if (payload.length >= 126) {
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        }
        if (masked) {
            frame.writeBytes(new byte[] {1, 2, 3, 4});
        }
        for (int i = 0; i < payload.length; i++) {
            frame.write(masked ? payload[i] ^ (1 + (i & 3)) : payload[i]);
        }
        return frame.toByteArray();
    }

    @Test
    void aPostAndItsAnswerAreFoundWithTimeDirectionAndName() throws Exception {
        String body = "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(10) + "\r\n" + ANSWER.substring(0, 10) + "\r\n"
                + Integer.toHexString(ANSWER.length() - 10) + "\r\n" + ANSWER.substring(10) + "\r\n0\r\n\r\n";
        List<FoundDescription> found =
                found(new TcpCapture().opened().client(POST).server(body));
        assertThat(found)
                .extracting(FoundDescription::from, FoundDescription::to, FoundDescription::what, FoundDescription::sdp)
                .containsExactly(
                        tuple("192.0.2.1:40000", "192.0.2.2:80", "POST /cameras/gate/session", OFFER),
                        tuple("192.0.2.2:80", "192.0.2.1:40000", "201, answer to POST /cameras/gate/session", ANSWER));
        assertThat(found.get(0).at())
                .hasValueSatisfying(time -> assertThat(time).isAfter("2023-11-14T00:00:00Z"));
    }

    @Test
    void segmentsOfOneOctetRepeatedAndInAnyOrderMakeTheSame() throws Exception {
        TcpCapture capture = new TcpCapture().opened();
        for (int i = 0; i < POST.length(); i += 7) {
            capture.client(POST.substring(i, Math.min(POST.length(), i + 7)));
        }
        List<byte[]> frames = capture.frames();
        for (int i = 2; i + 8 < frames.size(); i += 8) {
            Collections.shuffle(frames.subList(i, i + 8), new Random(i));
            frames.add(i, frames.get(i + 3));
        }
        assertThat(found(capture)).extracting(FoundDescription::sdp).containsExactly(OFFER);
    }

    @Test
    void webSocketMessagesAreFoundMaskedAndInFragments() throws Exception {
        String half = ANSWERED.substring(0, 50);
        TcpCapture capture = new TcpCapture()
                .opened()
                .client(UPGRADE)
                .server(UPGRADED)
                .client(frame(0x81, ASKED, true))
                .server(new String(frame(0x01, half, false), StandardCharsets.ISO_8859_1))
                .server(new String(frame(0x89, "ping", false), StandardCharsets.ISO_8859_1))
                .server(new String(frame(0x80, ANSWERED.substring(50), false), StandardCharsets.ISO_8859_1));
        assertThat(found(capture))
                .extracting(FoundDescription::what)
                .containsExactly("processOffer", "answer to processOffer");
    }

    @Test
    void behindAGapAndWithoutABeginningReadingGoesOn() throws Exception {
        TcpCapture capture = new TcpCapture()
                .client("middle of something\0\1")
                .client("lost")
                .client(POST);
        capture.frames().remove(1);
        assertThat(found(capture)).hasSize(1);
        assertThat(found(new TcpCapture().client(frame(0x81, ASKED, true)))).hasSize(1);
    }

    @Test
    void whatCannotBeReadIsSaid() throws Exception {
        Path file =
                new TcpCapture().opened().client("\u0016\u0003\u0001\u0002").writtenTo(directory.resolve("tls.pcap"));
        assertThat(RecordedSignaling.read(file).notes())
                .singleElement()
                .asString()
                .contains("TLS");
    }

    @Test
    void whateverIsCapturedNothingIsThrown() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            TcpCapture capture = new TcpCapture()
                    .opened()
                    .client(POST)
                    .server("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc")
                    .client(UPGRADE)
                    .server(UPGRADED)
                    .client(frame(0x81, ASKED, true));
            for (byte[] frame : capture.frames()) {
                for (int edits = random.nextInt(4); edits > 0; edits--) {
                    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
                }
            }
            Collections.shuffle(capture.frames(), random);
            found(capture);
        }
    }

    @Test
    void aRecordedConversationIsReadLineByLine() throws Exception {
        Path file = directory.resolve("conversation.jsonl");
        Files.writeString(
                file,
                "{\"dir\": \"client->kms\", \"at\": \"2026-11-20T10:00:00Z\", \"msg\": " + ASKED + "}\nnot json\n"
                        + ANSWERED + "\n");
        RecordedSignaling recorded = RecordedSignaling.read(file);
        assertThat(recorded.found())
                .extracting(FoundDescription::from, FoundDescription::what, FoundDescription::sdp)
                .containsExactly(tuple("client", "processOffer", OFFER), tuple("", "answer to processOffer", ANSWER));
        assertThat(recorded.notes()).singleElement().asString().contains("line 2");
    }

    @Test
    void longNonsenseIsPassedOverInLinearTime() throws Exception {
        TcpCapture capture = new TcpCapture().opened();
        for (int i = 0; i < 3000; i++) {
            capture.client("A".repeat(10));
        }
        assertThat(found(capture.client("\r\n\r\n").client(POST))).hasSize(1);
    }

    @Test
    void descriptionsInJsonKeepTheirOctets() throws Exception {
        Path file = directory.resolve("conversation.jsonl");
        Files.writeString(file, "{\"sdp\":\"v=0\\r\\ns=caf\u00e9 \u20ac\\r\\n\"}\n");

        String sdp = RecordedSignaling.read(file).found().get(0).sdp();

        assertThat(sdp.getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo("v=0\r\ns=caf\u00e9 \u20ac\r\n".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void notesAreBoundedAndThoseLeftOutAreCounted() throws Exception {
        Path file = directory.resolve("conversation.jsonl");
        Files.writeString(file, "{\n".repeat(5000) + "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}\n");

        assertThat(RecordedSignaling.read(file).notes())
                .hasSize(101)
                .last()
                .asString()
                .contains("4901 more");
    }

    @Test
    void nestingTooDeepIsCalledThat() throws Exception {
        Path file = directory.resolve("conversation.jsonl");
        Files.writeString(file, "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "}\n");

        assertThat(RecordedSignaling.read(file).notes())
                .singleElement()
                .asString()
                .contains("nested");
    }

    @Test
    void onlyWebSocketsAreCalledCompressed() throws Exception {
        Path file = new TcpCapture().opened().client("A".repeat(33 * 1024)).writtenTo(directory.resolve("text.pcap"));
        assertThat(RecordedSignaling.read(file).notes()).isEmpty();
        Path compressed = new TcpCapture()
                .opened()
                .client(UPGRADE)
                .client(frame(0xc1, "x", true))
                .writtenTo(directory.resolve("compressed.pcap"));
        assertThat(RecordedSignaling.read(compressed).notes())
                .singleElement()
                .asString()
                .contains("permessage-deflate");
    }

    /** Many connections that never end a message: the oldest go, and what is said afterwards is still found. */
    @Test
    void unfinishedMessagesTakeBoundedMemory() throws Exception {
        TcpCapture capture = new TcpCapture();
        String begun = "POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (int port = 0; port < 120; port++) {
            capture.from(20_000 + port).client(begun);
            for (int chunk = 0; chunk < 5; chunk++) {
                capture.client("c000\r\n" + "x".repeat(0xc000) + "\r\n");
            }
        }

        RecordedSignaling recorded =
                RecordedSignaling.read(capture.from(40_000).client(POST).writtenTo(directory.resolve("half.pcap")));

        assertThat(recorded.found()).hasSize(1);
        assertThat(recorded.notes()).singleElement().asString().contains("oldest were let go");
    }
}

package dev.sightline.sdp.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SdpDiffTest {
    private static final String OFFER = String.join(
            "\r\n",
            "v=0",
            "o=- 1 1 IN IP4 192.0.2.1",
            "s=Camera",
            "c=IN IP4 192.0.2.1",
            "t=0 0",
            "m=video 5006 RTP/AVPF 103 104",
            "a=rtpmap:103 H264/90000",
            "a=fmtp:103 packetization-mode=1;profile-level-id=42e01f",
            "a=rtcp-fb:103 nack",
            "a=rtcp-fb:103 nack pli",
            "a=rtpmap:104 H265/90000",
            "a=sendonly",
            "");

    private static List<String> between(String first, String second) {
        return SdpDiff.between(SessionDescription.parse(first), SessionDescription.parse(second)).stream()
                .map(Difference::toString)
                .toList();
    }

    @Test
    void whatNoPacketDependsOnMakesNoDifference() {
        String same = """
            v=0
            o=camera 77 8 IN IP4 192.0.2.9
            s=Another name
            t=0 0
            a=sendonly
            m=video 5006 RTP/AVPF 103 104
            c=IN IP4 192.0.2.1
            a=rtpmap:104 h265/90000
            a=rtcp-fb:103 nack pli
            a=rtcp-fb:103 nack
            a=fmtp:103 profile-level-id=42E01F; packetization-mode=1
            a=rtpmap:103 H264/90000
            """;
        assertThat(between(OFFER, same)).isEmpty();
    }

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "c=IN IP4 192.0.2.1|c=IN IP4 192.0.2.7|video (section 1): address: IN IP4 192.0.2.1 → IN IP4 192.0.2.7",
                "m=video 5006|m=video 9|video (section 1): port: 5006 → 9",
                "m=video 5006|m=video x|video (section 1): port: 5006 → x",
                "RTP/AVPF|RTP/AVP|video (section 1): protocol: RTP/AVPF → RTP/AVP",
                "a=sendonly|a=recvonly|video (section 1): direction: sendonly → recvonly",
                "a=sendonly|a=inactive|video (section 1): direction: sendonly → inactive",
                "a=rtcp-fb:103 nack pli|a=x|video (section 1): feedback of H264/90000 "
                        + "packetization-mode=1;profile-level-id=42e01f: nack pli → nothing",
                "103 104|104 103|video (section 1): order of preference: H264/90000 "
                        + "packetization-mode=1;profile-level-id=42e01f > H265/90000 → H265/90000 > H264/90000 "
                        + "packetization-mode=1;profile-level-id=42e01f",
                "42e01f|640028|video (section 1): codec: H264/90000 packetization-mode=1;profile-level-id=42e01f → "
                        + "H264/90000 packetization-mode=1;profile-level-id=640028",
                "a=sendonly|a=sendonly\\na=rtcp:5010|video (section 1): RTCP: on the port above RTP's → on port 5010",
                "a=sendonly|a=sendonly\\na=direction:active|video (section 1): a=direction: nothing → active",
                "s=Camera|s=Camera\\na=group:BUNDLE 0|session: a=group: nothing → BUNDLE 0"
            })
    void whatDiffersForTheMediaIsNamed(String from, String to, String expected) {
        assertThat(between(OFFER, OFFER.replace(from, to.replace("\\n", "\r\n"))))
                .contains(expected);
    }

    @Test
    void anotherNumberForTheSameCodecIsOneDifference() {
        assertThat(between(OFFER, OFFER.replace("103", "96")))
                .containsExactly("video (section 1): payload type of H264/90000 packetization-mode=1;"
                        + "profile-level-id=42e01f: 103 → 96");
    }

    /** {@code *} stands for each codec that both have, 103 and 104 here. */
    @ParameterizedTest(name = "{0} against {1}")
    @CsvSource(
            delimiter = '|',
            nullValues = "same",
            value = {
                "* x          | * x         | same",
                "* x          | 103 x,104 x | same",
                "* x,103 x    | 103 x,104 x | same",
                "103 x        | 103 x,* x   | feedback of every codec: nothing → x",
                "* x          | 103 y       | feedback of every codec: x → nothing",
                "* x,103 y    | * x         | feedback of A/90000: y → nothing",
                "* x          | 104 x       | feedback of every codec: x → nothing",
                "103 x        | * x         | feedback of every codec: nothing → x",
                "105 x        | * y         | feedback of every codec: nothing → y"
            })
    void feedbackForAllIsFeedbackForEach(String one, String other, String expected) {
        String head = "v=0\nm=video 9 RTP/AVPF 103 104\na=rtpmap:103 A/90000\na=rtpmap:104 B/90000\n";
        assertThat(String.join("; ", between(head + feedback(one), head + feedback(other))))
                .contains(expected == null ? "" : expected)
                .matches(said -> (expected == null) == said.isEmpty());
    }

    private static String feedback(String messages) {
        return "a=rtcp-fb:" + messages.replace(",", "\na=rtcp-fb:") + "\n";
    }

    @Test
    void sectionsArePairedByTheirMid() {
        String audio = "m=audio 5008 RTP/AVP 0\r\na=mid:a\r\n";
        String video = "m=video 5006 RTP/AVP 8\r\na=mid:v\r\n";
        assertThat(between("v=0\r\n" + audio + video, "v=0\r\n" + video + audio))
                .isEmpty();
        assertThat(between("v=0\r\n" + audio + video, "v=0\r\n" + video))
                .containsExactly("audio (section 1): section: m=audio 5008 RTP/AVP 0 → nothing");
    }

    @Test
    void withoutMidsSectionsArePairedByTheirKind() {
        String audio = "m=audio 5008 RTP/AVP 0\r\n";
        String video = "m=video 5006 RTP/AVP 26\r\n";
        assertThat(between("v=0\r\n" + video, "v=0\r\n" + audio + video))
                .containsExactly("audio (section 1): section: nothing → m=audio 5008 RTP/AVP 0");
        assertThat(between("v=0\r\n" + video + audio, "v=0\r\n" + audio + video))
                .isEmpty();
        assertThat(between("v=0\r\n" + video + video, "v=0\r\n" + video + video.replace("5006", "5010")))
                .containsExactly("video (section 2): port: 5006 → 5010");
    }

    @Test
    void everythingEqualsItselfAndNothingIsThrown() throws IOException {
        Random random = new Random(5);
        try (var files = Files.list(Path.of("src/test/resources/sdp"))) {
            for (Path file : files.sorted().toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                assertThat(between(text, text)).as(file.toString()).isEmpty();
                for (int i = 0; i < 200; i++) {
                    StringBuilder broken = new StringBuilder(text);
                    for (int edits = random.nextInt(8); edits >= 0; edits--) {
                        broken.setCharAt(random.nextInt(broken.length()), (char) random.nextInt(256));
                    }
                    SdpDiff.between(
                            SessionDescription.parse(text),
                            SessionDescription.parse(broken.toString(), SdpLimits.NONE));
                }
            }
        }
    }
}

package dev.sightline.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.rtp.NtpTime;
import dev.sightline.rtp.ReportBlock;
import dev.sightline.rtp.SenderReport;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ViewerStreamTest {
    private static final long SSRC = 4_711;

    private final SourceStream first = new SourceStream(Codec.H264, 1);
    private final SourceStream second = new SourceStream(Codec.H264, 2);
    private final TestPeer peer = new TestPeer();
    private final ViewerStream stream = new ViewerStream(MediaType.VIDEO, SSRC, Map.of(Codec.H264, 108));

    @Test
    void beginsWithAKeyframe() {
        forward(Frames.frame(first, false, 100, 2, 1_000, 0));
        forward(Frames.frame(first, true, 102, 3, 4_000, 40));
        forward(Frames.frame(first, false, 105, 1, 7_000, 80));

        assertThat(peer.originals()).containsExactly(102L, 103L, 104L, 105L);
        assertThat(stream.stats().framesDropped()).isEqualTo(1);
    }

    @Test
    void speaksTheViewersNumbers() {
        forward(Frames.frame(first, true, 100, 2, 1_000, 0));

        assertThat(peer.sent).allSatisfy(packet -> {
            assertThat(packet.ssrc()).isEqualTo(SSRC);
            assertThat(packet.payloadType()).isEqualTo(108);
        });
        assertThat(peer.sent.get(0).marker()).isFalse();
        assertThat(peer.sent.get(1).marker()).isTrue();
    }

    @Test
    void anotherSourceContinuesWithoutAHoleAndByTheTimePassed() {
        forward(Frames.frame(first, true, 100, 2, 1_000, 0));
        stream.interrupted();
        forward(Frames.frame(second, false, 70_000, 1, 500_000, 100));
        forward(Frames.frame(second, true, 70_001, 2, 503_600, 500));
        forward(Frames.frame(second, false, 70_003, 1, 507_200, 540));

        assertThat(peer.originals()).containsExactly(100L, 101L, 70_001L, 70_002L, 70_003L);
        assertInSequence();
        long before = peer.sent.get(1).timestamp();
        assertThat((peer.sent.get(2).timestamp() - before) & 0xffff_ffffL).isEqualTo(45_000);
        assertThat((peer.sent.get(4).timestamp() - before) & 0xffff_ffffL).isEqualTo(48_600);
    }

    @Test
    void aCameraThatStartsOverIsShownFromItsNextKeyframe() {
        forward(Frames.frame(first, true, 100, 2, 1_000, 0));
        assertThat(forward(Frames.frame(second, false, 70_000, 1, 500_000, 100)))
                .isEqualTo(ViewerStream.Outcome.INTERRUPTED);
        assertThat(forward(Frames.frame(second, false, 70_001, 1, 503_600, 140)))
                .isEqualTo(ViewerStream.Outcome.SKIPPED);
        assertThat(forward(Frames.frame(second, true, 70_002, 2, 507_200, 180))).isEqualTo(ViewerStream.Outcome.SENT);

        assertThat(peer.originals()).containsExactly(100L, 101L, 70_002L, 70_003L);
        assertInSequence();
    }

    @Test
    void aCameraThatStartsOverWithAKeyframeIsShownAtOnce() {
        forward(Frames.frame(first, true, 100, 1, 1_000, 0));
        assertThat(forward(Frames.frame(second, true, 70_000, 2, 500_000, 100))).isEqualTo(ViewerStream.Outcome.SENT);

        assertThat(peer.originals()).containsExactly(100L, 70_000L, 70_001L);
        assertInSequence();
    }

    @Test
    void aFullSocketDropsWholeFramesUntilTheNextKeyframeAndLeavesNoHole() {
        forward(Frames.frame(first, true, 100, 1, 1_000, 0));
        peer.writable = false;
        assertThat(forward(Frames.frame(first, false, 101, 2, 2_000, 40))).isEqualTo(ViewerStream.Outcome.CONGESTED);
        peer.writable = true;
        forward(Frames.frame(first, false, 103, 2, 3_000, 80));
        forward(Frames.frame(first, true, 105, 2, 4_000, 120));

        assertThat(peer.originals()).containsExactly(100L, 105L, 106L);
        assertInSequence();
    }

    @Test
    void thePiecesOfALargeFrameShareItsFate() {
        forward(Frames.piece(first, true, false, 100, 2, 1_000, 0));
        forward(Frames.piece(first, false, true, 102, 2, 1_000, 0));
        assertThat(peer.sent).isEmpty();
        forward(Frames.piece(first, true, true, 104, 2, 2_000, 40));
        peer.writable = false;
        forward(Frames.piece(first, false, false, 106, 2, 2_000, 40));

        assertThat(peer.originals()).containsExactly(104L, 105L, 106L, 107L);
    }

    @Test
    void lossAtTheCameraStaysVisible() {
        forward(Frames.frame(first, true, 100, 1, 1_000, 0));
        forward(Frames.frame(first, false, 103, 1, 2_000, 40));

        assertThat(peer.sent.get(1).sequence()).isEqualTo((peer.sent.get(0).sequence() + 3) & 0xffff);
    }

    @Test
    void aCodecThatWasNotAgreedIsNotSent() {
        forward(Frames.frame(new SourceStream(Codec.PCMU, 3), true, 1, 1, 1, 0));

        assertThat(peer.sent).isEmpty();
    }

    @Test
    void noSequenceNumberIsGivenTwiceWhateverHappens() {
        Random random = new Random(42);
        SourceStream source = first;
        long sequence = 65_536;
        Optional<MediaFrame> late = Optional.empty();
        Set<Integer> used = new HashSet<>();
        for (int i = 0; i < 8_000; i++) {
            if (random.nextInt(50) == 0) {
                source = random.nextBoolean() ? first : second;
                stream.interrupted();
                late.ifPresent(MediaFrame::release);
                late = Optional.empty();
            }
            peer.writable = random.nextInt(20) != 0;
            int packets = 1 + random.nextInt(3);
            MediaFrame frame = Frames.frame(source, random.nextInt(10) == 0, sequence, packets, i * 3_600L, i * 40L);
            sequence += packets + (random.nextInt(10) == 0 ? 2 : 0);
            if (late.isEmpty() && random.nextInt(10) == 0) {
                late = Optional.of(frame);
                continue;
            }
            forward(frame);
            late.ifPresent(this::forward);
            late = Optional.empty();
            for (TestPeer.Sent packet : peer.sent) {
                assertThat(used.add(packet.sequence()))
                        .as("packet %s of %s", packet, i)
                        .isTrue();
            }
            peer.sent.clear();
        }
        late.ifPresent(MediaFrame::release);
        assertThat(used.size()).isGreaterThan(1_000);
    }

    @Test
    void theSenderReportPlacesTheViewersTimestampsOnTheCamerasClock() {
        assertThat(stream.senderReport(0)).isEmpty();
        forward(Frames.frame(first, true, 100, 2, 9_000, 100));
        SenderReport report = stream.senderReport(1_100_000_000L).orElseThrow();

        // The frame's clock showed 9000 at 100 ms; a second later it shows 99000.
        long passed = (report.rtpTimestamp() - peer.sent.get(0).timestamp()) & 0xffff_ffffL;
        assertThat(passed).isEqualTo(90_000);
        assertThat(report.packets()).isEqualTo(2);
        assertThat(report.octets()).isEqualTo(16);
    }

    @Test
    void roundTripComesFromTheViewersReport() {
        long now = NtpTime.middle32(MediaTime.ntp(MediaTime.now()));
        stream.reported(new ReportBlock(SSRC, 64, 12, 0, 0, (now - 65_536) & 0xffff_ffffL, 32_768), now);

        assertThat(stream.stats().roundTripSeconds()).isEqualTo(0.5);
        assertThat(stream.stats().fractionLost()).isEqualTo(0.25);
        assertThat(stream.stats().packetsLost()).isEqualTo(12);
    }

    private ViewerStream.Outcome forward(MediaFrame frame) {
        try {
            return stream.forward(frame, peer);
        } finally {
            frame.release();
        }
    }

    private void assertInSequence() {
        List<TestPeer.Sent> sent = peer.sent;
        for (int i = 1; i < sent.size(); i++) {
            assertThat(sent.get(i).sequence()).isEqualTo((sent.get(i - 1).sequence() + 1) & 0xffff);
        }
    }
}

package dev.sightline.probe.packet;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A datagram in fragments")
class FragmentsTest {
    private static final Instant AT = Instant.ofEpochSecond(1_000);
    private static final byte[] RTCP = TestPackets.feedback(7);
    private static final int RAW = 101;

    private final FrameDecoder decoder = FrameDecoder.ofInterface(RAW, "eth0", false, address -> false);
    private final Heard heard = new Heard();

    @ParameterizedTest(name = "IPv{0}")
    @ValueSource(ints = {4, 6})
    void ofRtcpIsPutTogetherInAnyOrder(int version) {
        for (int turn = 0; turn < 3; turn++) {
            List<byte[]> fragments = fragments(version, turn, RTCP);
            Collections.rotate(fragments, turn);
            fragments.forEach(fragment -> decoder.decode(AT, fragment, heard));
        }

        assertThat(heard.datagrams).hasSize(3).allSatisfy(datagram -> {
            assertThat(ByteBufUtil.getBytes(datagram.payload())).isEqualTo(RTCP);
            assertThat(datagram.truncated()).isFalse();
        });
    }

    @ParameterizedTest(name = "IPv{0}")
    @ValueSource(ints = {4, 6})
    void ofRtpIsCountedAtOnceAndOnlyOnce(int version) {
        List<byte[]> fragments = fragments(version, 1, TestPackets.rtp(7, 1));

        decoder.decode(AT, fragments.get(0), heard);
        assertThat(heard.datagrams)
                .singleElement()
                .satisfies(datagram -> assertThat(datagram.truncated()).isTrue());

        fragments.subList(1, fragments.size()).forEach(fragment -> decoder.decode(AT, fragment, heard));
        decoder.flush(heard);
        assertThat(heard.datagrams).hasSize(1);
    }

    @Test
    void ofWhichTheRestNeverComesIsReadAsFarAsItGoes() {
        byte[] first = fragments(4, 1, RTCP).get(0);
        decoder.decode(AT, first, heard);
        assertThat(heard.datagrams).isEmpty();

        decoder.decode(AT.plus(Duration.ofSeconds(2)), TestPackets.ip(socket(4, 1), socket(4, 2), RTCP), heard);

        assertThat(heard.datagrams).extracting(Datagram::truncated).containsExactly(true, false);
        assertThat(heard.datagrams.get(0).at()).isEqualTo(AT);
    }

    @Test
    void isGivenUpWhenTooManyWaitAndAtTheEnd() {
        for (int id = 0; id < Fragments.MOST + 10; id++) {
            decoder.decode(AT, fragments(4, id, RTCP).get(0), heard);
        }
        assertThat(heard.datagrams).hasSize(10);

        decoder.flush(heard);
        assertThat(heard.datagrams).hasSize(Fragments.MOST + 10);
    }

    @Test
    void ofMoreThanAnyRtcpNeedsIsReadAsFarAsItsFirstGoes() {
        fragments(4, 1, Arrays.copyOf(RTCP, 9_000)).forEach(fragment -> decoder.decode(AT, fragment, heard));
        decoder.flush(heard);

        assertThat(heard.datagrams)
                .singleElement()
                .satisfies(datagram -> assertThat(datagram.truncated()).isTrue());
    }

    @Test
    void thatLiesAboutItsPlaceIsDropped() {
        List<byte[]> fragments = fragments(4, 1, RTCP);
        byte[] later = fragments.get(1);
        later[6] = 0x1f;
        later[7] = (byte) 0xff;
        decoder.decode(AT, fragments.get(0), heard);
        decoder.decode(AT, later, heard);
        decoder.flush(heard);

        assertThat(heard.datagrams)
                .singleElement()
                .satisfies(datagram -> assertThat(datagram.truncated()).isTrue());
    }

    private static InetSocketAddress socket(int version, int host) {
        return new InetSocketAddress(version == 4 ? "10.77.0." + host : "2001:db8::" + host, 5_000 + host);
    }

    /** Fragments of 32 octets each. */
    private static List<byte[]> fragments(int version, int id, byte[] payload) {
        byte[] whole = TestPackets.ip(socket(version, 1), socket(version, 2), payload);
        int header = version == 4 ? 20 : 40;
        List<byte[]> fragments = new ArrayList<>();
        for (int from = header; from < whole.length; from += 32) {
            int to = Math.min(whole.length, from + 32);
            byte[] part = Arrays.copyOfRange(whole, from, to);
            ByteBuf out = Unpooled.buffer().writeBytes(whole, 0, header);
            int place = from - header;
            boolean more = to < whole.length;
            if (version == 4) {
                out.setShort(2, header + part.length).setShort(4, id).setShort(6, place / 8 | (more ? 0x2000 : 0));
            } else {
                out.setShort(4, 8 + part.length).setByte(6, 44);
                out.writeByte(17)
                        .writeByte(0)
                        .writeShort(place | (more ? 1 : 0))
                        .writeInt(id);
            }
            fragments.add(ByteBufUtil.getBytes(out.writeBytes(part)));
        }
        return fragments;
    }
}

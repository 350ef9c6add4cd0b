package dev.sightline.rtp;

import static dev.sightline.rtp.RtcpAssert.assertThatRtcp;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RtcpPacketsTest {
    private static final long MAX = 0xffff_ffffL;
    private static final ReportBlock BLOCK = new ReportBlock(MAX, 255, -1, MAX, MAX, MAX, MAX);

    @ParameterizedTest(name = "{1}")
    @MethodSource("written")
    void packetsAreWrittenAsTheRfcsDrawThem(RtcpPacket packet, String hex) throws Exception {
        assertThatRtcp(packet).isWrittenAs(hex).isCompoundOf(packet);
    }

    static Stream<Arguments> written() {
        return Stream.of(
                Arguments.of(
                        new SenderReport(1, 0x0102030405060708L, 2, 3, 4, List.of()),
                        "80c80006 00000001 01020304 05060708 00000002 00000003 00000004"),
                Arguments.of(
                        new SenderReport(MAX, -1, MAX, MAX, MAX, List.of(BLOCK)),
                        "81c8000c ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff"
                                + "ffffffff ffffffff ffffffff ffffffff ffffffff ffffffff"),
                Arguments.of(new ReceiverReport(1, List.of()), "80c90001 00000001"),
                Arguments.of(
                        new ReceiverReport(1, List.of(new ReportBlock(2, 64, 0x7fffff, 3, 4, 5, 6))),
                        "81c90007 00000001 00000002 407fffff 00000003 00000004 00000005 00000006"),
                Arguments.of(SourceDescription.ofCname(1, "ab"), "81ca0003 00000001 01026162 00000000"),
                Arguments.of(SourceDescription.ofCname(1, "abc"), "81ca0003 00000001 01036162 63000000"),
                Arguments.of(new SourceDescription(List.of()), "80ca0000"),
                Arguments.of(
                        new SourceDescription(List.of(
                                new SourceDescription.Chunk(1, List.of()),
                                new SourceDescription.Chunk(2, List.of(new SourceDescription.Item(2, "ü"))))),
                        "82ca0005 00000001 00000000 00000002 0202c3bc 00000000"),
                Arguments.of(new Bye(List.of(1L, MAX), Optional.empty()), "82cb0002 00000001 ffffffff"),
                Arguments.of(new Bye(List.of(1L), Optional.of("bye")), "81cb0002 00000001 03627965"),
                Arguments.of(new Bye(List.of(), Optional.of("")), "80cb0001 00000000"),
                Arguments.of(new Pli(1, 2), "81ce0002 00000001 00000002"),
                Arguments.of(
                        new Fir(1, List.of(new Fir.Entry(2, 255), new Fir.Entry(3, 0))),
                        "84ce0006 00000001 00000000 00000002 ff000000 00000003 00000000"),
                Arguments.of(new Nack(1, 2, List.of(0xffff, 0, 15)), "81cd0003 00000001 00000002 ffff8001"),
                Arguments.of(new Nack(1, 2, List.of(10, 27)), "81cd0004 00000001 00000002 000a0000 001b0000"),
                Arguments.of(new Remb(1, 0, List.of()), "8fce0004 00000001 00000000 52454d42 00000000"),
                Arguments.of(
                        new Remb(1, 1_701_840, List.of(1607797317L)),
                        "8fce0005 00000001 00000000 52454d42 010f3efa 5fd50a45"),
                Arguments.of(
                        new UnknownRtcp(5, 204, Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4})), "85cc0001 01020304"));
    }

    @ParameterizedTest(name = "{0} bit/s → {1} bit/s")
    @CsvSource({
        "262143, 262143",
        "262144, 262144",
        "262145, 262144",
        "1000000007, 999997440",
        "9223372036854775807, 9223336852482686976"
    })
    void rembKeepsEighteenBitsOfTheRate(long bitrate, long onTheWire) throws Exception {
        assertThatRtcp(new Remb(1, bitrate, List.of())).isCompoundOf(new Remb(1, onTheWire, List.of()));
    }

    @Test
    void rembWithAnOverflowingExponentIsAsMuchAsALongHolds() throws Exception {
        assertThatRtcp("8fce0004 00000001 00000000 52454d42 00ffffff")
                .isCompoundOf(new Remb(1, Long.MAX_VALUE, List.of()));
        assertThatRtcp("8fce0004 00000001 00000000 52454d42 00fc0000").isCompoundOf(new Remb(1, 0, List.of()));
    }

    @Test
    void aNackOfEveryPacketOfAWindowNeedsOnePairForSeventeen() throws Exception {
        List<Integer> lost = IntStream.range(65_500, 65_500 + 170)
                .map(n -> n & 0xffff)
                .boxed()
                .toList();
        Nack nack = new Nack(1, 2, lost);
        assertThat(RtcpAssert.hexOf(List.of(nack))).hasSize(2 * (12 + 4 * 10));
        assertThatRtcp(nack).isCompoundOf(nack);
    }

    @Test
    void aNackNamesEachPacketOnceAndKeepsAnOrderThatIsNotAscending() throws Exception {
        assertThat(new Nack(1, 2, List.of(7, 5, 7)).lost()).containsExactly(7, 5);
        assertThatRtcp(new Nack(1, 2, List.of(10, 12, 11))).isCompoundOf(new Nack(1, 2, List.of(10, 12, 11)));
    }

    @Test
    void otherApplicationLayerFeedbackStaysRaw() throws Exception {
        String other = "8fce0003 00000001 00000002 41424344";
        assertThat(RtcpAssert.read(other.replace(" ", ""))).hasOnlyElementsOfType(UnknownRtcp.class);
        assertThatRtcp(other).survivesReadingAndWriting();
    }

    @Test
    void reducedSizePacketsAndPaddedOnesAreRead() throws Exception {
        assertThatRtcp("81ce0002 00000001 00000002").isCompoundOf(new Pli(1, 2));
        assertThatRtcp("80c90001 00000001 a1ce0003 00000001 00000002 00000004")
                .isCompoundOf(new ReceiverReport(1, List.of()), new Pli(1, 2));
    }

    @Test
    void aProfilesExtensionOfAReportIsIgnored() throws Exception {
        assertThatRtcp("80c90002 00000001 deadbeef").isCompoundOf(new ReceiverReport(1, List.of()));
    }

    @Test
    void textThatIsNotUtf8ReadsAsQuestionMarks() throws Exception {
        assertThatRtcp("81ca0003 00000001 0103ff61 fe000000").isCompoundOf(SourceDescription.ofCname(1, "?a?"));
        String longest = "ff".repeat(255);
        SourceDescription read =
                (SourceDescription) RtcpAssert.read("81ca0042" + "00000001" + "01ff" + longest + "000000")
                        .get(0);
        assertThat(read.chunks().get(0).cname()).contains("?".repeat(255));
    }

    @Test
    void readingMovesNoIndexAndKeepsNoReference() throws Exception {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump("ffff85cc00010102030481ce00020000000100000002"));
        in.skipBytes(2);
        List<RtcpPacket> packets = RtcpCompound.read(in);
        assertThat(in.readerIndex()).isEqualTo(2);
        assertThat(in.refCnt()).isEqualTo(1);
        in.setZero(0, in.writerIndex());
        in.release();
        assertThat(RtcpAssert.hexOf(packets)).isEqualTo("85cc00010102030481ce00020000000100000002");
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("malformed")
    void malformedPacketsAreRefusedWithTheReason(String hex, String reason) {
        assertThatRtcp(hex).isRefusedBecause(reason);
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("", "expected a header"),
                Arguments.of("80c900", "expected a header"),
                Arguments.of("40c90001 00000001", "version is 1"),
                Arguments.of("80c90002 00000001", "only 4 are there"),
                Arguments.of("80c90001 00000001 80", "expected a header"),
                Arguments.of("80c90000", "RR: a body of 0"),
                Arguments.of("81c90001 00000001", "1 report blocks do not fit"),
                Arguments.of("80c80005 00000001 00000000 00000000 00000000 00000000", "SR: a body of 20"),
                Arguments.of("81ca0001 00000001", "expected at least 8"),
                Arguments.of("81ca0002 00000001 01034142", "says 3 octets"),
                Arguments.of("82cb0001 00000001", "2 sources do not fit"),
                Arguments.of("81cb0002 00000001 04414243", "reason says 4"),
                Arguments.of("81ce0001 00000001", "feedback message: a body of 4"),
                Arguments.of("81ce0003 00000001 00000002 00000000", "PLI: 4 octets"),
                Arguments.of("84ce0002 00000001 00000000", "FIR: 0 octets"),
                Arguments.of("84ce0003 00000001 00000000 00000002", "FIR: 4 octets"),
                Arguments.of("81cd0002 00000001 00000002", "NACK: names no packet"),
                Arguments.of("81cd0083 00000001 00000002" + "0000ffff".repeat(129), "NACK: names more than 2048"),
                Arguments.of("8fce0004 00000001 00000000 52454d42 01000000", "REMB: 1 sources announced"),
                Arguments.of("8fce0005 00000001 00000000 52454d42 00000000 00000001", "REMB: 0 sources announced"),
                Arguments.of("a0c90001 00000001 80c90001 00000001", "only the last packet"),
                Arguments.of("a0c90000", "padding is 0"),
                Arguments.of("a0c90001 00000003", "padding is 3"),
                Arguments.of("a0c90001 00000008", "padding is 8"),
                Arguments.of("80cb0000".repeat(369), "more than 368 packets"));
    }

    @Test
    void valuesThatNoPacketCanHoldAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ReceiverReport(1, Collections.nCopies(32, BLOCK)))
                .withMessageContaining("number of report blocks is 32");
        assertThatIllegalArgumentException().isThrownBy(() -> new Pli(-1, 0)).withMessageContaining("-1");
        assertThatIllegalArgumentException().isThrownBy(() -> new Pli(1L << 32, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReportBlock(1, 256, 0, 0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReportBlock(1, 0, 0x800000, 0, 0, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new Nack(1, 2, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> new Nack(1, 2, List.of(65_536)));
        assertThatIllegalArgumentException().isThrownBy(() -> new Remb(1, -1, List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> SourceDescription.ofCname(1, "ü".repeat(128)));
        assertThatIllegalArgumentException().isThrownBy(() -> new SourceDescription.Item(0, ""));
    }

    @Test
    void theRoundTripTimeComesFromTheSendersOwnClock() {
        long sent = NtpTime.fromMillis(1_000_000);
        long arrived = NtpTime.fromMillis(1_000_250);
        long delay = NtpTime.toShort(Duration.ofMillis(200));
        ReportBlock block = new ReportBlock(1, 0, 0, 0, 0, NtpTime.middle32(sent), delay);
        assertThat(block.roundTrip(arrived))
                .hasValueSatisfying(rtt -> assertThat(rtt).isBetween(Duration.ofMillis(49), Duration.ofMillis(51)));
        assertThat(block.roundTrip(sent)).isEmpty();
        assertThat(new ReportBlock(1, 0, 0, 0, 0, 0, 0).roundTrip(arrived)).isEmpty();
    }
}

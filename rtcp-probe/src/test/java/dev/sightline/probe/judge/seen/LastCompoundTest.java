package dev.sightline.probe.judge.seen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.rtp.Bye;
import dev.sightline.rtp.Nack;
import dev.sightline.rtp.ReceiverReport;
import dev.sightline.rtp.RtcpCompound;
import dev.sightline.rtp.RtcpPacket;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The last datagram of a flow of RTCP")
class LastCompoundTest {
    private static final RtcpPacket REPORT = new ReceiverReport(1, List.of());
    private static final RtcpPacket LARGE =
            new Nack(1, 2, IntStream.range(0, 500).map(i -> 20 * i).boxed().toList());

    private static final RtcpPacket BYE = new Bye(List.of(1L), Optional.empty());

    private final LastCompound last = new LastCompound();

    @Test
    void isNothingBeforeThereIsOne() {
        assertThat(last.packets()).isEmpty();
    }

    @Test
    void isReadAgainWhateverBecomesOfItsBuffer() {
        ByteBuf datagram = compound(REPORT, BYE);
        last.keep(datagram);
        datagram.setZero(0, datagram.capacity());

        assertThat(last.packets()).containsExactly(REPORT, BYE);
    }

    @Test
    void isKeptWithoutThePacketsThatMakeItLarge() {
        last.keep(compound(LARGE, REPORT, LARGE, BYE));

        assertThat(last.packets()).containsExactly(REPORT, BYE);
        assertThat(last.leftOut()).isEqualTo(2);
    }

    @Test
    void isWholeAfterALargeOne() {
        last.keep(compound(LARGE, REPORT));
        last.keep(compound(REPORT, BYE));

        assertThat(last.packets()).containsExactly(REPORT, BYE);
        assertThat(last.leftOut()).isZero();
    }

    private static ByteBuf compound(RtcpPacket... packets) {
        ByteBuf out = Unpooled.buffer();
        RtcpCompound.write(out, List.of(packets));
        return out;
    }
}

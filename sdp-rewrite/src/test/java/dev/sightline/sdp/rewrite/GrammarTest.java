package dev.sightline.sdp.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.SdpException;
import dev.sightline.sdp.SdpLimits;
import dev.sightline.sdp.SessionDescription;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** Descriptions made from the grammar of RFC 8866, and far bigger ones than anybody sends. */
class GrammarTest {
    @Test
    void whatTheGrammarAllowsHasNoProblemAndStaysSoUnderEveryRule() {
        Random random = new Random(8866);
        for (int round = 0; round < 500; round++) {
            String text = new Grammar(random).description();
            SessionDescription session = SessionDescription.parse(text);

            assertThat(session).hasToString(text);
            assertThat(session.problems()).as(text).isEmpty();
            session.lines()
                    .forEach(line -> line.view()
                            .ifPresent(value -> assertThat(value.toLine()).isEqualTo(line.content())));
            for (RewriteRule rule : SdpFuzzTest.RULES) {
                try {
                    Rewriting rewriting = rule.apply(session);
                    assertThat(rewriting.result().problems())
                            .as("%s%n%s", rule.name(), text)
                            .isEmpty();
                    assertThat(rule.apply(rewriting.result()).result())
                            .as(rule.name())
                            .isEqualTo(rule instanceof AppendedLines ? appended(rewriting) : rewriting.result());
                } catch (SdpException refused) {
                    assertThat(rule).isInstanceOfAny(KeepCodec.class, KeepCodecs.class);
                }
            }
        }
    }

    private static SessionDescription appended(Rewriting rewriting) {
        return SessionDescription.parse(rewriting.result() + "a=tool:sightline\r\n");
    }

    @Test
    void aLineOfAMegabyteIsRefusedOrReadWhole() {
        String text = "v=0\r\na=" + "x:y ".repeat(250_000) + "\r\nm=video 1 RTP/AVP 96\r\n";

        Assertions.assertThrows(SdpException.class, () -> SessionDescription.parse(text));
        surviveWithoutLimits(text);
        surviveWithoutLimits("o=" + " ".repeat(1_000_000));
        surviveWithoutLimits("m=video 1 RTP/AVP" + " 96".repeat(300_000));
        surviveWithoutLimits("m=video 1 RTP/AVP 96\na=fmtp:96 " + "a=b;".repeat(250_000));
        surviveWithoutLimits("m=video 1 RTP/AVP 96\na=candidate:" + "1 ".repeat(500_000));
    }

    @Test
    void aHundredThousandLinesAreRefusedOrReadInLinearTime() {
        String text = "v=0\r\n" + "a=rtpmap:96 H264/90000\r\n".repeat(100_000);

        Assertions.assertThrows(SdpException.class, () -> SessionDescription.parse(text));
        surviveWithoutLimits(text);
        surviveWithoutLimits("m=video 1 RTP/AVP 96\n".repeat(100_000));
        surviveWithoutLimits("m=video 1 RTP/AVP 96\n" + "a=ssrc-group:FID 1 2\n".repeat(100_000));
        surviveWithoutLimits("m=video 1 RTP/AVP 96\n" + "a=rtcp-fb:96 nack\n".repeat(100_000));
        surviveWithoutLimits("\n".repeat(100_000));
        surviveWithoutLimits("\r".repeat(100_000));
    }

    /** What is quadratic would take hours; the time only has to be finite for a loaded machine. */
    private static void surviveWithoutLimits(String text) {
        Assertions.assertTimeoutPreemptively(Duration.ofMinutes(2), () -> {
            SessionDescription session = SessionDescription.parse(text, SdpLimits.NONE);
            assertThat(session.toString()).isEqualTo(text);
            session.problems();
            for (RewriteRule rule : SdpFuzzTest.RULES) {
                try {
                    rule.apply(session).changes();
                } catch (SdpException refused) {
                    assertThat(refused.getMessage()).hasSizeLessThan(3000);
                }
            }
        });
    }
}

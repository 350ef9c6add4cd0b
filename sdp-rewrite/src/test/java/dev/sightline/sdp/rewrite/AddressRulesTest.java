package dev.sightline.sdp.rewrite;

import static dev.sightline.sdp.rewrite.SdpAssertions.assertThatSdp;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.Recording;
import dev.sightline.sdp.SessionDescription;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules for addresses and candidates. */
class AddressRulesTest {
    private static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest(name = "{1} {2} {0} is {3}")
    @CsvSource({
        "udp, 1, d5a1.local, MDNS",
        "udp, 1, D5A1.LOCAL, MDNS",
        "udp, 1, 127.0.0.1, LOOPBACK",
        "udp, 1, 0.0.0.0, LOOPBACK",
        "udp, 1, ::1, LOOPBACK",
        "udp, 1, 169.254.1.1, LINK_LOCAL",
        "udp, 1, fe80::1, LINK_LOCAL",
        "udp, 1, 10.1.1.1, PRIVATE",
        "udp, 1, 172.31.1.1, PRIVATE",
        "udp, 1, 192.168.1.1, PRIVATE",
        "udp, 1, fd12::1, PRIVATE",
        "TCP, 1, 192.0.2.1, TCP",
        "udp, 2, 192.0.2.1, RTCP_UNDER_MUX",
        "udp, 1, 192.0.2.1, ",
        "udp, 1, 172.32.1.1, ",
        "udp, 1, 2001:db8::1, "
    })
    void eachKindOfCandidateGoesByItsOwnRule(String transport, int component, String address, CandidateKind kind) {
        String line = "a=candidate:1 " + component + " " + transport + " 1 " + address + " 40000 typ host";
        String text = "v=0\nm=video 9 UDP/TLS/RTP/SAVPF 96\na=rtcp-mux\n" + line + "\na=candidate:broken\n";

        for (CandidateKind each : CandidateKind.values()) {
            SdpAssertions.RewritingAssert rewriting =
                    assertThatSdp(text).rewrittenBy(new CandidateFilter(Set.of(each)));
            if (each == kind) {
                rewriting.changesOnly("-" + line);
            } else {
                rewriting.changesNothing();
            }
        }
    }

    @Test
    void withoutRtcpMuxTheSecondComponentIsNeeded() {
        assertThatSdp("v=0\nm=video 9 RTP/SAVPF 96\na=candidate:1 2 udp 1 192.0.2.1 40000 typ host\n")
                .rewrittenBy(new CandidateFilter(EnumSet.allOf(CandidateKind.class)))
                .changesNothing();
    }

    @Test
    void aMappingTouchesNothingButAddressLinesThatHoldThatVeryAddress() {
        assertThatSdp("""
                        v=0
                        o=- 1 1 IN IP4 10.0.0.5
                        s=Camera 10.0.0.5
                        c=IN IP4 10.0.0.5
                        t=0 0
                        m=video 5000 RTP/AVP 96
                        c=IN IP6 fd00::5
                        a=rtcp:5001 IN IP4 10.0.0.5
                        a=x-build:10.0.0.5
                        a=candidate:1 1 udp 1 10.0.0.5 5000 typ host
                        a=candidate:2 1 udp 1 203.0.113.1 5000 typ srflx raddr 10.0.0.5 rport 5000
                        a=candidate:3 1 udp 1 10.0.0.55 5000 typ host
                        a=ssrc:1 cname:cam@10.0.0.5
                        """)
                .rewrittenBy(
                        new AddressMapping(Map.of(ip("10.0.0.5"), ip("203.0.113.5"), ip("fd00::5"), ip("2001:db8::5"))))
                .changesOnly(
                        "o=- 1 1 IN IP4 10.0.0.5 → o=- 1 1 IN IP4 203.0.113.5",
                        "c=IN IP4 10.0.0.5 → c=IN IP4 203.0.113.5",
                        "c=IN IP6 fd00::5 → c=IN IP6 2001:db8::5",
                        "a=rtcp:5001 IN IP4 10.0.0.5 → a=rtcp:5001 IN IP4 203.0.113.5",
                        "a=candidate:1 1 udp 1 10.0.0.5 5000 typ host → a=candidate:1 1 udp 1 203.0.113.5 5000 typ host");
    }

    @Test
    void noRuleEverAddsPassive() {
        SessionDescription answer = Recording.parsed("c_camera_ip.answer");

        for (RewriteRule rule : SdpFuzzTest.RULES) {
            assertThat(rule.apply(answer).result().toString()).as(rule.name()).doesNotContain("direction:passive");
        }
    }

    @Test
    void aChangeSaysItsLine() {
        Change change = new AddressMapping(Map.of(ip("10.77.0.2"), ip("192.0.2.2")))
                .apply(Recording.parsed("c_camera_ip.offer"))
                .changes()
                .get(1);

        assertThat(change.line()).isEqualTo(4);
        assertThat(change.before()).contains("c=IN IP4 10.77.0.2");
        assertThat(change.after()).contains("c=IN IP4 192.0.2.2");
        assertThat(change.rule()).isEqualTo("address-mapping");
    }
}

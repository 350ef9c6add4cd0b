package dev.sightline.gateway.viewer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.media.Candidate;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandidateFilterTest {
    @Test
    void offersPassTheSameFilterAsCandidatesThatComeAlone() {
        AtomicInteger dropped = new AtomicInteger();
        String offer = CandidateFilter.forMediaServer("""
                v=0\r
                m=video 9 UDP/TLS/RTP/SAVPF 108\r
                a=candidate:1 1 udp 2122260223 192.0.2.1 5000 typ host\r
                a=candidate:2 2 udp 2122260223 192.0.2.1 5001 typ host\r
                a=candidate:3 1 tcp 2122260223 192.0.2.1 9 typ host tcptype active\r
                a=candidate:4 1 udp 2122260223 victim.example 5000 typ host\r
                a=candidate:rubbish\r
                a=candidate:5 1 udp 2122260223 192.0.2.2 5000 typ host\r
                a=candidate:6 1 udp 2122260223 192.0.2.3 5000 typ host\r
                a=end-of-candidates\r
                """, 2, dropped::incrementAndGet);

        assertThat(offer).isEqualTo("""
                v=0\r
                m=video 9 UDP/TLS/RTP/SAVPF 108\r
                a=candidate:1 1 udp 2122260223 192.0.2.1 5000 typ host\r
                a=candidate:5 1 udp 2122260223 192.0.2.2 5000 typ host\r
                a=end-of-candidates\r
                """);
        assertThat(dropped).hasValue(5);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "candidate:1 1 udp 2113937151 192.0.2.7 50000 typ host generation 0 ufrag QTCB network-cost 999, true",
        "candidate:4 1 UDP 2015363583 2001:db8::1 61474 typ host, true",
        "candidate:5 1 udp 1677729535 198.51.100.3 61000 typ srflx raddr 0.0.0.0 rport 0, true",
        "candidate:1 1 udp 2113937151 5d2c2f6a-8a6b.local 50000 typ host, false",
        "candidate:2 1 TCP 1015021823 10.77.0.1 9 typ host tcptype active, false",
        "candidate:1 2 UDP 2015363326 10.77.0.1 10636 typ host, false",
        "candidate:1 1 udp 1 192.0.2.7 50000, false",
        "a=candidate:1 1 udp 1 192.0.2.7 50000 typ host, false",
        "'', false",
    })
    void onlyUdpAddressesForRtpArePassedOn(String candidate, boolean passed) {
        assertThat(CandidateFilter.isForMediaServer(new Candidate(candidate, "0", 0)))
                .isEqualTo(passed);
        assertThat(CandidateFilter.isForViewer(new Candidate(candidate, "0", 0)))
                .isEqualTo(passed);
    }

    @ParameterizedTest
    @CsvSource({"'\r\n', 0", "'', '0\n'"})
    void noLineEndGetsThrough(String end, String mid) {
        Candidate candidate = new Candidate("candidate:1 1 udp 1 192.0.2.7 50000 typ host" + end, mid, 0);
        assertThat(CandidateFilter.isForMediaServer(candidate)).isFalse();
    }
}

package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sightline.probe.FilteredPacket;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.FirewallDrop.Content;
import dev.sightline.probe.FirewallDrop.Way;
import dev.sightline.probe.host.FirewallPass;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("nftables' trace")
class TraceLinesTest {
    private static final String PACKET = "ip saddr 10.5.0.1 ip daddr 10.5.0.2 ip dscp cs0 ip ecn not-ect ip ttl 64"
            + " ip id 65420 ip protocol udp ip length 31 udp sport 5021 udp dport 5007 udp length 11 @th,64,24 0x68690a ";
    private final TraceLines trace = new TraceLines();

    @Test
    void namesTheRuleThatDroppedAPacketOnItsWayOut() {
        read("inet sightline_trace_7 outgoing packet: oif \"v0\" " + PACKET);
        read("inet sightline_trace_7 outgoing rule udp sport 5000-5050 meta nftrace set 1 (verdict continue)");
        read("inet sightline_trace_7 outgoing policy accept ");
        read("ip fw out rule udp dport { 5007, 6000-6005 } jump x (verdict jump x)");
        read("ip fw x rule ip daddr @cams udp dport 5007 counter packets 0 bytes 0 reject (verdict drop)");

        assertThat(trace.drops())
                .extracting(FirewallDrop::way, FirewallDrop::rule, FirewallDrop::source, FirewallDrop::destination)
                .containsExactly(tuple(
                        Way.OUT,
                        "ip fw x: ip daddr @cams udp dport 5007 counter reject",
                        Optional.of(new InetSocketAddress("10.5.0.1", 5_021)),
                        Optional.of(new InetSocketAddress("10.5.0.2", 5_007))));
        assertThat(trace.drops()
                        .get(0)
                        .proves(FilteredPacket.between(
                                new InetSocketAddress("10.5.0.1", 5_021), new InetSocketAddress("10.5.0.2", 5_007))))
                .isTrue();
    }

    @Test
    void namesThePolicyThatDroppedAPacketOnItsWayIn() {
        read("inet sightline_trace_7 incoming packet: iif \"v0\" ether saddr a6:cb:1f:f5:77:38 " + PACKET);
        read("inet fw in packet: iif \"v0\" " + PACKET);
        read("inet fw in policy drop ");

        assertThat(trace.drops())
                .extracting(FirewallDrop::way, FirewallDrop::rule)
                .containsExactly(tuple(Way.IN, "inet fw in: policy drop"));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "inet fw in policy accept ",
                "inet fw in rule iifname \"v0\" udp dport 5000-5050 accept (verdict accept)",
                "inet fw in rule udp dport 5000-5050 jump media (verdict jump media)",
                "inet sightline_trace_7 incoming policy accept ",
            })
    void namesTheTableThatLetAPacketThrough(String line) {
        read("inet sightline_trace_7 incoming packet: iif \"v0\" " + PACKET);
        read(line);

        boolean accepted = line.startsWith("inet fw") && line.contains("accept");
        assertThat(trace.passes())
                .isEqualTo(
                        accepted
                                ? List.of(new FirewallPass(
                                        "inet fw",
                                        new InetSocketAddress("10.5.0.1", 5_021),
                                        new InetSocketAddress("10.5.0.2", 5_007),
                                        Instant.EPOCH))
                                : List.of());
        assertThat(trace.drops()).isEmpty();
    }

    @Test
    void tellsForwardedPackets() {
        read("inet sightline_trace_7 incoming packet: iif \"v0\" " + PACKET);
        read("inet fw fwd packet: iif \"v0\" oif \"v1\" " + PACKET);
        read("inet fw fwd policy drop ");

        assertThat(trace.drops()).extracting(FirewallDrop::way).containsExactly(Way.FORWARD);
    }

    @Test
    void whatAnotherProbeMarkedFirstIsToldToo() {
        read("inet sightline_trace_8 incoming packet: iif \"v0\" " + PACKET);
        read("inet sightline_trace_7 incoming rule udp dport 5000-5050 meta nftrace set 1 (verdict continue)");
        read("inet fw in policy drop ");

        assertThat(trace.drops()).extracting(FirewallDrop::rule).containsExactly("inet fw in: policy drop");
    }

    @Test
    void ofOthersAndOddLinesTellNothing() {
        read("inet other o packet: oif \"v0\" " + PACKET);
        read("inet fw in policy drop ");
        trace.read(Instant.EPOCH, "trace id");
        trace.read(Instant.EPOCH, "");
        read("inet sightline_trace_7 incoming packet: udp sport 99999 ip saddr");
        read("inet fw in policy");

        assertThat(trace.drops()).isEmpty();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "'@th,64,96 0x80600419000158881234abcd', RTP",
        "'@th,64,96 0x80e00419000158881234abcd', RTP",
        "'@th,64,96 0x80c800061234abcdee0a3a5c', RTCP",
        "'@th,64,64 0x80c900015eed1388', RTCP",
        "'@th,64,24 0x68690a', RTP",
        "'@th,64,96 0x600419000158881234abcd', UNKNOWN",
        "'@th,64,96', UNKNOWN",
        "'@ih,0,96 0x80c800061234abcdee0a3a5c', UNKNOWN",
    })
    void tellsRtcpFromRtp(String payload, Content expected) {
        read("inet sightline_trace_7 incoming packet: iif \"v0\" " + PACKET.substring(0, PACKET.indexOf('@'))
                + payload);
        read("inet fw in policy drop ");

        assertThat(trace.drops()).extracting(FirewallDrop::content).containsExactly(expected);
    }

    private void read(String line) {
        trace.read(Instant.EPOCH, "trace id f35f7dc3 " + line);
    }
}

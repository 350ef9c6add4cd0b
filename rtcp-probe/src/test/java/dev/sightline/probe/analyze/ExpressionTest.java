package dev.sightline.probe.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.PortRange;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The expression with which a capture was filtered")
class ExpressionTest {
    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', nullValues = "none", textBlock = """
            udp portrange 5000-5050 or icmp or icmp6 ; 5000-5050
            udp portrange 5000-5000 or icmp or icmp6 ; 5000-5000
            udp portrange 0-99999 or icmp or icmp6 ; none
            udp portrange 5000-5050 or icmp or icmp6 or host 10.77.0.2 ; none
            udp portrange 5000-5050 ; none
            udp ; none
            """)
    void namesThePortsOfAWatchThatWroteItDown(String expression, String ports) {
        assertThat(Expression.watchedPorts(expression).map(PortRange::toString)).isEqualTo(Optional.ofNullable(ports));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(delimiter = ';', textBlock = """
            udp ; true
            udp or icmp or icmp6 ; true
            (udp) || arp ; true
            udp portrange 5000-5050 or icmp or icmp6 ; true
            portrange 5000-5001 ; true
            src portrange 5000 - 5050 ; true
            port 5000 or UDP port  5001 ; true
            udp and (port 5000 or port 5001) ; true
            udp and portrange 5000-5050 ; true
            udp or vlan ; true
            udp or icmp or (vlan and (udp or icmp)) ; true
            udp || (vlan && udp) ; true
            vlan or udp ; false
            mpls or port 5000 or port 5001 ; false
            (udp or vlan) and host 10.77.0.2 ; false
            host 10.77.0.2 or (vlan and udp) ; false
            udp or (vlan and udp) and host 10.77.0.2 ; false
            port 5000 ; false
            portrange 5002-5050 ; false
            dst portrange 5000-5050 ; false
            portrange 5050-5000 ; false
            port 99999 or port 0 ; false
            port 5006 or port 5007 ; false
            host 10.77.0.2 ; false
            udp and host 10.77.0.2 ; false
            udp and port 5000 and host 10.77.0.2 ; false
            not host 10.77.0.2 ; false
            udp && ! host 10.77.0.2 ; false
            net 10.77.0.0/24 or icmp ; false
            udp[8] & 0xc0 = 0x80 ; false
            tcp ; false
            not readable ; false
            """)
    void passesWhatTheMediaServerSendsOnlyWhereThatIsCertain(String expression, boolean passes) {
        assertThat(Expression.of(expression).passesFrom(Set.of(5_000, 5_001))).isEqualTo(passes);
    }

    @ParameterizedTest(name = "{0}, of no known port: {1}")
    @CsvSource({"udp, true", "port 5000, false", "tcp, false"})
    void passesNothingForCertainWhereNoPortIsKnown(String expression, boolean passes) {
        assertThat(Expression.of(expression).passesFrom(Set.of())).isEqualTo(passes);
    }
}

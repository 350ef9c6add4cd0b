package dev.sightline.probe.firewall.walk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.PortRange;
import dev.sightline.probe.firewall.Network;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {
    private static final PortRange MEDIA = new PortRange(5_000, 5_050);

    private static SshSession session(String client, int port) {
        return new SshSession(Network.parse(client).address(), port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 0 10.77.0.1:22 10.77.0.9:50000 | the SSH session from 10.77.0.9 at port 22",
                "0 0 [::ffff:10.77.0.1]:22 [::ffff:10.77.0.9]:50000 | the SSH session from 10.77.0.9 at port 22",
                "0 0 [fe80::1%eth0]:22 [fe80::9%eth0]:50000 | the SSH session from fe80::9 at port 22",
                "0 0 10.77.0.1:2222 10.77.0.9:50000 users:((\"sshd\",pid=7,fd=4)) | the SSH session from 10.77.0.9 at port 2222",
                "0 0 10.77.0.1:8888 10.77.0.9:50000 users:((\"java\",pid=7,fd=4)) |",
                "0 0 127.0.0.1:22 127.0.0.1:50000 |",
                "nonsense |",
            })
    void readsWhoIsLoggedIn(String line, String expected) {
        assertThat(SshSession.listed(line).map(SshSession::toString)).isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp dport 22 accept",
                "tcp dport 22 accept comment \"SSH\"",
                "tcp dport ssh counter accept",
                "ip saddr 10.77.0.0/24 tcp dport { 22, 80 } accept",
                "ip saddr { 192.0.2.1, 10.77.0.9 } tcp dport 20-30 ct state new accept",
                "udp dport 5000-5050 drop\n tcp dport 22 accept",
                "tcp dport 80 drop\n tcp dport 22 accept",
                "ip saddr 192.0.2.0/24 drop\n tcp dport 22 accept",
            })
    void staysWhereARuleSurelyLetsItIn(String rules) throws Exception {
        assertThat(nft(rules)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp dport 80 accept",
                "ip saddr 192.0.2.0/24 tcp dport 22 accept",
                "iifname \"eth1\" tcp dport 22 accept",
                "tcp dport 22 drop",
                "tcp dport { 20-30 } reject\n tcp dport 22 accept",
                "ip saddr 10.77.0.0/16 drop\n tcp dport 22 accept",
                "ip saddr 10.77.0.1-10.77.0.20 drop\n tcp dport 22 accept",
                "meta l4proto { tcp, udp } drop\n tcp dport 22 accept",
                "ip saddr @bad drop\n tcp dport 22 accept",
                "ct state established,related accept",
            })
    void isCutWhereThatIsInDoubt(String rules) throws Exception {
        assertThat(nft(rules)).isPresent();
    }

    private static Optional<String> nft(String rules) throws PlanException {
        String plan = "table inet sightline {\nchain input {\ntype filter hook input priority 0; policy drop;\n" + rules
                + "\n}\n}\n";
        return new NftBackend(NftPlan.parse(plan), MEDIA, Set.of()).cuts(session("10.77.0.9", 22));
    }

    @ParameterizedTest
    @CsvSource({
        "policy drop; , true",
        "policy drop;/ct state established accept, false",
        "policy drop;/tcp sport 22 accept, false",
        "policy drop;/tcp dport 22 accept, true",
        "policy accept;, false",
    })
    void theWayOutCountsToo(String output, boolean cut) throws Exception {
        String plan = "table inet sightline {\nchain output {\ntype filter hook output priority 0; "
                + output.replace("/", "\n") + "\n}\n}\n";
        assertThat(new NftBackend(NftPlan.parse(plan), MEDIA, Set.of())
                        .cuts(session("10.77.0.9", 22))
                        .isPresent())
                .isEqualTo(cut);
    }

    @ParameterizedTest
    @CsvSource({
        "ufw allow 22/tcp, false",
        "ufw allow ssh, false",
        "ufw allow proto tcp from any to any port 22 comment 'SSH', false",
        "ufw allow proto tcp from 10.77.0.0/24 to any port 22, false",
        "ufw allow proto tcp from 192.0.2.0/24 to any port 22, true",
        "ufw allow 80/tcp, true",
        "ufw deny proto udp from any to any port 5000:5050/ufw allow 22, false",
        "ufw deny 23/ufw allow 22, false",
        "ufw deny from 10.77.0.0/24/ufw allow 22, true",
    })
    void ofUfwCommandsItIsTheSame(String commands, boolean cut) throws Exception {
        String plan = "ufw default deny incoming\n" + commands.replace("/ufw", "\nufw") + "\n";
        assertThat(new UfwBackend(UfwPlan.parse(plan), MEDIA, Set.of())
                        .cuts(session("10.77.0.9", 22))
                        .isPresent())
                .isEqualTo(cut);
    }
}

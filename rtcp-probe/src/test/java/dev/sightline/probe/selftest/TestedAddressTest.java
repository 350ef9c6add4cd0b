package dev.sightline.probe.selftest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Route;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.command.ProbeMain;
import dev.sightline.probe.host.firewall.NatAnswer;
import dev.sightline.probe.host.kernel.Outlook;
import dev.sightline.probe.packet.Datagram;
import dev.sightline.probe.packet.Datagram.Direction;
import dev.sightline.probe.packet.IcmpError;
import dev.sightline.probe.packet.LinkEnds;
import dev.sightline.probe.packet.TestPackets;
import dev.sightline.probe.watch.Feedback;
import dev.sightline.probe.watch.NetworkNamespaces;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The self test that sends to an address, beside a media server that sends to cameras")
class TestedAddressTest {
    private static final InetSocketAddress GIVEN = new InetSocketAddress("10.91.0.2", 5_007);
    private static final InetSocketAddress CAMERA = new InetSocketAddress("10.92.0.2", 5_007);
    private static final InetSocketAddress SERVER = new InetSocketAddress("10.91.0.1", 40_021);
    private static final InetSocketAddress OWN = new InetSocketAddress("10.91.0.1", 50_000);
    private static final InetSocketAddress TRANSLATED = new InetSocketAddress("10.94.0.1", 61_000);

    private final SentReport report = new SentReport(GIVEN);
    private final AddressTest test = new AddressTest(report);

    @Test
    void takesNoRtcpOfOthersForItsOwn() {
        test.datagram(datagram("eth1", SERVER, CAMERA, TestPackets.feedback(1)));
        test.datagram(
                datagram("eth1", SERVER, CAMERA, new SentReport(CAMERA).packet().getData()));
        test.datagram(datagram("eth0", SERVER, GIVEN, TestPackets.emptyReport()));

        assertThat(result().seen()).isEmpty();
        assertThat(result().verdict()).isEqualTo(Verdict.UNPROVEN);
    }

    @Test
    void knowsItsOwnWhateverThisHostMakesOfItsAddresses() {
        test.datagram(datagram("eth0", OWN, GIVEN, sent()));
        test.datagram(datagram("eth1", TRANSLATED, CAMERA, sent()));

        assertThat(result().seen()).containsExactly("eth0 for 10.91.0.2:5007", "eth1 for 10.92.0.2:5007");
    }

    @Test
    void takesNoAnswerToTheRtcpOfOthersForARefusal() {
        test.datagram(datagram("eth0", OWN, GIVEN, sent()));
        test.icmpError(error(SERVER, CAMERA, Optional.of(7L)));
        test.icmpError(error(SERVER, CAMERA, Optional.empty()));
        test.icmpError(error(SERVER, GIVEN, Optional.of(7L)));

        assertThat(result().verdict()).isEqualTo(Verdict.DELIVERED);
    }

    @Test
    void isRefusedByWhatQuotesItsOwn() {
        test.icmpError(error(TRANSLATED, CAMERA, Optional.of(sender())));

        assertThat(result().verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    @Test
    void isRefusedByWhatQuotesNoMoreThanWhereItWent() {
        test.icmpError(error(OWN, GIVEN, Optional.empty()));

        assertThat(result().verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    @Test
    void isRefusedByWhatQuotesNoMoreThanWhereThisHostLedIt() {
        test.datagram(datagram("eth1", TRANSLATED, CAMERA, sent()));
        test.icmpError(error(TRANSLATED, CAMERA, Optional.empty()));

        assertThat(result().verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    /** Beside it, RTCP goes to another camera's port of the same number, and to one at which the answer is ICMP. */
    @Test
    @Tag("root")
    void showsWhereItsOwnLeavesAlone() throws Exception {
        try (NetworkNamespaces network = network()) {
            Process camera = network.javaOnCamera(Feedback.class, "5007");
            Process server = network.javaOnServer(Feedback.class, "40021,10.92.0.2,5007", "40023,10.92.0.2,5009");
            try {
                assertThat(camera.inputReader().readLine()).isEqualTo("begun");
                assertThat(server.inputReader().readLine()).isEqualTo("begun");
                Process tested = network.javaOnServer(ProbeMain.class, "selftest", "--address=10.91.0.2", "--json");
                JsonNode shown =
                        new ObjectMapper().readTree(tested.getInputStream().readAllBytes());

                assertThat(shown.at("/trials/0/seen")).as("%s", shown).hasSize(1);
                assertThat(shown.at("/trials/0/seen/0").asText()).isEqualTo("srv0 for 10.91.0.2:5007");
                assertThat(shown.at("/trials/0/verdict").asText()).isEqualTo("DELIVERED");
                assertThat(tested.waitFor()).isZero();
            } finally {
                camera.destroyForcibly().waitFor();
                server.destroyForcibly().waitFor();
            }
        }
    }

    private static NetworkNamespaces network() throws Exception {
        NetworkNamespaces network = new NetworkNamespaces();
        try {
            network.link("srv0", "cam0");
            network.link("srv1", "cam1");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onServer("address add 10.92.0.1/24 dev srv1");
            network.onCamera("address add 10.91.0.2/24 dev cam0");
            network.onCamera("address add 10.92.0.2/24 dev cam1");
            network.shellOnServer("nft add table ip nat;"
                    + "nft 'add chain ip nat out { type nat hook postrouting priority 100; }';"
                    + "nft add rule ip nat out oifname srv0 meta l4proto udp masquerade to :61000-61099");
            return network;
        } catch (Exception e) {
            network.close();
            throw e;
        }
    }

    private TrialResult result() {
        Route route = new Route("eth0", Optional.empty(), Optional.empty());
        return test.result(new Outlook(
                GIVEN.getAddress(),
                Optional.of(route),
                Optional.empty(),
                new NatAnswer(NatAnswer.State.NOT_ASKED, "")));
    }

    private byte[] sent() {
        return report.packet().getData();
    }

    private long sender() {
        return Unpooled.wrappedBuffer(sent()).getUnsignedInt(4);
    }

    private static Datagram datagram(String by, InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        return new Datagram(
                Instant.EPOCH, by, Direction.OUT, from, to, Unpooled.wrappedBuffer(payload), /* truncated= */ false);
    }

    private static IcmpError error(InetSocketAddress from, InetSocketAddress to, Optional<Long> sender) {
        return new IcmpError(
                Instant.EPOCH,
                "eth0",
                Direction.IN,
                IcmpError.Kind.HOST_UNREACHABLE,
                to.getAddress(),
                from,
                to,
                sender,
                64,
                LinkEnds.UNKNOWN);
    }
}

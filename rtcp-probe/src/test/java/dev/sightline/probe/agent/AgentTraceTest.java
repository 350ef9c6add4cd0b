package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.Finding;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.ToAgent;
import dev.sightline.probe.command.ProbeMain;
import dev.sightline.probe.watch.NetworkNamespaces;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An agent that may trace the firewall")
@Timeout(90)
class AgentTraceTest {
    private static final long MOST_SECONDS = 45;

    private static final String DESCRIPTION = """
            v=0
            o=- 0 0 IN IP4 %1$s
            s=-
            c=IN IP4 %1$s
            t=0 0
            m=video %2$d RTP/AVPF 103
            """;

    /** A chain's policy has no counter: only a trace tells of it. The kernel's filter passes every 16th sequence number. */
    private static final String RTP_FROM_CAMERA = "exec 3<>/dev/udp/10.91.0.1/5020; while :; do for i in 1 2 3 4 5 6 7;"
            + " do printf \"\\\\x80\\\\x60\\\\x4${i}\\\\x00AAAAAAAA\" >&3; sleep 0.1; done; done";

    @Test
    @Tag("root")
    void saysThatAPolicyDropsTheMedia(@TempDir Path directory) throws Exception {
        try (NetworkNamespaces network = new NetworkNamespaces();
                FakeGateway gateway = FakeGateway.at(directory.resolve("agent.sock"))) {
            network.link("srv0", "cam0");
            network.onServer("address add 10.91.0.1/24 dev srv0");
            network.onCamera("address add 10.91.0.2/24 dev cam0");
            network.shellOnServer("nft add table inet fw;"
                    + "nft 'add chain inet fw in { type filter hook input priority 0; policy drop; }'");
            Process camera = network.startShellOnCamera(RTP_FROM_CAMERA);
            Process agent =
                    network.javaOnServer(ProbeMain.class, "agent", "--trace-firewall", "--socket=" + gateway.socket());
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.say(new ToAgent.Hello("test", Optional.of(new PortRange(5_000, 5_050))));
                caller.say(new ToAgent.Camera(new Negotiation(
                        "gate-3",
                        1,
                        Optional.empty(),
                        DESCRIPTION.formatted("10.91.0.2", 5_006).replace("\n", "\r\n"),
                        DESCRIPTION.formatted("10.91.0.1", 5_020).replace("\n", "\r\n"))));
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
                Finding finding = caller.next(FromAgent.Judged.class).verdict().finding();
                while (finding.verdict() != Verdict.BLOCKED && System.nanoTime() - end < 0) {
                    finding = caller.next(FromAgent.Judged.class).verdict().finding();
                }
                assertThat(finding.verdict()).as(finding.reason()).isEqualTo(Verdict.BLOCKED);
                assertThat(finding.reason()).contains("inet fw in: policy drop");
            } finally {
                camera.destroyForcibly().waitFor();
                agent.destroy();
                agent.waitFor();
            }
        }
    }
}

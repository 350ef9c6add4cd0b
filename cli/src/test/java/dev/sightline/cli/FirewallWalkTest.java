package dev.sightline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.SessionDescription;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Walks on servers of their own, all at once; each server has rules of its own before, which must be there after. */
@Tag("root")
@TestInstance(Lifecycle.PER_CLASS)
@DisplayName("A firewall walk")
class FirewallWalkTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What a server has before: nothing of it concerns the camera. */
    private static final String OWN_RULES = """
            nft -f - <<'E'
            table inet other {
              set peers { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.9 }; }
              chain input { type filter hook input priority -10; policy accept; ip saddr @peers tcp dport 9 counter drop; }
            }
            E
            iptables -A INPUT -p tcp --dport 9 -j DROP
            iptables -t nat -A POSTROUTING -s 192.0.2.0/24 -j MASQUERADE
            """;

    private static final String NFT = """
            table inet sightline {
            \tchain input {
            \t\ttype filter hook input priority filter; policy drop;
            \t\tiif "lo" accept
            \t\tct state established,related accept
            %s\t\tip saddr 10.77.0.0/24 udp dport 5000-5050 accept
            \t}
            %s}
            """;
    private static final String SSH = "\t\ttcp dport 22 accept\n";
    private static final String BAD_RULE = "\t\tudp dport 5000-5050 drop\n";
    private static final String NO_REPORTS = "\t\tudp dport 5001-5050 @th,72,8 200 drop\n";
    private static final String CLOSED_OUTPUT = """
            \tchain output {
            \t\ttype filter hook output priority filter; policy drop;
            \t\toif "lo" accept
            \t}
            """;
    private static final String UFW = """
            ufw default deny incoming
            %sufw allow proto udp from 10.77.0.0/24 to any port 5000:5050
            ufw --force enable
            """;

    private final Map<String, FirewallSite> sites = new HashMap<>();
    private final Map<String, String> before = new HashMap<>();
    private final Map<String, String> rulesetBefore = new HashMap<>();
    private final Map<String, Child> walks = new HashMap<>();
    private final ScheduledExecutorService watcher = Executors.newSingleThreadScheduledExecutor();
    private Future<?> beginsAnewWhenAsked = CompletableFuture.completedFuture(null);
    private final ExecutorService interrupters = Executors.newCachedThreadPool();
    private String ufwOfThisHost = "";
    private Socket ssh = new Socket();

    @BeforeAll
    void startThem(@TempDir Path directory) throws Exception {
        ufwOfThisHost = ufwOfThisHost();
        for (String name : List.of("rule", "output", "ufw", "killed", "killed-ufw", "silent", "told", "blocked")) {
            FirewallSite site = new FirewallSite(name, directory).streaming();
            sites.put(name, site);
            site.shell(OWN_RULES);
        }
        sites.put("comedia", new FirewallSite("comedia", directory));
        site("blocked").shell("nft add rule inet other input udp dport 5000 drop");
        site("killed-ufw").shell("ufw default deny incoming; ufw allow 5000:5050/udp; ufw --force enable");
        ssh = logIn(site("rule"));
        Child locking = holdingTheNamespacesLock(site("rule"));
        sites.forEach((name, site) -> before.put(name, site.firewall()));
        sites.forEach((name, site) -> rulesetBefore.put(name, site.ruleset()));
        comedia(site("comedia"), directory);
        walk("rule", "nft", NFT.formatted(SSH + BAD_RULE, ""));
        walk("output", "nft", NFT.formatted("", CLOSED_OUTPUT));
        walk("ufw", "ufw", UFW.formatted("ufw deny proto udp from any to any port 5000:5050\n"));
        walk("killed", "nft", NFT.formatted("", CLOSED_OUTPUT));
        walk("killed-ufw", "ufw", UFW.formatted(""));
        walk("silent", "nft", NFT.formatted("", ""), "--dead-man=5s");
        walk("told", "ufw", UFW.formatted(""));
        walk("blocked", "nft", NFT.formatted("", ""));
        CompletableFuture.allOf(
                        interrupted("killed", "KILL"),
                        interrupted("killed-ufw", "KILL"),
                        interrupted("silent", "STOP"),
                        interrupted("told", "INT"))
                .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        locking.close();
    }

    /** A user of the host who wants no walk to begin. */
    private static Child holdingTheNamespacesLock(FirewallSite site) throws Exception {
        Child stranger = Child.start(site.server.command(List.of(
                "setpriv",
                "--reuid=65534",
                "--regid=65534",
                "--clear-groups",
                "bash",
                "-c",
                "exec 8</proc/self/ns/net; flock -n 8 && echo held && exec sleep 600")));
        stranger.awaitOutput("held", PATIENCE);
        return stranger;
    }

    /** While the first step of the plan is in force; the next one comes three seconds later at the earliest. */
    private CompletableFuture<Void> interrupted(String name, String signal) {
        Child walk = walkOf(name);
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        walk.awaitOutput("step 1/", PATIENCE);
                    } catch (IOException | InterruptedException problem) {
                        throw new IllegalStateException(problem);
                    }
                    Host.run("kill", "-" + signal, Long.toString(walk.pid()));
                },
                interrupters);
    }

    private FirewallSite site(String name) {
        return Objects.requireNonNull(sites.get(name));
    }

    private Child walkOf(String name) {
        return Objects.requireNonNull(walks.get(name));
    }

    private void walk(String name, String backend, String plan, String... more) throws IOException {
        String[] arguments = Arrays.copyOf(more, more.length + 1);
        arguments[more.length] = "--apply";
        walks.put(name, site(name).walk(backend, plan, arguments));
    }

    /** A media server that decides as Kurento does, and a camera that begins anew before each look. */
    private void comedia(FirewallSite site, Path directory) throws Exception {
        Child relay = site.sightline(
                Map.of(),
                "relay",
                "--return-path=kurento",
                "--port=0",
                "--media-address=" + FirewallSite.SERVER,
                "--media-ports=" + FirewallSite.MEDIA_PORTS);
        URI rpc = URI.create(relay.awaitOutput("Relay: (\\S+)", PATIENCE).group(1));
        MediaServerClient mediaServer = MediaServerClient.connect(site.server, rpc);
        Path wanted = directory.resolve("begin-anew");
        beginAnew(site, mediaServer, 0);
        beginsAnewWhenAsked = watcher.scheduleWithFixedDelay(
                new Runnable() {
                    private int times;

                    @Override
                    public void run() {
                        if (Files.exists(wanted)) {
                            beginAnew(site, mediaServer, ++times);
                            assertThat(wanted.toFile().delete()).isTrue();
                        }
                    }
                },
                20,
                20,
                TimeUnit.MILLISECONDS);
        walk(
                "comedia",
                "nft",
                NFT.formatted(NO_REPORTS, ""),
                "--before-look=touch " + wanted + "; while [ -e " + wanted + " ]; do sleep 0.05; done");
    }

    private static void beginAnew(FirewallSite site, MediaServerClient mediaServer, int times) {
        int from = 6_000 + 2 * times;
        String answer = mediaServer.answerTo(
                CameraOffer.of(FirewallSite.CAMERA, from).active().text(1_607_797_317));
        site.stream(
                from,
                SessionDescription.parse(answer).media("video").orElseThrow().port());
    }

    private static Socket logIn(FirewallSite site) {
        ServerSocket daemon =
                site.server.inside(() -> new ServerSocket(22, 1, InetAddress.getByName(FirewallSite.SERVER)));
        Socket client = site.camera.inside(() -> new Socket(FirewallSite.SERVER, 22));
        site.server.threads().execute(() -> {
            try (daemon;
                    Socket session = daemon.accept()) {
                session.getInputStream().transferTo(session.getOutputStream());
            } catch (IOException problem) {
                throw new UncheckedIOException(problem);
            }
        });
        return client;
    }

    @Test
    void namesTheRuleThatDropsBeforeTheOneThatAccepts() throws Exception {
        assertThat(ended("rule"))
                .contains("DELIVERED -> BLOCKED")
                .contains("Culprit: input: udp dport 5000-5050 drop (line 7)")
                .contains("Without that line every camera gets its feedback");
        assertThat(walkOf("rule").output()).doesNotContain("another walk goes on");
    }

    @Test
    void namesTheDefaultPolicyOfTheWayOut() throws Exception {
        assertThat(ended("output")).contains("Culprit: the default policy, output: policy drop (line 9)");
    }

    @Test
    void namesTheRuleThatKeepsAMediaServerFromLearning() throws Exception {
        assertThat(ended("comedia")).contains("Culprit: input: udp dport 5001-5050 @th,72,8 200 drop (line 6)");
    }

    @Test
    void namesTheCommandOfUfw() throws Exception {
        assertThat(ended("ufw")).contains("Culprit: ufw: ufw deny proto udp from any to any port 5000:5050 (line 2)");
    }

    private String ended(String name) throws Exception {
        Child walk = walkOf(name);
        assertThat(walk.awaitEnd(PATIENCE)).as(walk.output()).isEqualTo(1);
        assertThat(walk.output()).contains("This host's firewall is as it was before: compared rule by rule.");
        assertThat(site(name).firewall()).isEqualTo(before.get(name));
        assertThat(site(name).ruleset()).isEqualTo(rulesetBefore.get(name));
        return walk.output();
    }

    @ParameterizedTest
    @ValueSource(strings = {"killed", "killed-ufw", "told"})
    void leavesNothingBehindWhenItIsKilledOrToldToEnd(String name) {
        awaitAsBefore(name);
    }

    @Test
    void isUndoneWithoutItWhenItFallsSilent() throws Exception {
        Child walk = walkOf("silent");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> !site("silent").ruleset().contains("sightline_walk"));
        Host.run("kill", "-CONT", Long.toString(walk.pid()));
        assertThat(walk.awaitEnd(PATIENCE)).isEqualTo(1);
        assertThat(walk.output()).contains("the dead-man timer has restored the firewall");
        awaitAsBefore("silent");
    }

    private void awaitAsBefore(String name) {
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(site(name).firewall()).isEqualTo(before.get(name)));
    }

    @Test
    void stopsWhereAnotherChainDrops() throws Exception {
        assertThat(ended("blocked"))
                .contains("chains of its own that drop: inet other input")
                .contains("It is dropped by another chain, \"inet other input: udp dport 5000 drop\"")
                .doesNotContain("step 1/");
    }

    @Test
    void keepsTheSessionsOfOthers() throws Exception {
        walkOf("rule").awaitOutput("step 1/", PATIENCE);
        for (int i = 1; i < 100; i++) {
            ssh.getOutputStream().write(i);
            assertThat(ssh.getInputStream().read()).isEqualTo(i);
        }
    }

    /** The rules of this very host are in force nowhere but here: they are read, never changed. */
    private static String ufwOfThisHost() {
        return Host.output(
                "sh",
                "-c",
                "ls -lR --time-style=full-iso /etc/ufw /etc/default/ufw; cat /etc/ufw/*.rules /etc/default/ufw");
    }

    @AfterAll
    void close() throws Exception {
        beginsAnewWhenAsked.cancel(true);
        watcher.shutdownNow();
        interrupters.shutdownNow();
        ssh.close();
        for (FirewallSite site : sites.values()) {
            site.close();
        }
        assertThat(ufwOfThisHost()).isEqualTo(ufwOfThisHost);
    }
}

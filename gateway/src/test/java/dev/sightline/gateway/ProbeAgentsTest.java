package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.sightline.gateway.security.SocketFile;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.agent.AgentOptions;
import dev.sightline.probe.agent.GatewayPlace;
import dev.sightline.probe.agent.ProbeAgent;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.ToAgent;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** A gateway and its probe agents, over real sockets. */
@Timeout(60)
class ProbeAgentsTest {
    private static final Pattern REASON =
            Pattern.compile("\"feedback\":\\{\"verdict\":\"\\w+\",\"since\":\"[^\"]*\",\"reason\":\"([^\"]*)\"");
    private static final String CAMERA =
            "cameras: {maxCameras: 2, keepaliveSeconds: 30, list: [{id: cam, addresses: [127.0.0.1]},"
                    + " {id: spare, addresses: [127.0.0.1]}]}\n";
    private static final String OFFER = "{\"video\":{\"port\":40000,\"payloadType\":103}}";
    private static final String TOKEN = "0123456789abcdef".repeat(4);
    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path shared;

    private static final Logger EVENTS = (Logger) LoggerFactory.getLogger("dev.sightline.events");
    private static final ListAppender<ILoggingEvent> TOLD = new ListAppender<>();

    private static RunningGateway usual;
    /** For what is to come to an end. */
    private static RunningGateway hasty;

    private RunningGateway gateway;
    private String session = "";

    /** Starting one costs more than asking it. */
    @BeforeAll
    static void start() throws Exception {
        TOLD.start();
        EVENTS.addAppender(TOLD);
        usual = start(
                shared,
                "socket: " + shared.resolve("agent.sock") + ", silentSeconds: 30, maxAgents: 2,"
                        + " listener: {address: 127.0.0.1, port: 0}, token: " + TOKEN);
        hasty = start(shared, "socket: " + shared.resolve("hasty.sock") + ", silentSeconds: 2");
    }

    @AfterAll
    static void end() {
        usual.close();
        hasty.close();
        EVENTS.detachAppender(TOLD);
    }

    @BeforeEach
    void mostAskTheUsualOne() {
        gateway = usual;
    }

    @AfterEach
    void nothingIsLeftForTheNext() throws Exception {
        if (!session.isEmpty()) {
            gateway.send("DELETE", session);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("sightline_probe_agents 0.0"));
    }

    private Path socket() {
        return shared.resolve(gateway.equals(hasty) ? "hasty.sock" : "agent.sock");
    }

    private static RunningGateway start(Path directory, String probe) throws Exception {
        return RunningGateway.with(RunningGateway.LOOPBACK_RELAY + CAMERA + "tls: {selfSignedDirectory: '"
                + directory.resolve("tls") + "'}\nprobe: {" + probe + "}\n");
    }

    private static String negotiate(RunningGateway asked) throws Exception {
        HttpResponse<String> answer = asked.post("/cameras/cam/session", "application/json", OFFER);
        assertThat(answer.statusCode()).isEqualTo(201);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    private void negotiate() throws Exception {
        session = negotiate(gateway);
    }

    /** Lets the camera negotiate; answers what the agent was told of it. */
    private Negotiation negotiated(TestAgent agent) throws Exception {
        negotiate();
        return agent.negotiation();
    }

    private String metrics() throws Exception {
        return gateway.management("/metrics").body();
    }

    @Test
    void anAgentIsToldWhatWasNegotiatedBeforeAndAfterItCame() throws Exception {
        negotiate();
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            Negotiation first = agent.negotiation();
            assertThat(first.camera()).isEqualTo("cam");
            assertThat(first.offer()).contains("m=video 40000");
            assertThat(first.answer()).contains("m=video");
            negotiate();
            assertThat(agent.negotiation().number()).isGreaterThan(first.number());
        }
    }

    @Test
    void aVerdictReachesThePageAndTheMetrics() throws Exception {
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            Negotiation negotiation = negotiated(agent);
            double before = counted();
            agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0", 20);
            agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0", 27);
            await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("sightline_probe_agents 1.0"));
            agent.fallSilent();
            agent.tellLosses();
            agent.tellLosses();

            awaitPage("\"DELIVERED\"", "27 REMB left by eth0");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(metrics()).contains("sightline_probe_packets_lost_total 3.0"));
            assertThat(counted() - before).isEqualTo(27);
        }
    }

    private double counted() throws Exception {
        Matcher counter = Pattern.compile(
                        "sightline_rtcp_feedback_packets_total\\{camera=\"cam\",type=\"REMB\"\\} ([0-9.]+)")
                .matcher(metrics());
        return counter.find() ? Double.parseDouble(counter.group(1)) : 0;
    }

    @Test
    void whatAnAgentWritesIsHarmlessToWhoReadsIt(@TempDir Path directory) throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger all = (Logger) LoggerFactory.getLogger("dev.sightline");
        lines.start();
        all.addAppender(lines);
        Path socket = directory.resolve("agent.sock");
        // Of its own: a minute has few lines for a camera.
        try (RunningGateway own = start(directory, "socket: " + socket + ", silentSeconds: 30");
                TestAgent agent = TestAgent.introduced(socket, "media-1")) {
            negotiate(own);
            agent.judge(
                    agent.negotiation(),
                    "TRAPPED",
                    "one\\r\\n\\u001b[31mtwo\\u009b\\u202e\\u200b\\u2028" + "x".repeat(5_000));
            awaitPage(own, "\"TRAPPED\"", "one???[31mtwo????xxx");
            assertThat(page(own)).doesNotContain("x".repeat(2_000));
            await().atMost(SOON).until(() -> !saidOf("[31mtwo", lines).isEmpty());
        } finally {
            all.detachAppender(lines);
        }
        assertThat(saidOf("[31mtwo", lines))
                .allMatch(line -> line.contains("one???[31mtwo????xxx") && line.length() < 2_000);
    }

    /** What is told by default, without why an agent is gone. */
    private static List<String> toldOfVerdicts(ListAppender<ILoggingEvent> lines) {
        synchronized (lines) { // the gateway's threads add to it
            return lines.list.stream()
                    .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(line -> line.contains("the probe agent") || line.contains("verdict"))
                    .map(line -> line.replaceFirst("( is gone): .*", "$1"))
                    .toList();
        }
    }

    private static List<String> saidOf(String what, ListAppender<ILoggingEvent> lines) {
        synchronized (lines) { // the gateway's threads add to it
            return lines.list.stream()
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(line -> line.contains(what))
                    .toList();
        }
    }

    @Test
    void aVerdictThatIsNotRepeatedProvesNothingAnyMore() throws Exception {
        gateway = hasty;
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            judgeUntilItCounts(agent, negotiated(agent));
            awaitPage("\"UNPROVEN\"", "the probe agent on media-1", "has not repeated its verdict for 2 s");
            assertThat(metrics()).contains("sightline_probe_agents 1.0");
        }
    }

    @Test
    void theLogTellsWhatHeldWhileAnAgentWasKilledAndAnotherCame(@TempDir Path directory) throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        Logger events = (Logger) LoggerFactory.getLogger("dev.sightline.events");
        Path socket = directory.resolve("agent.sock");
        String name = "the probe agent on media-1 (this host)";
        String gone = name + " is gone";
        String delivered = "camera cam: verdict UNPROVEN → DELIVERED: 27 REMB left by eth0";
        try (RunningGateway own = start(directory, "socket: " + socket + ", silentSeconds: 30")) {
            lines.start();
            events.addAppender(lines);
            negotiate(own);
            try (TestAgent agent = TestAgent.introduced(socket, "media-1")) {
                Negotiation negotiation = agent.negotiation();
                await().atMost(SOON).until(() -> {
                    agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0");
                    return toldOfVerdicts(lines).contains(delivered);
                });
            }
            await().atMost(SOON).until(() -> toldOfVerdicts(lines).size() == 4);
            try (TestAgent agent = TestAgent.introduced(socket, "media-1")) {
                Negotiation negotiation = agent.negotiation();
                await().atMost(SOON).until(() -> {
                    agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0");
                    return toldOfVerdicts(lines).size() == 6;
                });
                assertThat(toldOfVerdicts(lines))
                        .containsExactly(
                                name + " has connected, version test",
                                delivered,
                                gone,
                                "camera cam: verdict UNPROVEN: " + gone,
                                name + " has connected, version test",
                                delivered);
            }
        } finally {
            events.detachAppender(lines);
        }
    }

    @Test
    void anAgentThatKnowsNothingMoreOfACameraLeavesTheWordToAnother() throws Exception {
        try (TestAgent first = TestAgent.introduced(socket(), "media-1");
                TestAgent second = TestAgent.introduced(socket(), "media-2")) {
            Negotiation negotiation = negotiated(first);
            first.judge(negotiation, "TRAPPED", "as media-1 sees it");
            awaitPage("\"TRAPPED\"");
            await().atMost(SOON).pollInterval(Duration.ofMillis(500)).untilAsserted(() -> {
                second.judge(negotiation, "DELIVERED", "as media-2 sees it");
                assertThat(page(gateway)).contains("\"DELIVERED\"", "media-2");
            });
        }
    }

    @Test
    void anAgentThatIsKilledTakesItsProofsAlongAndIsBelievedWhenItComesAgain() throws Exception {
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            agent.judge(negotiated(agent), "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
        }
        awaitPage("\"UNPROVEN\"", "the probe agent on media-1", "is gone");
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            agent.judge(agent.negotiation(), "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
        }
    }

    @Test
    void anAgentThatSaysNothingIsCutAndItsProofsWithIt() throws Exception {
        gateway = hasty;
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            judgeUntilItCounts(agent, negotiated(agent));
            agent.fallSilent();
            agent.awaitCut();
            awaitPage("\"UNPROVEN\"", "said nothing for 2 s");
        }
    }

    @ParameterizedTest(name = "{0} and {1}: {2} counts")
    @CsvSource({
        "UNPROVEN,  DELIVERED, DELIVERED",
        "NO_MEDIA,  DELIVERED, DELIVERED",
        "NO_MEDIA,  UNPROVEN,  UNPROVEN",
        "DELIVERED, TRAPPED,   TRAPPED",
        "SILENT,    DELIVERED, SILENT",
    })
    void ofSeveralAgentsTheOneThatSawWorstCounts(String one, String other, String counts) throws Exception {
        try (TestAgent first = TestAgent.introduced(socket(), "media-1");
                TestAgent second = TestAgent.introduced(socket(), "media-2")) {
            Negotiation negotiation = negotiated(first);
            first.judge(negotiation, one, "as media-1 sees it");
            second.judge(negotiation, other, "as media-2 sees it");
            awaitPage("\"" + counts + "\"", counts.equals(one) ? "media-1" : "media-2");
            (counts.equals(one) ? first : second).close();
            awaitPage("\"" + (counts.equals(one) ? other : one) + "\"");
        }
    }

    @Test
    void whatIsSaidOfAnEarlierNegotiationOrAnotherCameraIsPassedOver() throws Exception {
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            Negotiation stale = negotiated(agent);
            Negotiation now = negotiated(agent);
            agent.judge(stale, "TRAPPED", "long ago");
            agent.judge(new Negotiation("other", 1, Optional.empty(), "", ""), "TRAPPED", "elsewhere");
            agent.judge(now, "DELIVERED", "now");
            awaitPage("\"DELIVERED\"");
            assertThat(metrics()).contains("sightline_dropped_total{what=\"stale verdict\"} 2.0");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rubbish\n",
                "{\"type\":\"verdict\"}\n",
                "10 MB",
                "a flood",
                "a flood of what nobody knows",
                "a flood of octets"
            })
    void whoSaysWhatCannotBeUnderstoodOrTooMuchIsCutAlone(String what) throws Exception {
        try (TestAgent good = TestAgent.introduced(socket(), "media-1");
                TestAgent bad = TestAgent.introduced(socket(), "media-2")) {
            Negotiation negotiation = negotiated(good);
            try {
                if (what.equals("10 MB")) {
                    bad.write("x".repeat(10 << 20));
                } else if (what.equals("a flood")) {
                    bad.write("{\"type\":\"alive\"}\n".repeat(5_000));
                } else if (what.equals("a flood of what nobody knows")) {
                    bad.write("{\"type\":\"tomorrow\"}\n".repeat(5_000));
                } else if (what.equals("a flood of octets")) {
                    bad.write(("{\"type\":\"tomorrow\",\"it\":\"" + "x".repeat(60_000) + "\"}\n").repeat(60));
                } else {
                    bad.write(what);
                }
            } catch (IOException cutMeanwhile) {
                // as it should be
            }
            bad.awaitCut();
            good.judge(negotiation, "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
        }
    }

    @Test
    void anAgentThatIsNewerThanTheGatewayIsHeardAndNotCut() throws Exception {
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            Negotiation negotiation = negotiated(agent);
            agent.say("{\"type\":\"tomorrow\",\"deep\":{\"er\":[1,2]}}");
            agent.say("{\"type\":\"alive\",\"mood\":\"good\",\"interfaces\":[{\"name\":\"eth7\",\"loopback\":false,"
                    + "\"state\":\"ASLEEP\",\"detail\":\"\",\"packets\":0,\"drops\":"
                    + "{\"received\":0,\"byKernel\":0,\"byInterface\":0}}]}");
            judgeInNewWords(agent, negotiation, "DELIVERED", "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
            judgeInNewWords(agent, negotiation, "BLOCKED", "SIDEWAYS", "it left sideways");
            awaitPage("it left sideways");
            judgeInNewWords(agent, negotiation, "FLOODED", "DELIVERED", "too much left by eth0");
            awaitPage("the agent says FLOODED, which this version does not know: too much left by eth0");
            assertThat(metrics()).contains("sightline_probe_agents 1.0");
        }
    }

    private static void judgeInNewWords(
            TestAgent agent, Negotiation negotiation, String verdict, String meaning, String reason)
            throws IOException {
        String now = Instant.now().toString();
        agent.say("""
                {"type":"verdict","camera":"%s","negotiation":%d,"age":"PT1.5S","mood":"good",
                 "finding":{"verdict":"%s","since":"%s","causes":["FROM_TOMORROW","LEARNT_LATE"],"reason":"%s","cure":null},
                 "evidence":{"rtpPackets":260,"rtpInterfaces":["eth0"],
                  "rtcpOut":[{"interfaceName":"eth0","source":"10.77.0.1:20001","destination":"10.77.0.2:5007",
                   "meaning":"%s","datagrams":28,"types":{"RR":28},"first":"%s","last":"%s"}],
                  "returnPath":{}},
                 "streams":[]}""".formatted(negotiation.camera(), negotiation.number(), verdict, now, reason, meaning, now, now)
                .replace("\n", ""));
    }

    @Test
    void aFloodIsCounted() throws Exception {
        try (TestAgent bad = TestAgent.introduced(socket(), "media-2")) {
            try {
                bad.write("{\"type\":\"tomorrow\"}\n".repeat(5_000));
            } catch (IOException cutMeanwhile) {
                // as it should be
            }
            bad.awaitCut();
        }
        assertThat(metrics()).contains("sightline_connections_refused_total{listener=\"probe\",why=\"flood\"}");
    }

    @Test
    void whoNeverIntroducesItselfIsCutHoweverMuchItSays() throws Exception {
        gateway = hasty;
        try (TestAgent stranger = TestAgent.at(socket())) {
            stranger.next(ToAgent.Hello.class);
            stranger.awaitCut();
        }
        assertThat(metrics()).contains("sightline_connections_refused_total{listener=\"probe\",why=\"no hello\"}");
    }

    @Test
    void connectionsBeyondTheAgentsAreClosedAtOnceThoughNoneSaysAnything() throws Exception {
        List<SocketChannel> open = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                SocketChannel one = SocketChannel.open(StandardProtocolFamily.UNIX);
                open.add(one);
                one.connect(UnixDomainSocketAddress.of(socket()));
            }
            await().atMost(SOON)
                    .until(() -> open.stream().filter(ProbeAgentsTest::isClosed).count() == open.size() - 2);
        } finally {
            for (SocketChannel one : open) {
                one.close();
            }
        }
    }

    private static boolean isClosed(SocketChannel channel) {
        try {
            channel.configureBlocking(false);
            ByteBuffer greeting = ByteBuffer.allocate(1_024);
            int read = channel.read(greeting);
            return read < 0 || (read > 0 && channel.read(greeting) < 0);
        } catch (IOException broken) {
            return true;
        }
    }

    @Test
    void camerasBeyondWhatAnAgentJudgesAreUnprovenUntilThereIsRoom() throws Exception {
        try (TestAgent agent = TestAgent.at(socket())) {
            agent.next(ToAgent.Hello.class);
            agent.say("{\"type\":\"hello\",\"version\":\"test\",\"host\":\"small\",\"maxCameras\":1}");
            Negotiation first = negotiated(agent);
            String spare = gateway.post("/cameras/spare/session", "application/json", OFFER)
                    .headers()
                    .firstValue("Location")
                    .orElseThrow();
            awaitPage("more cameras than the connected probe agents can judge");
            agent.judge(first, "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
            gateway.send("DELETE", session);
            assertThat(agent.next(ToAgent.Gone.class).camera()).isEqualTo("cam");
            Negotiation second = agent.negotiation();
            assertThat(second.camera()).isEqualTo("spare");
            agent.judge(second, "TRAPPED", "as the small one sees it");
            awaitPage("\"TRAPPED\"");
            session = spare;
        }
    }

    @Test
    void anAgentThatSaysGoodbyeHasEnded() throws Exception {
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            agent.judge(negotiated(agent), "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
            agent.say("{\"type\":\"goodbye\"}");
        }
        awaitPage("\"UNPROVEN\"", "the probe agent on media-1 (this host) has ended");
    }

    @Test
    void aHalfLineIsNoLine() throws Exception {
        try (TestAgent agent = TestAgent.introduced(socket(), "media-1")) {
            Negotiation negotiation = negotiated(agent);
            agent.fallSilent();
            agent.write("{\"type\":\"ali");
            agent.say("ve\"}");
            agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0");
            awaitPage("\"DELIVERED\"");
            agent.write("{\"type\":\"verdict\"");
        }
    }

    @Test
    void moreAgentsThanAllowedAreNotGreeted() throws Exception {
        try (TestAgent first = TestAgent.introduced(socket(), "media-1");
                TestAgent second = TestAgent.introduced(socket(), "media-2");
                TestAgent third = TestAgent.at(socket())) {
            assertThatThrownBy(() -> third.next(ToAgent.Hello.class)).isInstanceOf(AssertionError.class);
            Negotiation negotiation = negotiated(first);
            assertThat(second.negotiation().number()).isLessThanOrEqualTo(negotiation.number());
        }
    }

    @Test
    void withoutAnAgentThePageSaysHowToStartOne(@TempDir Path directory) throws Exception {
        try (RunningGateway alone = start(directory, "")) {
            negotiate(alone);
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(page(alone)).contains("\"UNPROVEN\"", "bin/sightline serve --probe"));
            assertThat(alone.gateway().agentPort()).isZero();
        }
    }

    @Test
    void theSocketIsForItsOwnerAndGroup() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket())))
                .isEqualTo("rw-rw----");
    }

    @Test
    void whatADeadGatewayLeftIsReplacedAndGoesWithTheGateway(@TempDir Path directory) throws Exception {
        Path left = directory.resolve("left.sock");
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(left));
        }
        assertThat(left).exists();
        try (RunningGateway living = start(directory, "socket: " + left)) {
            TestAgent.introduced(left, "media-1").close();
            assertThat(living.gateway().configPort()).isPositive();
        }
        assertThat(left).doesNotExist();
    }

    @Test
    void aSocketIsNotMadeWhereAnotherProcessListens(@TempDir Path directory) {
        assertThatThrownBy(() -> start(directory, "socket: " + socket()))
                .hasMessageContaining("another process listens at " + socket());
        assertThat(socket()).exists();
    }

    @Test
    void aSocketIsNotMadeWhereEveryoneMayReplaceItNorOverAFile(@TempDir Path directory) throws Exception {
        Path open = Files.createDirectory(directory.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", open.resolve("agent.sock")))
                .hasMessageContaining("chmod go-w " + open);
        Path notes = Files.writeString(directory.resolve("notes"), "somebody's notes");
        assertThatThrownBy(() -> SocketFile.prepare("probe.socket", notes)).hasMessageContaining("is no socket");
        assertThat(notes).hasContent("somebody's notes");
    }

    /** Of the verdict that counts; the page has the ones before it too. */
    private String presentReason() throws Exception {
        Matcher reason = REASON.matcher(page(gateway));
        assertThat(reason.find()).isTrue();
        return reason.group(1);
    }

    @Test
    void anAgentOfAnotherHostComesOverTls() throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        try (RunningAgent agent = agent(TOKEN, "127.0.0.1", said)) {
            await().atMost(SOON).untilAsserted(() -> assertThat(metrics()).contains("sightline_probe_agents 1.0"));
            negotiate();
            // Whether this host may capture or not: what is on the page is what the agent said.
            await().atMost(SOON).untilAsserted(() -> assertThat(presentReason()).doesNotContain("no probe", "is gone"));
            assertThat(said).anyMatch(line -> line.startsWith("connected to the gateway"));
            assertThat(agent).isNotNull();
        }
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        try (RunningAgent agent = agent(TOKEN.replace('0', 'O'), "127.0.0.1", said)) {
            await().atMost(SOON).until(() -> said.stream().anyMatch(line -> line.contains("refuses the token")));
            assertThat(agent).isNotNull();
        }
        assertThat(metrics())
                .contains("sightline_probe_agents 0.0")
                .contains("sightline_connections_refused_total{listener=\"probe\",why=\"token\"}");
        assertThat(saidOf("was refused", TOLD))
                .as("the first of all refusals of a minute")
                .anyMatch(line ->
                        line.startsWith("a probe agent from 127.0.0.1 was refused: it did not show the secret"));
    }

    @Test
    void aCertificateThatIsNotTrustedIsRefused() throws Exception {
        Queue<String> said = new ConcurrentLinkedQueue<>();
        URI address = URI.create("wss://127.0.0.1:" + gateway.gateway().agentPort() + "/agent");
        try (RunningAgent agent =
                new RunningAgent(new GatewayPlace.Elsewhere(address, TOKEN, Optional.empty()), said)) {
            await().atMost(SOON).until(() -> said.stream().anyMatch(line -> line.contains("not trusted")));
            assertThat(agent).isNotNull();
        }
        assertThat(metrics()).contains("sightline_probe_agents 0.0");
    }

    @Test
    void onlyAnAgentThatKnowsTheTokenGetsAWebSocket() throws Exception {
        String address = "https://127.0.0.1:" + gateway.gateway().agentPort();
        assertThat(https(address + "/agent").statusCode()).isEqualTo(401);
        assertThat(https(address + "/agent", "Authorization", "Bearer " + TOKEN.substring(1))
                        .statusCode())
                .isEqualTo(401);
        assertThat(https(address + "/agent", "Authorization", "Bearer " + TOKEN).statusCode())
                .as("without asking for one")
                .isEqualTo(426);
        assertThat(https(address + "/").statusCode()).isEqualTo(404);
        assertThat(https(address + "/metrics").statusCode()).isEqualTo(404);
    }

    @Test
    void aMessageLongerThanALineMayBeIsRefusedFromAfarToo() throws Exception {
        CompletableFuture<Integer> closed = new CompletableFuture<>();
        WebSocket socket = client().newWebSocketBuilder()
                .header("Authorization", "Bearer " + TOKEN)
                .buildAsync(
                        URI.create("wss://127.0.0.1:" + gateway.gateway().agentPort() + "/agent"),
                        new WebSocket.Listener() {
                            @Override
                            public void onError(WebSocket broken, Throwable problem) {
                                closed.complete(-1);
                            }

                            @Override
                            public CompletionStage<?> onClose(WebSocket ended, int status, String reason) {
                                closed.complete(status);
                                return closed;
                            }
                        })
                .get();
        var unused = socket.sendText("x".repeat(AgentCodec.MAX_LINE + 1), true);
        assertThat(closed.get(SOON.toSeconds(), TimeUnit.SECONDS)).isNotNull();
    }

    /** The probe's own agent, running in this process. */
    private static final class RunningAgent implements AutoCloseable {
        private final ProbeAgent agent;
        private final Thread thread;

        RunningAgent(GatewayPlace place, Queue<String> said) {
            agent = new ProbeAgent(new AgentOptions(place, Optional.empty(), List.of("lo")), "test", said::add);
            thread = new Thread(
                    () -> {
                        try {
                            agent.run();
                        } catch (IOException e) {
                            said.add(String.valueOf(e.getMessage()));
                        }
                    },
                    "agent of the test");
            thread.start();
        }

        @Override
        public void close() throws InterruptedException {
            agent.stop();
            thread.join(SOON.toMillis());
        }
    }

    private RunningAgent agent(String token, String host, Queue<String> said) {
        return new RunningAgent(
                new GatewayPlace.Elsewhere(
                        URI.create("wss://" + host + ":" + gateway.gateway().agentPort() + "/agent"),
                        token,
                        Optional.of(shared.resolve("tls").resolve("self-signed.crt"))),
                said);
    }

    private void awaitPage(String... parts) {
        awaitPage(gateway, parts);
    }

    private static void awaitPage(RunningGateway asked, String... parts) {
        await().atMost(SOON).untilAsserted(() -> assertThat(page(asked)).contains(parts));
    }

    /** It repeats its verdict until it counts, as agents do. */
    private void judgeUntilItCounts(TestAgent agent, Negotiation negotiation) {
        await().atMost(SOON).untilAsserted(() -> {
            agent.judge(negotiation, "DELIVERED", "27 REMB left by eth0");
            assertThat(page(gateway)).contains("\"DELIVERED\"");
        });
    }

    private static String page(RunningGateway asked) throws Exception {
        return https("https://127.0.0.1:" + asked.gateway().dashboardPort() + "/api/cameras")
                .body();
    }

    private static HttpResponse<String> https(String address, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(SOON);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client().send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpClient client() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
        return HttpClient.newBuilder()
                .sslContext(trusting)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }
}

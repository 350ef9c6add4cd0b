package dev.sightline.probe.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.Cause;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.agent.message.AgentCodec;
import dev.sightline.probe.agent.message.FromAgent;
import dev.sightline.probe.agent.message.ToAgent;
import dev.sightline.probe.clock.HostClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent against a gateway of the test's own, over a real Unix socket. */
@Timeout(30)
class ProbeAgentTest {
    private static final AgentTimes QUICK = new AgentTimes(
            Duration.ofSeconds(10),
            Duration.ofMillis(100),
            Duration.ofMillis(300),
            Duration.ofSeconds(30),
            Duration.ofMillis(20),
            Duration.ofMillis(100));
    private static final ToAgent.Hello HELLO = new ToAgent.Hello("test", Optional.of(new PortRange(20_000, 20_099)));

    /** What would end a line, or not be seen in it, and what is shown instead. */
    private static final String UNSEEN = "\r\n\u001b\u202e\u200b\u2028";

    private static final String SHOWN = "??????";

    private final AtomicReference<Duration> set = new AtomicReference<>(Duration.ZERO);
    private final HostClock clock = new HostClock(() -> Instant.now().plus(set.get()), System::nanoTime);
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
    private final Thread runner = new Thread(this::run, "agent under test");
    private Optional<ProbeAgent> agent = Optional.empty();

    @TempDir
    private Path directory;

    private FakeGateway start() throws IOException {
        FakeGateway gateway = FakeGateway.at(directory.resolve("agent.sock"));
        start(gateway.socket(), QUICK);
        return gateway;
    }

    private void start(Path socket, AgentTimes times) {
        agent = Optional.of(new ProbeAgent(
                new AgentOptions(new GatewayPlace.OnThisHost(socket), Optional.empty(), List.of()),
                "test",
                times,
                clock,
                said::add));
        runner.start();
    }

    private void run() {
        try {
            agent.orElseThrow().run();
        } catch (IOException e) {
            said.add("run: " + e.getMessage());
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        if (agent.isPresent()) {
            agent.get().stop();
            runner.join(10_000);
            assertThat(runner.isAlive()).as("the agent runs after stop()").isFalse();
        }
    }

    @Test
    void anAgentIntroducesItselfAndSaysThatItLives() throws Exception {
        try (FakeGateway gateway = start();
                FakeGateway.Caller caller = gateway.accept()) {
            caller.say(HELLO);
            FromAgent.Hello hello = caller.next(FromAgent.Hello.class);
            assertThat(hello.version()).isEqualTo("test");
            assertThat(hello.maxCameras()).contains((long) AgentSession.MAX_CAMERAS);
            caller.next(FromAgent.Alive.class);
            caller.next(FromAgent.Alive.class);
        }
    }

    @Test
    void anAgentThatIsToldToEndSaysGoodbye() throws Exception {
        try (FakeGateway gateway = start();
                FakeGateway.Caller caller = gateway.accept()) {
            caller.say(HELLO);
            caller.next(FromAgent.Alive.class);
            agent.orElseThrow().stop();
            caller.next(FromAgent.Goodbye.class);
            caller.awaitEnd();
        }
    }

    @Test
    @Timeout(60)
    void camerasThatItCannotHoldPushNoneOutAndAreNamed() throws Exception {
        try (FakeGateway gateway = start();
                FakeGateway.Caller caller = gateway.accept()) {
            caller.say(HELLO);
            Thread reader = new Thread(caller::awaitEnd, "gateway under test"); // or the agent leaves who does not read
            reader.setDaemon(true);
            reader.start();
            for (int number = 0; number <= AgentSession.MAX_CAMERAS; number++) {
                caller.say(new ToAgent.Camera(new Negotiation(number + UNSEEN, 1, Optional.empty(), "", "")));
            }
            assertThat(saidOf("are not judged")).contains("camera " + AgentSession.MAX_CAMERAS + SHOWN + " and ");
        }
    }

    @Test
    void whatAGatewayWritesEndsNoLineOfTheLog() throws Exception {
        try (FakeGateway gateway = start()) {
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.say(new ToAgent.Hello("1" + UNSEEN, Optional.empty()));
                assertThat(saidOf("connected to")).endsWith("(Sightline 1" + SHOWN + ")");
                caller.write("{\"type\":\"gone\",\"camera\":{\"\\n\u202e\\u200b\":1}}\n");
                assertThat(saidOf("cannot be understood")).doesNotContain("\n", "\u202e", "\u200b");
            }
        }
    }

    private String saidOf(String what) throws InterruptedException {
        for (String line = said.poll(20, TimeUnit.SECONDS); line != null; line = said.poll(20, TimeUnit.SECONDS)) {
            if (line.contains(what)) {
                return line;
            }
        }
        throw new AssertionError("the agent said nothing of '" + what + "'");
    }

    @Test
    void everyNegotiatedCameraIsJudgedAgainAndAgainUntilItIsGone() throws Exception {
        try (FakeGateway gateway = start();
                FakeGateway.Caller caller = gateway.accept()) {
            caller.say(HELLO);
            caller.say(new ToAgent.Camera(negotiation(7)));
            NegotiationVerdict first = caller.next(FromAgent.Judged.class).verdict();
            assertThat(first.camera()).isEqualTo("gate-3");
            assertThat(first.negotiation()).isEqualTo(7);
            assertThat(first.finding().reason()).isNotBlank();
            caller.next(FromAgent.Judged.class);
            caller.say(new ToAgent.Camera(negotiation(8)));
            while (caller.next(FromAgent.Judged.class).verdict().negotiation() != 8) {
                // what was on its way
            }
            caller.say(new ToAgent.Gone("gate-3"));
            caller.say(new ToAgent.Camera(new Negotiation("gate-4", 1, Optional.empty(), "", "")));
            while (caller.next(FromAgent.Judged.class).verdict().camera().equals("gate-3")) {
                // what was on its way
            }
            assertThat(caller.next(FromAgent.Judged.class).verdict().camera()).isEqualTo("gate-4");
        }
    }

    @Test
    @Tag("root")
    @Timeout(60)
    void whereTheClockIsSetEveryCameraIsJudgedAnew() throws Exception {
        try (FakeGateway gateway = start();
                FakeGateway.Caller caller = gateway.accept()) {
            caller.say(HELLO);
            caller.say(new ToAgent.Camera(negotiation(7)));
            while (caller.next(FromAgent.Judged.class).verdict().finding().verdict() != Verdict.NO_MEDIA) {
                // not yet certain
            }
            set.set(Duration.ofHours(-1));
            NegotiationVerdict anew = caller.next(FromAgent.Judged.class).verdict();
            while (anew.finding().verdict() == Verdict.NO_MEDIA) {
                anew = caller.next(FromAgent.Judged.class).verdict();
            }
            assertThat(anew.negotiation()).isEqualTo(7);
            assertThat(anew.finding().verdict()).isEqualTo(Verdict.UNPROVEN);
            assertThat(anew.finding().causes()).containsExactly(Cause.TOO_EARLY);
            assertThat(anew.finding().reason()).contains("this host's clock was set back by 3600.0 s");
            assertThat(anew.finding().since())
                    .isBetween(
                            Instant.now().minus(Duration.ofMinutes(61)),
                            Instant.now().minus(Duration.ofHours(1)));
            assertThat(saidOf("clock was set back")).contains("judged anew");
        }
    }

    @Test
    void aLostGatewayIsFoundAgainAndItsNegotiationsAreForgotten() throws Exception {
        try (FakeGateway gateway = start()) {
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.say(HELLO);
                caller.say(new ToAgent.Camera(negotiation(7)));
                caller.next(FromAgent.Judged.class);
            }
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.say(HELLO);
                caller.next(FromAgent.Hello.class);
                for (int i = 0; i < 10; i++) {
                    assertThat(caller.next(FromAgent.class)).isNotInstanceOf(FromAgent.Judged.class);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rubbish", "{\"type\":\"gone\"}", "a line that has no end"})
    void aGatewayThatCannotBeUnderstoodIsLeftAndTriedAgain(String line) throws Exception {
        try (FakeGateway gateway = start()) {
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.say(HELLO);
                caller.next(FromAgent.Hello.class);
                caller.write(line.contains("end") ? "x".repeat(AgentCodec.MAX_LINE + 1) : line + "\n");
                caller.awaitEnd();
            }
            gateway.accept().close();
        }
    }

    @Test
    void whoDoesNotGreetIsLeft() throws Exception {
        try (FakeGateway gateway = FakeGateway.at(directory.resolve("agent.sock"))) {
            start(gateway.socket(), greetedWithin(Duration.ofSeconds(2)));
            try (FakeGateway.Caller caller = gateway.accept()) {
                caller.awaitEnd();
                assertThat(said.poll(10, TimeUnit.SECONDS)).contains("does not greet");
            }
        }
    }

    private static AgentTimes greetedWithin(Duration greeting) {
        return new AgentTimes(
                greeting, QUICK.alive(), QUICK.repeat(), QUICK.capture(), QUICK.firstPause(), QUICK.longestPause());
    }

    @Test
    void aGatewayThatIsNotThereIsNamedOnceWithTheCure() throws Exception {
        start(directory.resolve("none.sock"), QUICK);
        assertThat(said.poll(10, TimeUnit.SECONDS)).contains("none.sock").contains("probe.socket");
        assertThat(said.poll(300, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void thePauseGrowsUpToItsBoundAndVaries() {
        Pause pause = new Pause(Duration.ofMillis(100), Duration.ofSeconds(1), new Random(7));
        List<Long> pauses =
                Stream.generate(pause::next).limit(8).map(Duration::toMillis).toList();
        assertThat(pauses.get(0)).isBetween(50L, 100L);
        assertThat(pauses.get(1)).isBetween(100L, 200L);
        assertThat(pauses.subList(4, 8)).allMatch(millis -> millis >= 500 && millis <= 1_000);
        assertThat(pauses.subList(4, 8)).doesNotHaveDuplicates();
        pause.reset();
        assertThat(pause.next()).isBetween(Duration.ofMillis(50), Duration.ofMillis(100));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ws://192.0.2.1:8790/agent", "https://192.0.2.1/agent", "wss:///agent", "wss://user@host/agent"})
    void onlyTlsIsSpokenToAnotherHost(String address) {
        assertThatThrownBy(() -> new GatewayPlace.Elsewhere(URI.create(address), "t".repeat(32), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("wss://");
    }

    @Test
    void aTokenIsReadOnlyWhereNobodyElseMayReadIt() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "s".repeat(40) + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> TokenFile.read(file)).hasMessageContaining("chmod 640");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(TokenFile.read(file)).isEqualTo("s".repeat(40));
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "short, holds something else",
        "it has spaces in it and is no token, holds something else"
    })
    void aFileWithoutATokenIsNamed(String content, String problem) throws IOException {
        Path file = Files.writeString(directory.resolve("token"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThatThrownBy(() -> TokenFile.read(file))
                .hasMessage("the file " + file + " " + problem + "; expected a token: " + GatewayPlace.TOKEN);
    }

    @Test
    void whatIsNoSocketIsSaidToBeNone() throws IOException {
        Path file = Files.createFile(directory.resolve("agent.sock"));
        assertThatThrownBy(() -> new UnixConnector(file).connect())
                .hasMessageStartingWith(file + " is a file, not a socket");
        assertThatThrownBy(() -> new UnixConnector(directory).connect())
                .hasMessageStartingWith(directory + " is a directory, not a socket");
    }

    @Test
    void aTokenIsNeverShown() {
        GatewayPlace place = new GatewayPlace.Elsewhere(
                URI.create("wss://192.0.2.1:8790/agent"), "secret".repeat(8), Optional.empty());
        assertThat(new AgentOptions(place, Optional.empty(), List.of()).toString())
                .doesNotContain("secret");
    }

    private static Negotiation negotiation(long number) {
        return new Negotiation(
                "gate-3",
                number,
                Optional.of(InetAddress.getLoopbackAddress()),
                description(40_000),
                description(20_000));
    }

    private static String description(int port) {
        return """
            v=0
            o=- 0 0 IN IP4 127.0.0.1
            s=-
            c=IN IP4 127.0.0.1
            t=0 0
            m=video %d RTP/AVPF 103
            """.formatted(port).replace("\n", "\r\n");
    }
}

package dev.sightline.probe.agent.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.Cause;
import dev.sightline.probe.DropScope;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.Finding;
import dev.sightline.probe.FirewallDrop;
import dev.sightline.probe.Negotiation;
import dev.sightline.probe.NegotiationVerdict;
import dev.sightline.probe.Obstacle;
import dev.sightline.probe.PacketCondition;
import dev.sightline.probe.PortRange;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.StreamVerdict;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.WatchedInterface.Drops;
import dev.sightline.probe.WatchedInterface.State;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCodecTest {
    private static final int ROUNDS = 20_000;
    private static final long SEED = 0xA9E47L;

    static final List<ToAgent> TO_AGENT = List.of(
            new ToAgent.Hello("0.1.0", Optional.empty()),
            new ToAgent.Hello("0.1.0", Optional.of(new PortRange(20_000, 20_999))),
            new ToAgent.Camera(new Negotiation(
                    "gate-3",
                    7,
                    Optional.of(InetAddress.getLoopbackAddress()),
                    "v=0\r\no=- 0 0 IN IP4 10.77.0.2\r\n",
                    "v=0\r\ns=Gr\u00fc\u00dfe \"\\\u2028\r\n")),
            new ToAgent.Camera(new Negotiation("gate-3", 8, Optional.empty(), "", "")),
            new ToAgent.Gone("gate-3"));

    private final AgentCodec codec = new AgentCodec();

    static List<FromAgent> fromAgent() {
        return List.of(
                new FromAgent.Hello("0.1.0", "media-1", Optional.of(4_096L)),
                new FromAgent.Hello("0.1.0", "media-1", Optional.empty()),
                new FromAgent.Goodbye(),
                new FromAgent.Alive(List.of(), Optional.of(Obstacle.noPermission("agent"))),
                Samples.of(FromAgent.Alive.class, 2),
                new FromAgent.Judged(unproven(ReturnPath.unknown())),
                new FromAgent.Judged(unproven(dropping())),
                new FromAgent.Judged(Samples.of(NegotiationVerdict.class, 1)));
    }

    /** By a rule for an interface, as ufw's "allow in on" makes them. */
    private static ReturnPath dropping() {
        DropScope scope = new DropScope(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(new PacketCondition.Link(true, List.of("eth*"), false)),
                true,
                false,
                List.of());
        FirewallDrop drop = new FirewallDrop(
                FirewallDrop.Way.IN,
                "ip filter INPUT: policy drop",
                7,
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                Optional.empty(),
                scope);
        return new ReturnPath(Optional.empty(), Optional.empty(), Optional.of(drop), Optional.empty());
    }

    private static NegotiationVerdict unproven(ReturnPath path) {
        return new NegotiationVerdict(
                "gate-3",
                4_711,
                new Finding(Verdict.UNPROVEN, Instant.EPOCH, "nothing was seen yet", Optional.empty()),
                Duration.ZERO,
                Evidence.none(path),
                List.of());
    }

    @ParameterizedTest
    @FieldSource("TO_AGENT")
    void whatTheGatewaySaysComesThroughWhole(ToAgent message) throws MalformedMessageException {
        String line = codec.write(message).orElseThrow();
        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        assertThat(codec.readToAgent(line)).contains(message);
    }

    @ParameterizedTest
    @MethodSource("fromAgent")
    void whatAnAgentSaysComesThroughWhole(FromAgent message) throws MalformedMessageException {
        String line = codec.write(message);
        assertThat(line).doesNotContain("\n").doesNotContain("\r");
        assertThat(codec.readFromAgent(line)).contains(message);
    }

    @ParameterizedTest
    @ValueSource(ints = {7, 20, 60})
    void aVerdictThatIsTooLongLosesDetailsAndNeitherReasonNorCure(int listSize) throws MalformedMessageException {
        NegotiationVerdict huge = Samples.of(NegotiationVerdict.class, listSize);

        String line = codec.write(new FromAgent.Judged(huge));

        assertThat(line.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(AgentCodec.MAX_LINE);
        assertThat(codec.readFromAgent(line)).hasValueSatisfying(message -> {
            NegotiationVerdict cut = ((FromAgent.Judged) message).verdict();
            assertThat(cut.streams())
                    .allSatisfy(
                            stream -> assertThat(stream.evidence().rtcpOut()).isEmpty());
            assertThat(cut.age()).isEqualTo(huge.age());
            assertThat(cut.finding().reason()).isEqualTo(huge.finding().reason());
            assertThat(cut.finding().cure()).isEqualTo(huge.finding().cure());
        });
    }

    /** One that is served keeps the gateway from mending another. */
    @Test
    void aVerdictThatIsTooLongStillSaysWhatIsFoundOfEachStream() throws MalformedMessageException {
        NegotiationVerdict huge = Samples.of(NegotiationVerdict.class, 7);
        List<StreamVerdict> streams = huge.streams().stream()
                .map(stream -> new StreamVerdict(
                        stream.source(),
                        stream.destination(),
                        stream.ssrc(),
                        stream.cname(),
                        new Finding(Verdict.DELIVERED, Instant.EPOCH, "served", Optional.empty()),
                        stream.evidence()))
                .toList();
        NegotiationVerdict served = new NegotiationVerdict(
                huge.camera(), huge.negotiation(), huge.finding(), huge.age(), huge.evidence(), streams);

        String line = codec.write(new FromAgent.Judged(served));

        assertThat(codec.readFromAgent(line))
                .hasValueSatisfying(message -> assertThat(
                                ((FromAgent.Judged) message).verdict().streams())
                        .extracting(StreamVerdict::finding)
                        .containsExactlyElementsOf(
                                streams.stream().map(StreamVerdict::finding).toList()));
    }

    /** Beside what the media server says it tells that a firewall drops the RTP. */
    @Test
    void aVerdictThatIsTooLongStillSaysWhichStreamsRtpComes() throws MalformedMessageException {
        NegotiationVerdict huge = Samples.of(NegotiationVerdict.class, 7);

        String line = codec.write(new FromAgent.Judged(huge));

        assertThat(codec.readFromAgent(line)).hasValueSatisfying(message -> {
            NegotiationVerdict cut = ((FromAgent.Judged) message).verdict();
            assertThat(cut.evidence()).isEqualTo(huge.evidence());
            assertThat(cut.streams())
                    .extracting(StreamVerdict::evidence)
                    .containsExactlyElementsOf(huge.streams().stream()
                            .map(stream -> rtpOf(stream.evidence()))
                            .toList());
        });
    }

    @Test
    void aVerdictThatIsTooLongEvenSoStillSaysWhatIsFoundOfEachStream() throws MalformedMessageException {
        NegotiationVerdict huge = Samples.of(NegotiationVerdict.class, 7);
        Finding found = new Finding(Verdict.DELIVERED, Instant.EPOCH, "served", Optional.empty());
        List<String> interfaces = IntStream.range(0, AgentCodec.MAX_LINE / 64)
                .mapToObj("eth%015d"::formatted)
                .toList();
        StreamVerdict sample = huge.streams().get(0);
        Evidence manyLinks = new Evidence(
                1,
                interfaces,
                sample.evidence().firstRtp(),
                sample.evidence().lastRtp(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.unknown());
        List<StreamVerdict> streams = Collections.nCopies(
                8,
                new StreamVerdict(
                        sample.source(), sample.destination(), sample.ssrc(), Optional.empty(), found, manyLinks));
        NegotiationVerdict served = new NegotiationVerdict("gate", 1, found, huge.age(), huge.evidence(), streams);

        String line = codec.write(new FromAgent.Judged(served));

        assertThat(codec.readFromAgent(line))
                .hasValueSatisfying(message -> assertThat(
                                ((FromAgent.Judged) message).verdict().streams())
                        .extracting(StreamVerdict::finding)
                        .containsExactlyElementsOf(Collections.nCopies(8, found)));
    }

    private static Evidence rtpOf(Evidence whole) {
        return new Evidence(
                whole.rtpPackets(),
                whole.rtpInterfaces(),
                whole.firstRtp(),
                whole.lastRtp(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                List.of(),
                ReturnPath.unknown());
    }

    @Test
    void anOfferThatDoesNotFitIsNotWritten() {
        assertThat(codec.write(new ToAgent.Camera(
                        new Negotiation("gate-3", 1, Optional.empty(), "a=x\r\n".repeat(AgentCodec.MAX_LINE / 6), ""))))
                .isEmpty();
    }

    @Test
    void unknownFieldsAndTypesArePassedOver() throws MalformedMessageException {
        assertThat(codec.readToAgent("{\"type\":\"gone\",\"camera\":\"a\",\"why\":{\"deep\":[1,2]}}"))
                .contains(new ToAgent.Gone("a"));
        assertThat(codec.readToAgent("{\"type\":\"tomorrow\",\"x\":1}")).isEmpty();
        assertThat(codec.readFromAgent("{\"type\":\"tomorrow\"}")).isEmpty();
    }

    private NegotiationVerdict readWith(NegotiationVerdict verdict, String pattern, String replacement)
            throws MalformedMessageException {
        String line = codec.write(new FromAgent.Judged(verdict));
        String newer = line.replaceAll(pattern, replacement);
        assertThat(newer).isNotEqualTo(line);
        return codec.readFromAgent(newer)
                .map(message -> ((FromAgent.Judged) message).verdict())
                .orElseThrow();
    }

    @Test
    void aCauseOfANewerAgentIsLeftOutAndTheRestHolds() throws MalformedMessageException {
        NegotiationVerdict said = Samples.of(NegotiationVerdict.class, 1);

        NegotiationVerdict read =
                readWith(said, "\"causes\":\\[", "\"causes\":[\"FROM_TOMORROW\",\"" + Cause.LEARNT_LATE + "\",");

        assertThat(read.finding().causes())
                .startsWith(Cause.LEARNT_LATE)
                .endsWith(said.finding().causes().toArray(Cause[]::new));
        assertThat(read.finding().verdict()).isEqualTo(said.finding().verdict());
        assertThat(read.finding().reason()).isEqualTo(said.finding().reason());
        assertThat(read.evidence()).isEqualTo(said.evidence());
        assertThat(read.streams()).hasSameSizeAs(said.streams());
    }

    @Test
    void aVerdictOfANewerAgentProvesNothingAndHealsNothing() throws MalformedMessageException {
        NegotiationVerdict said = unproven(ReturnPath.unknown());

        NegotiationVerdict read = readWith(
                said,
                "\"verdict\":\"UNPROVEN\"(.*)\"causes\":\\[",
                "\"verdict\":\"FLOODED\"$1\"causes\":[\"" + Cause.PORT_IN_DOUBT + "\"");

        assertThat(read.finding().verdict()).isEqualTo(Verdict.UNPROVEN);
        assertThat(read.finding().causes()).isEmpty();
        assertThat(read.finding().reason()).contains("FLOODED", "nothing was seen yet");
        assertThat(read.evidence()).isEqualTo(said.evidence());
    }

    @ParameterizedTest
    @ValueSource(strings = {"meaning", "way"})
    void aVerdictWhoseDetailsHoldWordsOfANewerAgentHoldsWithoutThem(String field) throws MalformedMessageException {
        NegotiationVerdict said = field.equals("way") ? unproven(dropping()) : Samples.of(NegotiationVerdict.class, 1);

        NegotiationVerdict read = readWith(said, "\"" + field + "\":\"\\w+\"", "\"" + field + "\":\"FROM_TOMORROW\"");

        assertThat(read.finding()).isEqualTo(said.finding());
        assertThat(read.evidence()).isEqualTo(Evidence.none(ReturnPath.unknown()));
        assertThat(read.streams())
                .extracting(StreamVerdict::finding)
                .isEqualTo(said.streams().stream().map(StreamVerdict::finding).toList());
    }

    @Test
    void anInterfaceInAStateThatOnlyANewerAgentKnowsIsLeftOut() throws MalformedMessageException {
        List<WatchedInterface> interfaces = Stream.of(State.CAPTURED, State.DOWN)
                .map(state -> new WatchedInterface(state.name(), false, state, "", 0, Drops.NONE))
                .toList();
        String line = codec.write(new FromAgent.Alive(interfaces, Optional.empty()))
                .replace("\"state\":\"DOWN\"", "\"state\":\"ASLEEP\"");

        assertThat(codec.readFromAgent(line)).contains(new FromAgent.Alive(interfaces.subList(0, 1), Optional.empty()));
    }

    @Test
    void whatIsNoWordIsMalformedAsBefore() {
        String line = codec.write(new FromAgent.Judged(unproven(ReturnPath.unknown())));

        for (String wrong : List.of(
                line.replace("\"causes\":[]", "\"causes\":[7]"),
                line.replace("\"causes\":[]", "\"causes\":[null]"),
                line.replace("\"verdict\":\"UNPROVEN\"", "\"verdict\":null"),
                line.replace("\"age\":\"PT0S\"", "\"age\":\"yesterday\""))) {
            assertThat(wrong).isNotEqualTo(line);
            assertThatThrownBy(() -> codec.readFromAgent(wrong)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void aSignOfLifeDoesNotNameTheInterfacesThatWereLeftOut() {
        List<WatchedInterface> interfaces = Stream.of(State.LEFT_OUT, State.CAPTURED)
                .map(state -> new WatchedInterface(state.name(), false, state, "", 0, Drops.NONE))
                .toList();

        assertThat(codec.write(new FromAgent.Alive(interfaces, Optional.empty())))
                .contains("CAPTURED")
                .doesNotContain("LEFT_OUT");
    }

    @Test
    void whatAnOlderAgentDoesNotSayIsEmpty() throws MalformedMessageException {
        assertThat(codec.readFromAgent("{\"type\":\"alive\"}"))
                .contains(new FromAgent.Alive(List.of(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "42",
                "{",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"gone\"}",
                "{\"type\":\"gone\",\"camera\":null}",
                "{\"type\":\"gone\",\"camera\":\"a\"} {}",
                "{\"type\":\"gone\",\"type\":\"gone\",\"camera\":\"a\"}",
                "{\"type\":\"hello\",\"version\":\"1\",\"mediaPorts\":{\"first\":9,\"last\":1}}",
                "{\"type\":\"hello\",\"version\":\"1\",\"mediaPorts\":{\"first\":1e9,\"last\":1}}",
                "{\"type\":\"camera\",\"camera\":\"a\",\"number\":1,\"address\":\"camera.example\",\"offer\":\"\",\"answer\":\"\"}",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]",
            })
    void whatIsNoMessageIsRefused(String line) {
        assertThatThrownBy(() -> codec.readToAgent(line))
                .isInstanceOf(MalformedMessageException.class)
                .message()
                .isNotBlank()
                .hasSizeLessThan(300)
                .doesNotContain("\n");
    }

    @Test
    void aLineThatIsTooLongIsRefused() {
        String line = "{\"type\":\"gone\",\"camera\":\"" + "a".repeat(AgentCodec.MAX_LINE) + "\"}";
        assertThatThrownBy(() -> codec.readToAgent(line)).isInstanceOf(MalformedMessageException.class);
        assertThatThrownBy(() -> codec.readFromAgent(line)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void whateverComesIsReadOrRefused() {
        Random random = new Random(SEED);
        List<byte[]> seeds = Stream.concat(
                        fromAgent().stream().map(codec::write),
                        TO_AGENT.stream().map(message -> codec.write(message).orElseThrow()))
                .map(line -> line.getBytes(StandardCharsets.UTF_8))
                .toList();
        int read = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String line = mutated(seeds.get(random.nextInt(seeds.size())), seeds, random);
            try {
                codec.readToAgent(line);
                codec.readFromAgent(line).ifPresent(codec::write);
                read++;
            } catch (MalformedMessageException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
        assertThat(read).as("messages that were still good").isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 20);
    }

    private static String mutated(byte[] seed, List<byte[]> seeds, Random random) {
        byte[] bytes = seed.clone();
        for (int change = random.nextInt(3); change >= 0 && bytes.length > 1; change--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = (byte) "{}[]\",:0-9eEntf\\".charAt(random.nextInt(16));
                case 2 -> bytes = Arrays.copyOf(bytes, at);
                default -> {
                    byte[] other = seeds.get(random.nextInt(seeds.size()));
                    int length = Math.min(random.nextInt(12), Math.min(bytes.length - at, other.length));
                    System.arraycopy(other, random.nextInt(other.length - length + 1), bytes, at, length);
                }
            }
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two agents, a network without a socket, and a clock that the test turns. */
class IceAgentTest {
    private static final IceAgent.Timing TIMING =
            new IceAgent.Timing(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(30));

    private static final long LARGEST = -1; // of tie-breakers, which are unsigned: its sender insists on its role

    private final SecureRandom random = new SecureRandom();
    private final ArrayDeque<Runnable> network = new ArrayDeque<>();
    private long now = Long.MAX_VALUE - 1_000_000; // a clock that overflows soon must do no harm

    private final class Side implements IceAgent.Outlet {
        final IceCredentials credentials = IceCredentials.fresh(random);
        final InetSocketAddress address;
        final List<IceState> states = new ArrayList<>();
        final List<InetSocketAddress> routes = new ArrayList<>();
        final Set<Tuple> known = new HashSet<>();
        final List<StunMessage> sent = new ArrayList<>();
        Predicate<StunMessage> loses = message -> false;
        Optional<Side> other = Optional.empty();
        Optional<IceAgent> agent = Optional.empty();
        int rejected;

        Side(String address) {
            this.address = new InetSocketAddress(address, 5000);
        }

        void begin(Side other, boolean controlling) {
            this.other = Optional.of(other);
            Peer.Remote remote = new Peer.Remote(
                    other.credentials.ufrag(),
                    other.credentials.pwd(),
                    CertificateFingerprint.of("sha-256", new byte[0]));
            agent = Optional.of(new IceAgent(
                    List.of(new LocalBase(0, address.getAddress(), candidate())),
                    credentials,
                    remote,
                    controlling,
                    TIMING,
                    1,
                    random,
                    now,
                    this));
        }

        IceCandidate candidate() {
            return IceCandidate.host(address.getAddress(), address.getPort(), 0);
        }

        IceAgent agent() {
            return agent.orElseThrow();
        }

        @Override
        public void send(byte[] message, Tuple tuple) {
            StunMessage read = StunMessage.read(message).orElseThrow();
            sent.add(read);
            if (!loses.test(read) && tuple.remote().equals(other.orElseThrow().address)) {
                network.add(() -> other.orElseThrow().receive(read, new Tuple(0, address)));
            }
        }

        void receive(StunMessage message, Tuple tuple) {
            boolean request = message.type() == Stun.BINDING_REQUEST;
            if ((request && !agent().isFromPeer(message)) || !agent().received(message, tuple, now)) {
                rejected++;
            }
        }

        @Override
        public void stateChanged(IceState state) {
            states.add(state);
        }

        @Override
        public void routeChanged(CandidatePair pair) {
            routes.add(pair.tuple.remote());
        }

        @Override
        public void heard(Tuple tuple) {
            known.add(tuple);
        }

        @Override
        public void validated(Tuple tuple) {
            known.add(tuple);
        }

        @Override
        public void forgotten(Tuple tuple) {
            known.remove(tuple);
        }
    }

    private final Side viewer = new Side("192.0.2.1");
    private final Side server = new Side("192.0.2.2");

    private void begin(boolean viewerControls, boolean serverControls) {
        viewer.begin(server, viewerControls);
        server.begin(viewer, serverControls);
    }

    private void pass(Duration time) {
        long end = now + time.toNanos();
        do {
            while (!network.isEmpty()) {
                network.poll().run();
            }
            viewer.agent().tick(now);
            server.agent().tick(now);
            now += 10_000_000;
        } while (end - now > 0);
    }

    @Test
    void findsAPeerWhoseAddressIsUnknownByItsOwnChecks() {
        begin(true, false);
        viewer.agent().addRemote(server.candidate(), now);
        pass(Duration.ofMillis(200));
        assertThat(server.states).containsExactly(IceState.CONNECTING, IceState.CONNECTED, IceState.READY);
        assertThat(viewer.states).containsExactly(IceState.CONNECTING, IceState.CONNECTED, IceState.READY);
        assertThat(server.routes).containsExactly(viewer.address);
        assertThat(server.agent().route().orElseThrow().remote.type()).isEqualTo("prflx");
        assertThat(server.rejected + viewer.rejected).isZero();
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void settlesARoleConflict(boolean both) {
        begin(both, both);
        viewer.agent().addRemote(server.candidate(), now);
        server.agent().addRemote(viewer.candidate(), now);
        pass(Duration.ofSeconds(2));
        assertThat(viewer.agent().isControlling()).isNotEqualTo(server.agent().isControlling());
        assertThat(viewer.agent().state()).isEqualTo(IceState.READY);
        assertThat(server.agent().state()).isEqualTo(IceState.READY);
        assertThat(viewer.sent.size() + server.sent.size()).isLessThan(20);
    }

    @Test
    void sendsNothingAfterConsentLapsed() {
        begin(true, false);
        viewer.agent().addRemote(server.candidate(), now);
        pass(Duration.ofMinutes(2));
        assertThat(server.agent().state()).isEqualTo(IceState.READY);
        int checks = server.sent.size();
        viewer.loses = message -> true;
        pass(Duration.ofSeconds(23)); // the last answer is up to 6 s old already
        assertThat(server.agent().state()).isEqualTo(IceState.READY);
        assertThat(server.sent.size() - checks).as("what it sent in 23 s").isBetween(3, 14);
        pass(Duration.ofSeconds(9));
        assertThat(server.states).endsWith(IceState.DISCONNECTED);
        int sent = server.sent.size();
        pass(Duration.ofSeconds(60));
        assertThat(server.sent).hasSize(sent);
    }

    @Test
    void chooseNoRouteWhileItsOwnChecksAreUnanswered() {
        begin(true, false);
        viewer.loses = message -> message.type() != Stun.BINDING_REQUEST;
        viewer.agent().addRemote(server.candidate(), now);
        pass(Duration.ofSeconds(29));
        assertThat(server.routes).isEmpty();
        assertThat(server.states).containsExactly(IceState.CONNECTING);
        pass(Duration.ofSeconds(2));
        assertThat(server.states).containsExactly(IceState.CONNECTING, IceState.FAILED);
    }

    @Test
    void connectsThoughAThirdOfTheMessagesIsLost() {
        begin(true, false);
        Random loss = new Random(5);
        viewer.loses = message -> loss.nextInt(3) == 0;
        server.loses = message -> loss.nextInt(3) == 0;
        viewer.agent().addRemote(server.candidate(), now);
        server.agent().addRemote(viewer.candidate(), now);
        pass(Duration.ofSeconds(25));
        assertThat(server.agent().state()).isEqualTo(IceState.READY);
    }

    @Test
    void countsResponsesThatAreForgedOrComeFromElsewhere() {
        begin(true, false);
        viewer.loses = message -> message.type() != Stun.BINDING_REQUEST;
        server.agent().addRemote(viewer.candidate(), now);
        pass(Duration.ofMillis(100));
        StunMessage check = server.sent.get(0);
        StunWriter answer = new StunWriter(Stun.BINDING_SUCCESS, check.transaction()).mappedAddress(server.address);
        StunMessage good =
                StunMessage.read(answer.sign(viewer.credentials.key())).orElseThrow();
        StunMessage forged = StunMessage.read(new StunWriter(Stun.BINDING_SUCCESS, check.transaction())
                        .mappedAddress(server.address)
                        .sign(server.credentials.key()))
                .orElseThrow();
        Tuple elsewhere = new Tuple(0, new InetSocketAddress("192.0.2.3", 5000));
        assertThat(server.agent().received(forged, new Tuple(0, viewer.address), now))
                .isFalse();
        assertThat(server.agent().received(good, elsewhere, now)).isFalse();
        assertThat(server.routes).isEmpty();
        assertThat(server.agent().received(good, new Tuple(0, viewer.address), now))
                .isTrue();
        assertThat(server.routes).containsExactly(viewer.address);
        long answeredAt = server.agent().route().orElseThrow().answeredAt;
        assertThat(server.agent().received(good, new Tuple(0, viewer.address), now + 1_000_000))
                .as("a copy is no forgery")
                .isTrue();
        assertThat(server.agent().route().orElseThrow().answeredAt)
                .as("but proves nothing new")
                .isEqualTo(answeredAt);
    }

    @Test
    void answersFewOfManyRequestsWithAnError() {
        begin(true, false);
        for (int i = 0; i < 1000; i++) {
            byte[] conflict = new StunWriter(Stun.BINDING_REQUEST, TransactionId.fresh(3, random))
                    .username(server.credentials.ufrag() + ":" + viewer.credentials.ufrag())
                    .priority(1)
                    .role(false, LARGEST)
                    .sign(server.credentials.key());
            server.receive(StunMessage.read(conflict).orElseThrow(), new Tuple(0, viewer.address));
        }
        long answered = server.sent.stream()
                .filter(message -> message.type() == Stun.BINDING_ERROR)
                .count();
        assertThat(answered).isLessThanOrEqualTo(10);
    }

    @Test
    void knowsABoundedNumberOfSourcesAndNoneThatItRefused() {
        begin(true, false);
        for (int port = 1; port <= 500; port++) {
            Tuple tuple = new Tuple(0, new InetSocketAddress("198.51.100.7", port));
            boolean refused = port > 250;
            StunWriter request = new StunWriter(Stun.BINDING_REQUEST, TransactionId.fresh(3, random))
                    .username(server.credentials.ufrag() + ":" + viewer.credentials.ufrag())
                    .priority(1)
                    .role(!refused, LARGEST);
            server.receive(
                    StunMessage.read(request.sign(server.credentials.key())).orElseThrow(), tuple);
            assertThat(server.known.contains(tuple)).isNotEqualTo(refused);
        }
        assertThat(server.known).hasSize(50);
    }

    @Test
    void keepsABoundedNumberOfPairs() throws Exception {
        begin(true, false);
        for (int i = 1; i <= 500; i++) {
            InetAddress address = InetAddress.getByName("198.51.100." + i % 250);
            server.agent().addRemote(IceCandidate.host(address, 1000 + i, 0), now);
        }
        pass(Duration.ofSeconds(35));
        assertThat(server.sent.size()).isLessThanOrEqualTo(50 * 6);
        assertThat(server.agent().state()).isEqualTo(IceState.FAILED);
    }

    @Test
    void takesThePairThatWasNominatedLast() {
        begin(true, false);
        viewer.agent().addRemote(server.candidate(), now);
        pass(Duration.ofMillis(200));
        InetSocketAddress moved = new InetSocketAddress("192.0.2.77", 4000);
        byte[] check = new StunWriter(Stun.BINDING_REQUEST, TransactionId.fresh(3, random))
                .username(server.credentials.ufrag() + ":" + viewer.credentials.ufrag())
                .priority(1)
                .role(true, 7)
                .useCandidate()
                .sign(server.credentials.key());
        pass(Duration.ofSeconds(2));
        server.receive(StunMessage.read(check).orElseThrow(), new Tuple(0, moved));
        assertThat(server.routes).as("not before it answered").containsExactly(viewer.address);
        server.agent().tick(now);
        StunMessage ours = server.sent.get(server.sent.size() - 1);
        assertThat(ours.type()).isEqualTo(Stun.BINDING_REQUEST);
        byte[] answer = new StunWriter(Stun.BINDING_SUCCESS, ours.transaction())
                .mappedAddress(server.address)
                .sign(viewer.credentials.key());
        server.receive(StunMessage.read(answer).orElseThrow(), new Tuple(0, moved));
        assertThat(server.routes).containsExactly(viewer.address, moved);
    }

    @Test
    void staysWithTheBetterPairWhileTheBrowserNominatesSeveral() {
        begin(true, false);
        viewer.agent().addRemote(server.candidate(), now);
        pass(Duration.ofMillis(200));
        Tuple worse = new Tuple(0, new InetSocketAddress("192.0.2.77", 4000));
        StunMessage check = StunMessage.read(new StunWriter(Stun.BINDING_REQUEST, TransactionId.fresh(3, random))
                        .username(server.credentials.ufrag() + ":" + viewer.credentials.ufrag())
                        .priority(1)
                        .role(true, 7)
                        .useCandidate()
                        .sign(server.credentials.key()))
                .orElseThrow();
        server.receive(check, worse);
        server.agent().tick(now);
        StunMessage ours = server.sent.get(server.sent.size() - 1);
        byte[] answer = new StunWriter(Stun.BINDING_SUCCESS, ours.transaction())
                .mappedAddress(server.address)
                .sign(viewer.credentials.key());
        server.receive(StunMessage.read(answer).orElseThrow(), worse);
        assertThat(server.routes).containsExactly(viewer.address);
    }
}

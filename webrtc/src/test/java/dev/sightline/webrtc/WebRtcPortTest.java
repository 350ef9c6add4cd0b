package dev.sightline.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.bouncycastle.tls.TlsFatalAlertReceived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebRtcPortTest {
    private static final SrtpProfile GCM = SrtpProfile.AEAD_AES_128_GCM;

    private static PortTesting usual() throws IOException {
        return new PortTesting(EpollIoHandler.newFactory(), UnaryOperator.identity());
    }

    @ParameterizedTest
    @EnumSource(SrtpProfile.class)
    void carriesMediaBothWays(SrtpProfile profile) throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            ScriptedTlsClient client = browser.tlsClient(profile);
            SrtpKeys keys = browser.handshake(client).keys();
            assertThat(client.server().toString()).isEqualTo(testing.identity.fingerprint());
            exchange(peer, listener, browser, keys, 1);
            assertThat(listener.selected)
                    .extracting(IceCandidate::port)
                    .containsExactly(browser.address().getPort());
        }
    }

    @Test
    void prefersGcm() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            testing.nominate(browser, testing.listener());
            SrtpKeys keys = browser.handshake(browser.tlsClient(SrtpProfile.AES128_CM_HMAC_SHA1_80, GCM))
                    .keys();
            assertThat(keys.profile()).isEqualTo(GCM);
        }
    }

    @Test
    void servesLoopsWithoutEpollByOneSocket() throws Exception {
        try (PortTesting testing = new PortTesting(NioIoHandler.newFactory(), UnaryOperator.identity());
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            exchange(
                    peer,
                    listener,
                    browser,
                    browser.handshake(browser.tlsClient(GCM)).keys(),
                    1);
        }
    }

    /** Sends one packet each way and reads it. */
    private static void exchange(
            Peer peer, RecordingListener listener, ScriptedPeer browser, SrtpKeys keys, int sequence) throws Exception {
        await().until(() -> listener.connected);
        int mediaBefore = browser.media.size();
        PortTesting.send(peer, sequence);
        await().until(() -> browser.media.size() > mediaBefore);
        byte[] media = browser.media.get(mediaBefore);
        int length = new SrtpReceiver(keys.profile(), keys.server()).unprotect(media, media.length);
        assertThat(length).isEqualTo(52);
        assertThat(Octets.int16(media, 2)).isEqualTo(sequence);

        int packetsBefore = listener.packets.size();
        byte[] rtp = new byte[12 + 20 + SrtpTransform.MAX_EXPANSION];
        rtp[0] = (byte) 0x80;
        rtp[3] = (byte) sequence;
        int protectedLength = new SrtpSender(keys.profile(), keys.client()).protect(rtp, 32);
        PortTesting.untilArrived(
                () -> browser.send(Arrays.copyOf(rtp, protectedLength)),
                () -> listener.packets.size() > packetsBefore); // a copy that comes as well is a replay
        assertThat(listener.packets.get(packetsBefore)).hasSize(32);
    }

    @Test
    void refusesACertificateThatWasNotAnnounced() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            testing.nominate(browser, listener);
            ScriptedTlsClient impostor = new ScriptedTlsClient(DtlsIdentity.generate(), true, GCM);
            assertThatThrownBy(() -> browser.handshake(impostor)).isInstanceOf(TlsFatalAlertReceived.class);
            await().until(() -> !listener.ends.isEmpty());
            assertThat(listener.ends).singleElement().asString().contains("not the one that its session description");
            assertThat(listener.connected).isFalse();
        }
    }

    @Test
    void refusesAPeerWithoutCertificateOrWithoutSrtp() throws Exception {
        try (PortTesting testing = usual()) {
            for (boolean certificate : new boolean[] {true, false}) {
                try (ScriptedPeer browser = new ScriptedPeer(testing.port)) {
                    RecordingListener listener = testing.listener();
                    testing.nominate(browser, listener);
                    ScriptedTlsClient client = certificate
                            ? new ScriptedTlsClient(browser.identity, true)
                            : new ScriptedTlsClient(browser.identity, false, GCM);
                    assertThatThrownBy(() -> browser.handshake(client)).isInstanceOf(IOException.class);
                    await().until(() -> !listener.ends.isEmpty());
                    assertThat(listener.ends)
                            .singleElement()
                            .asString()
                            .contains(certificate ? "no SRTP profile" : "no certificate");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void finishesTheHandshakeThoughASixthOfTheRecordsIsLost(long seed) throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            Random incoming = new Random(seed);
            Random outgoing = new Random(~seed);
            browser.losesIncoming = record -> incoming.nextInt(6) == 0;
            browser.losesOutgoing = record -> outgoing.nextInt(6) == 0;
            SrtpKeys keys = browser.handshake(browser.tlsClient(GCM)).keys();
            exchange(peer, listener, browser, keys, 1);
        }
    }

    @Test
    void sendsItsLastFlightAgainWhenItWasLost() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            AtomicInteger lost = new AtomicInteger();
            // From ChangeCipherSpec (20) on: our side believes then that the handshake is complete.
            browser.losesIncoming = record -> (record[0] == 20 || lost.get() == 1) && lost.incrementAndGet() <= 2;
            SrtpKeys keys = browser.handshake(browser.tlsClient(GCM)).keys();
            assertThat(lost.get()).isGreaterThanOrEqualTo(1);
            exchange(peer, listener, browser, keys, 1);
        }
    }

    @Test
    void endsWithThePeersCloseNotify() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            testing.nominate(browser, listener);
            browser.handshake(browser.tlsClient(GCM)).transport().close();
            await().until(() -> !listener.ends.isEmpty());
            assertThat(listener.ends).containsExactly("the peer closed its DTLS association");
            assertThat(testing.port.statistics().peers()).isZero();
        }
    }

    @Test
    void tellsThePeerWithCloseNotify() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            browser.handshake(browser.tlsClient(GCM));
            await().until(() -> listener.connected);
            int before = browser.records.get();
            peer.close();
            peer.close();
            await().until(() -> browser.records.get() > before);
            await().until(() -> !listener.ends.isEmpty());
            assertThat(listener.ends).containsExactly("closed by this side");
        }
    }

    @Test
    void sendsNothingButStunToAnAddressThatDidNotAnswerACheck() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            browser.answers = false;
            RecordingListener listener = testing.listener();
            Peer peer = testing.port.add(browser.remote(), listener);
            browser.answeredBy(peer);
            browser.check(true);
            await().until(() -> !browser.requests.isEmpty());
            browser.losesOutgoing = record -> {
                if (browser.records.get() == 0 && browser.requests.size() > 1) {
                    browser.answers = true; // the ClientHello has waited for a while: now the address is proved
                }
                return false;
            };
            browser.handshake(browser.tlsClient(GCM));
            assertThat(browser.answers).isTrue();
            await().until(() -> listener.connected);
        }
    }

    @Test
    void dropsForgedStunSilentlyAndCountsIt() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.port.add(browser.remote(), listener);
            browser.answeredBy(peer);
            browser.send(browser.checkOf(new IceCredentials(peer.localUfrag(), "x".repeat(24)), true));
            browser.send(browser.checkOf(new IceCredentials("nobody00", peer.localPwd()), true));
            await().until(() -> testing.port.statistics().stunRejected() == 2);
            assertThat(browser.responses).isEmpty();
            browser.check(true);
            await().until(() -> listener.states.contains(IceState.READY));
            assertThat(browser.responses).hasSize(1);
        }
    }

    /** Whoever learnt the passwords, from the signaling or with a request that is replayed, gets no media by that. */
    @Test
    void movesNoMediaToAnAddressThatNominatesItselfAndForgesTheAnswer() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port);
                ScriptedPeer thief = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            SrtpKeys keys = browser.handshake(browser.tlsClient(GCM)).keys();
            thief.answers = false;
            thief.send(browser.checkOf(new IceCredentials(peer.localUfrag(), peer.localPwd()), true));
            await().until(() -> !thief.requests.isEmpty());
            exchange(peer, listener, browser, keys, 1);

            long rejected = testing.port.statistics().stunRejected();
            thief.send(
                    new StunWriter(Stun.BINDING_SUCCESS, thief.requests.get(0).transaction())
                            .mappedAddress(thief.address())
                            .sign(thief.credentials.key()));
            await().until(() -> testing.port.statistics().stunRejected() > rejected);
            exchange(peer, listener, browser, keys, 2);

            assertThat(thief.media).isEmpty();
            assertThat(thief.records).hasValue(0);
            assertThat(listener.selected).hasSize(1);
        }
    }

    @Test
    void givesAPeerNoAddressWhoseRequestItRefused() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            IceCredentials theirs = new IceCredentials(peer.localUfrag(), peer.localPwd());
            List<DatagramSocket> sources = new ArrayList<>();
            try {
                for (int i = 0; i < 60; i++) {
                    DatagramSocket source = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                    sources.add(source);
                    source.connect(InetAddress.getLoopbackAddress(), testing.port.port());
                    byte[] conflict = browser.requestOf(theirs).role(false, -1).sign(theirs.key());
                    source.send(new DatagramPacket(conflict, conflict.length));
                }
                int answers = browser.responses.size();
                browser.check(false);
                await().until(() -> browser.responses.size() > answers);
                for (DatagramSocket source : sources) {
                    source.send(new DatagramPacket(new byte[] {22}, 1));
                }
                await().until(() -> testing.port.statistics().unmatched() == sources.size());
            } finally {
                sources.forEach(DatagramSocket::close);
            }
        }
    }

    /** Nominated, and with a handshake under way that it does not go on with. */
    private static RecordingListener stall(PortTesting testing, ScriptedPeer browser) {
        RecordingListener listener = testing.listener();
        testing.nominate(browser, listener);
        browser.losesIncoming = record -> true;
        AtomicInteger sent = new AtomicInteger();
        browser.losesOutgoing = record -> sent.incrementAndGet() > 1;
        Thread client = new Thread(
                () -> assertThatThrownBy(() -> browser.handshake(browser.tlsClient(GCM)))
                        .isInstanceOf(IOException.class),
                "stalled-client");
        client.setDaemon(true);
        client.start();
        await().until(() -> browser.records.get() > 0); // our answer: the handshake has its thread
        return listener;
    }

    @Test
    void servesOthersWhilePeersOfOneAddressHoldHandshakesOpen() throws Exception {
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(),
                        usual ->
                                PortTesting.handshakes(usual, new HandshakeLimits(3, 2, 3, 2), Duration.ofMinutes(1)));
                ScriptedPeer first = new ScriptedPeer(testing.port);
                ScriptedPeer second = new ScriptedPeer(testing.port);
                ScriptedPeer third = new ScriptedPeer(testing.port);
                ScriptedPeer honest = new ScriptedPeer(testing.port, InetAddress.getByName("127.0.0.2"))) {
            stall(testing, first);
            stall(testing, second);
            testing.nominate(third, testing.listener());
            third.send(new byte[] {22}); // waits: its address has two already
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(honest, listener);
            exchange(
                    peer,
                    listener,
                    honest,
                    honest.handshake(honest.tlsClient(GCM)).keys(),
                    1);
        }
    }

    @Test
    void servesOthersWhilePeersOfOneAddressFillTheQueueOfHandshakes() throws Exception {
        List<ScriptedPeer> flood = new ArrayList<>();
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(),
                        usual ->
                                PortTesting.handshakes(usual, new HandshakeLimits(3, 2, 6, 3), Duration.ofMinutes(1)));
                ScriptedPeer first = new ScriptedPeer(testing.port);
                ScriptedPeer second = new ScriptedPeer(testing.port);
                ScriptedPeer honest = new ScriptedPeer(testing.port, InetAddress.getByName("127.0.0.2"))) {
            stall(testing, first);
            stall(testing, second);
            List<RecordingListener> refused = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                ScriptedPeer peer = new ScriptedPeer(testing.port);
                flood.add(peer);
                RecordingListener listener = testing.listener();
                testing.nominate(peer, listener);
                peer.send(new byte[] {22});
                refused.add(listener);
            }
            await().until(() -> refused.stream()
                            .filter(listener -> !listener.ends.isEmpty())
                            .count()
                    == 9);
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(honest, listener);
            exchange(
                    peer,
                    listener,
                    honest,
                    honest.handshake(honest.tlsClient(GCM)).keys(),
                    1);
        } finally {
            flood.forEach(ScriptedPeer::close);
        }
    }

    @Test
    void keepsItsPromisesWhileStunFloodsIn() throws Exception {
        try (PortTesting testing = new PortTesting(EpollIoHandler.newFactory(), usual -> PortTesting.stun(usual, 200));
                ScriptedPeer inside = new ScriptedPeer(testing.port);
                ScriptedPeer attacker = new ScriptedPeer(testing.port, InetAddress.getByName("127.0.0.3"));
                ScriptedPeer late = new ScriptedPeer(testing.port, InetAddress.getByName("127.0.0.2"))) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(inside, listener);
            SrtpKeys keys = inside.handshake(inside.tlsClient(GCM)).keys();
            byte[] forged = attacker.checkOf(new IceCredentials(peer.localUfrag(), "x".repeat(24)), true);
            for (int i = 0; i < 10_000; i++) {
                attacker.send(forged);
            }
            exchange(peer, listener, inside, keys, 1);
            testing.nominate(late, testing.listener());
            await().until(() -> testing.port.statistics().stunLimited() > 0);
            assertThat(testing.port.statistics().stunRejected()).isLessThan(5_000);
            assertThat(attacker.responses).isEmpty();
            assertThat(listener.ends).isEmpty();
        }
    }

    @Test
    void keepsConsentWhileStunIsForgedOfThePeersOwnAddressAndPort() throws Exception {
        int attempt = 1;
        while (!keepsConsentWhileStunIsForged(attempt == 5)) {
            attempt++;
        }
    }

    /**
     * False where this machine stood still for half the time-out, so that consent may lapse by right; not the {@code last}
     * time.
     */
    private static boolean keepsConsentWhileStunIsForged(boolean last) throws Exception {
        Duration interval = Duration.ofMillis(50);
        Duration timeout = Duration.ofSeconds(2);
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(),
                        usual -> PortTesting.stun(PortTesting.consent(usual, interval, timeout), 5));
                ScriptedPeer inside = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            AtomicLong answeredAt = new AtomicLong(System.nanoTime());
            AtomicLong longestGap = new AtomicLong();
            testing.nominate(inside, listener);
            inside.answers = false; // the test answers, each time when the budget has just been emptied
            byte[] forged = Arrays.copyOf(inside.checkOf(new IceCredentials("none", "x".repeat(24)), false), 20);
            AtomicInteger answered = new AtomicInteger(inside.requests.size());
            int checks = answered.get() + 2 * (int) timeout.dividedBy(interval);
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        while (answered.get() < inside.requests.size()) {
                            for (int i = 0; i < 20; i++) {
                                inside.send(forged);
                            }
                            StunMessage request = inside.requests.get(answered.getAndIncrement());
                            inside.send(new StunWriter(Stun.BINDING_SUCCESS, request.transaction())
                                    .mappedAddress(inside.address())
                                    .sign(inside.credentials.key()));
                            long now = System.nanoTime();
                            longestGap.accumulateAndGet(now - answeredAt.getAndSet(now), Math::max);
                        }
                        return answered.get() >= checks || !listener.ends.isEmpty();
                    });
            List<String> ends = List.copyOf(listener.ends);
            longestGap.accumulateAndGet(System.nanoTime() - answeredAt.get(), Math::max);
            if (!last && longestGap.get() > timeout.toNanos() / 2) {
                return false;
            }
            assertThat(ends).isEmpty();
            assertThat(testing.port.statistics().stunLimited()).isPositive();
            return true;
        }
    }

    @Test
    void answersAnAddressWhoseSourceIsForgedNoOftenerThanItsBudgetAllows() throws Exception {
        try (PortTesting testing = new PortTesting(EpollIoHandler.newFactory(), usual -> PortTesting.stun(usual, 50));
                ScriptedPeer insider = new ScriptedPeer(testing.port)) {
            insider.answers = false; // as an address that never asked for this
            Peer peer = testing.port.add(insider.remote(), testing.listener());
            insider.answeredBy(peer);
            for (int i = 0; i < 2_000; i++) {
                insider.check(false);
            }
            await().until(() -> testing.port.statistics().stunLimited() > 0);
            assertThat(insider.responses).hasSizeLessThan(1_000);
        }
    }

    @Test
    void dtlsOfStrangersCostsNoHandshake() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer attacker = new ScriptedPeer(testing.port);
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            byte[] hello = new byte[200];
            hello[0] = 22;
            for (int i = 0; i < 10_000; i++) {
                attacker.send(hello);
            }
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            exchange(
                    peer,
                    listener,
                    browser,
                    browser.handshake(browser.tlsClient(GCM)).keys(),
                    1);
            await().until(() -> testing.port.statistics().unmatched() > 0);
            assertThat(attacker.records.get()).isZero();
        }
    }

    @Test
    void endsAHandshakeWhosePeerFellSilent() throws Exception {
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(),
                        usual -> PortTesting.handshakes(
                                usual, new HandshakeLimits(1, 1, 9, 9), Duration.ofMillis(2_500)));
                ScriptedPeer silent = new ScriptedPeer(testing.port);
                ScriptedPeer honest = new ScriptedPeer(testing.port)) {
            RecordingListener ended = stall(testing, silent);
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(honest, listener);
            await().atMost(Duration.ofSeconds(20)).until(() -> !ended.ends.isEmpty());
            assertThat(ended.ends).containsExactly("DTLS handshake failed: the peer sent no record for 2500 ms");
            exchange(
                    peer,
                    listener,
                    honest,
                    honest.handshake(honest.tlsClient(GCM)).keys(),
                    1);
        }
    }

    @Test
    void followsAPeerThatChangesItsAddress() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            SrtpKeys keys = browser.handshake(browser.tlsClient(GCM)).keys();
            Set<Object> seen = new HashSet<>();
            for (int move = 1; move <= 12 || (seen.size() < 2 && move <= 40); move++) {
                browser.rebind();
                browser.check(true);
                int moves = move;
                await().until(() -> listener.selected.size() == moves + 1);
                exchange(peer, listener, browser, keys, move);
                seen.add(peer.loop());
            }
            assertThat(seen).as("the kernel's hash chooses among the loops").hasSize(2);
            assertThat(listener.moves).isNotEmpty();
            assertThat(listener.wrongThread).isEmpty();
            assertThat(listener.loop).isSameAs(peer.loop());
        }
    }

    @Test
    void spreadsPeersOverItsLoops() throws Exception {
        try (PortTesting testing = usual()) {
            Set<Object> seen = new HashSet<>();
            for (int i = 0; i < 16 || (seen.size() < 2 && i < 40); i++) {
                try (ScriptedPeer browser = new ScriptedPeer(testing.port)) {
                    Peer peer = testing.nominate(browser, testing.listener());
                    seen.add(peer.loop());
                }
            }
            assertThat(seen).hasSize(2);
        }
    }

    @Test
    void stopsWhenConsentLapses() throws Exception {
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(),
                        usual -> PortTesting.consent(usual, Duration.ofMillis(50), Duration.ofMillis(2_500)));
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            browser.handshake(browser.tlsClient(GCM));
            await().until(() -> browser.requests.size() > 5);
            browser.answers = false;
            await().atMost(Duration.ofSeconds(20)).until(() -> !listener.ends.isEmpty());
            assertThat(listener.states).endsWith(IceState.DISCONNECTED);
            assertThat(listener.ends).singleElement().asString().contains("consent lapsed");
            PortTesting.send(peer, 1);
            await().until(() -> peer.statistics().packetsDropped() == 1);
        }
    }

    @Test
    void givesUpAPeerThatNeverComes() throws Exception {
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(), usual -> PortTesting.limits(usual, Duration.ofMillis(200), 0, 1));
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            testing.port.add(browser.remote(), listener);
            await().until(() -> !listener.ends.isEmpty());
            assertThat(listener.states).endsWith(IceState.FAILED);
            assertThat(testing.port.statistics().peers()).isZero();
        }
    }

    @Test
    void refusesMorePeersThanItMayHave() throws Exception {
        try (PortTesting testing = new PortTesting(
                        EpollIoHandler.newFactory(), usual -> PortTesting.limits(usual, usual.connectTimeout(), 0, 1));
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            testing.port.add(browser.remote(), listener);
            assertThatThrownBy(() -> testing.port.add(browser.remote(), listener))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("maxPeers");
        }
    }

    @Test
    void sharesItsPortWithNoOtherProcess() throws Exception {
        try (PortTesting testing = usual()) {
            assertThatThrownBy(() -> new PortTesting(
                            EpollIoHandler.newFactory(),
                            usual -> PortTesting.limits(usual, Duration.ofSeconds(1), testing.port.port(), 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + testing.port.port());
        }
    }

    @Test
    void sendsEachIndexOnceAndNothingBeforeTheKeys() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            PortTesting.send(peer, 1);
            await().until(() -> peer.statistics().packetsDropped() == 1);
            SrtpKeys keys = browser.handshake(browser.tlsClient(GCM)).keys();
            exchange(peer, listener, browser, keys, 1);
            PortTesting.send(peer, 1);
            await().until(() -> peer.statistics().packetsDropped() == 2);
            assertThat(peer.statistics().packetsSent()).isEqualTo(1);
        }
    }

    @Test
    void goesOnWhileRubbishArrives() throws Exception {
        try (PortTesting testing = usual();
                ScriptedPeer browser = new ScriptedPeer(testing.port);
                ScriptedPeer rogue = new ScriptedPeer(testing.port)) {
            RecordingListener listener = testing.listener();
            Peer peer = testing.nominate(browser, listener);
            SrtpKeys keys = browser.handshake(browser.tlsClient(GCM)).keys();
            Random random = new Random(11);
            for (int i = 0; i < 5_000; i++) {
                byte[] datagram = new byte[random.nextInt(200)];
                random.nextBytes(datagram);
                (i % 2 == 0 ? rogue : browser).send(datagram);
            }
            exchange(peer, listener, browser, keys, 1);
            // What the rogue sent may wait on the other loop.
            await().untilAsserted(() -> {
                assertThat(testing.port.statistics().malformed()).isPositive();
                assertThat(testing.port.statistics().unmatched()).isPositive();
                assertThat(testing.port.statistics().stunRejected()).isPositive();
            });
            assertThat(listener.ends).isEmpty();
        }
    }
}

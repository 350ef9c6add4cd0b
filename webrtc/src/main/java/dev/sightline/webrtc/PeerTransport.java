package dev.sightline.webrtc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer: ICE, then DTLS, then SRTP. Its state is confined to the loop that owns it; {@link #execute} finds that loop,
 * also when the peer moves meanwhile.
 */
final class PeerTransport implements Peer {
    private static final Logger LOG = LoggerFactory.getLogger(PeerTransport.class);

    /** What a peer needs of its port. */
    record Surroundings(
            WebRtcPort.Config config,
            List<LocalBase> bases,
            PeerDirectory directory,
            PortCounters counters,
            HandshakeThreads threads,
            DtlsIdentity identity) {}

    private final Surroundings port;
    private final IceCredentials credentials;
    private final int id;
    private final Listener listener;
    private final IceAgent agent;
    private final DtlsAssociation dtls;
    private final PeerTuples tuples;
    private final ProtectedMedia media;
    private final PeerHome home;

    private boolean settled;
    private boolean closed;
    private Optional<Tuple> route = Optional.empty();
    private Optional<ScheduledFuture<?>> timer = Optional.empty();
    private Optional<ScheduledFuture<?>> handshakeDeadline = Optional.empty();

    PeerTransport(Surroundings port, Remote remote, Listener listener, LoopSockets home, SecureRandom random) {
        this.port = port;
        this.listener = listener;
        this.credentials = IceCredentials.fresh(random);
        this.home = new PeerHome(credentials.ufrag(), home);
        this.tuples = new PeerTuples(port.directory(), this);
        this.id = random.nextInt();
        this.media = new ProtectedMedia(credentials.ufrag());
        WebRtcPort.Config config = port.config();
        this.agent = new IceAgent(
                port.bases(),
                credentials,
                remote,
                false,
                new IceAgent.Timing(config.connectTimeout(), config.consentInterval(), config.consentTimeout()),
                id,
                random,
                System.nanoTime(),
                new AgentOutlet());
        this.dtls = new DtlsAssociation(
                port.threads(),
                port.identity(),
                remote.fingerprint(),
                new DtlsAssociation.Timing(config.handshakeTimeout(), config.handshakeSilence()),
                record -> execute(() -> sendRecord(record)),
                new AssociationListener());
    }

    int id() {
        return id;
    }

    @Override
    public String localUfrag() {
        return credentials.ufrag();
    }

    @Override
    public String localPwd() {
        return credentials.pwd();
    }

    @Override
    public EventLoop loop() {
        return home.loop();
    }

    /** Whether the calling thread may touch the peer's state. */
    boolean isHere() {
        return home.isHere();
    }

    /** Runs {@code task} on the owning loop; it follows the peer when that moves before the task's turn. */
    void execute(Runnable task) {
        home.execute(task);
    }

    /** Begins to count down to the connect timeout. */
    void start() {
        home.executeIfPossible(this::tick);
    }

    @Override
    public void addRemoteCandidate(IceCandidate candidate) {
        home.executeIfPossible(() -> {
            if (!closed) {
                agent.addRemote(candidate, System.nanoTime());
                tick();
            }
        });
    }

    /** Whether a request is authentic. Any thread. */
    boolean isFromPeer(StunMessage request) {
        return agent.isFromPeer(request);
    }

    /** Whether a check with that number waits for its answer from there; false on any other loop than the peer's. */
    boolean awaits(TransactionId transaction, Tuple tuple) {
        return isHere() && agent.awaits(transaction, tuple);
    }

    /** A STUN message that came in on {@code at}; requests are authentic. */
    void receivedStun(StunMessage message, Tuple tuple, LoopSockets at) {
        if (closed) {
            return;
        }
        if (message.type() == Stun.BINDING_REQUEST && !settled) {
            settled = true;
            if (at != home.sockets()) { // the kernel's hash chose this loop for the peer: media will come in there
                moveTo(at, () -> receivedStun(message, tuple, at));
                return;
            }
        }
        if (!agent.received(message, tuple, System.nanoTime())) {
            port.counters().stunRejected.increment();
            return;
        }
        boolean isMain = route.filter(tuple::equals).isPresent();
        tick();
        if (isMain && at != home.sockets() && !closed) { // the peer's address changed to one of another loop
            moveTo(at, () -> {});
        }
    }

    private void moveTo(LoopSockets target, Runnable then) {
        timer.ifPresent(pending -> pending.cancel(false));
        timer = Optional.empty();
        home.moveTo(target, () -> {
            listener.moved(target.loop());
            then.run();
            tick();
        });
    }

    /** A DTLS datagram from an address of this peer. Any thread. */
    void receivedRecords(byte[] datagram) {
        if (!HandshakeBounds.admitsDatagram(datagram)) {
            // It may be forged: whoever waits for the true one goes on waiting.
            port.counters().dtlsRefused.increment();
            return;
        }
        dtls.received(datagram);
        if (isHere()) {
            startHandshake();
        } else {
            home.executeIfPossible(this::startHandshake);
        }
    }

    private void startHandshake() {
        if (!closed) {
            route.ifPresent(tuple -> dtls.start(tuple.remote().getAddress()));
        }
    }

    /** An SRTP or SRTCP datagram from an address of this peer. Stays the caller's. */
    void receivedMedia(ByteBuf datagram) {
        media.receive(datagram, home.sockets()).ifPresent(listener::received);
    }

    @Override
    public void send(ByteBuf packet) {
        if (isHere()) {
            media.send(packet, route, home.sockets());
            return;
        }
        try { // sent on the loop that the peer has just left
            execute(() -> {
                media.send(packet, route, home.sockets());
                home.sockets().flush();
            });
        } catch (RejectedExecutionException e) {
            packet.release();
        }
    }

    @Override
    public boolean isWritable() {
        return route.isPresent() && home.sockets().isWritable(route.get());
    }

    @Override
    public void flush() {
        if (isHere()) {
            home.sockets().flush();
        }
    }

    @Override
    public PeerStatistics statistics() {
        return media.statistics();
    }

    @Override
    public void close() {
        end("closed by this side");
    }

    private void end(String reason) {
        home.executeIfPossible(() -> {
            if (closed) {
                return;
            }
            closed = true;
            timer.ifPresent(pending -> pending.cancel(false));
            handshakeDeadline.ifPresent(pending -> pending.cancel(false));
            tuples.releaseAll();
            media.dropKeys();
            dtls.close();
            LOG.debug("peer {} ended: {}", credentials.ufrag(), reason);
            listener.closed(reason);
        });
    }

    private void sendRecord(byte[] record) {
        route.ifPresent(tuple -> {
            home.sockets().write(record, record.length, tuple);
            home.sockets().flush();
        });
    }

    private void tick() {
        timer.ifPresent(pending -> pending.cancel(false));
        if (closed) {
            return;
        }
        long delay = agent.tick(System.nanoTime());
        home.sockets().flush();
        timer = delay == Long.MAX_VALUE
                ? Optional.empty()
                : Optional.of(home.loop().schedule(this::tickIfHere, delay, TimeUnit.NANOSECONDS));
    }

    private void tickIfHere() {
        if (isHere()) {
            tick();
        }
    }

    private void useKeys(SrtpKeys keys) {
        if (closed) {
            return;
        }
        try {
            media.use(keys);
        } catch (GeneralSecurityException e) {
            end("this Java platform cannot compute " + keys.profile() + ": " + e.getMessage());
            return;
        }
        handshakeDeadline.ifPresent(pending -> pending.cancel(false));
        listener.connected();
    }

    private final class AgentOutlet implements IceAgent.Outlet {
        @Override
        public void send(byte[] message, Tuple tuple) {
            home.sockets().write(message, message.length, tuple);
        }

        @Override
        public void stateChanged(IceState state) {
            listener.iceStateChanged(state);
            if (state == IceState.FAILED) {
                end("ICE: no candidate pair became valid within "
                        + port.config().connectTimeout().toSeconds() + " s");
            } else if (state == IceState.DISCONNECTED) {
                route = Optional.empty(); // RFC 7675: without consent nothing goes out any more, close_notify neither
                end("ICE: consent lapsed, the peer did not answer for "
                        + port.config().consentTimeout().toSeconds() + " s");
            }
        }

        @Override
        public void routeChanged(CandidatePair pair) {
            if (route.isEmpty()) {
                handshakeDeadline = Optional.of(home.loop()
                        .schedule(
                                PeerTransport.this::endUnlessConnected,
                                port.config().handshakeTimeout().toNanos(),
                                TimeUnit.NANOSECONDS));
            }
            route = Optional.of(pair.tuple);
            listener.pairSelected(pair.local, pair.remote);
            startHandshake();
        }

        @Override
        public void heard(Tuple tuple) {
            tuples.heard(tuple);
        }

        @Override
        public void validated(Tuple tuple) {
            tuples.validated(tuple);
        }

        @Override
        public void forgotten(Tuple tuple) {
            tuples.forgotten(tuple);
        }
    }

    private void endUnlessConnected() {
        home.executeIfPossible(() -> {
            if (!media.hasKeys()) {
                end("DTLS: no handshake within "
                        + port.config().handshakeTimeout().toSeconds() + " s");
            }
        });
    }

    /** Called on handshake threads. */
    private final class AssociationListener implements DtlsAssociation.Listener {
        @Override
        public void established(SrtpKeys keys) {
            home.executeIfPossible(() -> useKeys(keys));
        }

        @Override
        public void ended(String reason) {
            end(reason);
        }
    }
}

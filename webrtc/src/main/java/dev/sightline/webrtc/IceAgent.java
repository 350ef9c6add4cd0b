package dev.sightline.webrtc;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.UnaryOperator;

/**
 * A full ICE agent for one component with host candidates (RFC 8445), trickle (RFC 8838) and consent (RFC 7675).
 *
 * <p>It does no I/O, owns no timer and reads no clock: its owner hands in what arrived and the time (nanoseconds, as
 * {@link System#nanoTime}), and calls {@link #tick} when that said. Confined to one thread at a time.
 */
final class IceAgent {
    /** What the agent wants done and known. Called within the agent's own methods. */
    interface Outlet {
        void send(byte[] message, Tuple tuple);

        void stateChanged(IceState state);

        /** Everything but STUN goes along this pair from now on. */
        void routeChanged(CandidatePair pair);

        /** An authentic request came along this tuple, which has a pair now. */
        void heard(Tuple tuple);

        /** The peer answered a check of ours that was sent along this tuple. */
        void validated(Tuple tuple);

        /** The tuple leads to this peer no more. */
        void forgotten(Tuple tuple);
    }

    /**
     * @param connectTimeout until a pair must be valid
     * @param consentInterval mean time between consent checks
     * @param consentTimeout without an answer
     */
    record Timing(Duration connectTimeout, Duration consentInterval, Duration consentTimeout) {}

    private static final long SETTLING_NANOS = Duration.ofSeconds(1).toNanos();

    private final List<LocalBase> bases;
    private final IceCredentials local;
    private final Peer.Remote remote;
    private final byte[] localKey;
    private final byte[] remoteKey;
    private final Timing timing;
    private final Outlet outlet;
    private final int id;
    private final SecureRandom random;
    private final long tieBreaker;
    private final long startedAt;
    private final ErrorBudget errors;
    private final CheckList checks;

    private boolean controlling;
    private IceState state = IceState.NEW;
    private Optional<CandidatePair> route = Optional.empty();
    private boolean nominated;
    private long nextConsentAt;

    IceAgent(
            List<LocalBase> bases,
            IceCredentials local,
            Peer.Remote remote,
            boolean controlling,
            Timing timing,
            int id,
            SecureRandom random,
            long now,
            Outlet outlet) {
        this.bases = List.copyOf(bases);
        this.local = local;
        this.remote = remote;
        this.localKey = local.key();
        this.remoteKey = new IceCredentials(remote.ufrag(), remote.pwd()).key();
        this.controlling = controlling;
        this.timing = timing;
        this.id = id;
        this.random = random;
        this.tieBreaker = random.nextLong();
        this.startedAt = now;
        this.checks = new CheckList(now);
        this.errors = new ErrorBudget(now);
        this.outlet = outlet;
    }

    IceState state() {
        return state;
    }

    boolean isControlling() {
        return controlling;
    }

    /** The pair that carries everything but STUN: the nominated one, before that the first valid one. */
    Optional<CandidatePair> route() {
        return route;
    }

    /** Whether a request was made by our peer for us. Safe on any thread. */
    boolean isFromPeer(StunMessage request) {
        boolean named = request.username()
                .filter((local.ufrag() + ":" + remote.ufrag())::equals)
                .isPresent();
        return named && request.isAuthentic(localKey);
    }

    /** Pairs a trickled candidate with each local address that reaches it. */
    void addRemote(IceCandidate candidate, long now) {
        candidate.socketAddress().ifPresent(address -> {
            for (LocalBase base : bases) {
                Tuple tuple = new Tuple(base.index(), address);
                if (base.reaches(address.getAddress())
                        && checks.add(new CandidatePair(tuple, base.candidate(), candidate, now))) {
                    changeState(IceState.CONNECTING);
                }
            }
        });
    }

    /** Whether a check with that number, which was sent along the tuple, has no answer yet. */
    boolean awaits(TransactionId transaction, Tuple tuple) {
        return checks.awaited(transaction, tuple)
                .filter(sent -> !sent.answered())
                .isPresent();
    }

    /**
     * Takes a STUN message. Requests must have passed {@link #isFromPeer}; responses are verified here.
     *
     * @return false when it is forged or nothing of ours: to be counted
     */
    boolean received(StunMessage message, Tuple tuple, long now) {
        return switch (message.type()) {
            case Stun.BINDING_REQUEST -> {
                request(message, tuple, now);
                yield true;
            }
            case Stun.BINDING_SUCCESS, Stun.BINDING_ERROR -> response(message, tuple, now);
            default -> message.type() == Stun.BINDING_INDICATION;
        };
    }

    private void request(StunMessage request, Tuple tuple, long now) {
        if (!request.unknownAttributes().isEmpty()) {
            refuse(
                    request,
                    tuple,
                    now,
                    writer -> writer.error(Stun.UNKNOWN_ATTRIBUTE, "Unknown Attribute")
                            .unknownAttributes(request.unknownAttributes()));
            return;
        }
        if (isRoleConflict(request)) {
            refuse(request, tuple, now, writer -> writer.error(Stun.ROLE_CONFLICT, "Role Conflict"));
            return;
        }
        outlet.send(
                new StunWriter(Stun.BINDING_SUCCESS, request.transaction())
                        .mappedAddress(tuple.remote())
                        .sign(localKey),
                tuple);
        CandidatePair pair = checks.at(tuple).orElseGet(() -> peerReflexive(tuple, request, now));
        pair.heardAt = now;
        outlet.heard(tuple);
        changeState(IceState.CONNECTING);
        if (request.useCandidate() && !controlling) {
            pair.nominateOnSuccess = true;
            pair.nominatedAt = now;
        }
        if (isValid(pair, now)) {
            nominateIfAsked(pair, now);
        } else {
            checks.trigger(pair, now);
        }
    }

    /**
     * Browsers nominate several pairs at first and settle on the best; one that moves to another network stops nominating
     * the old pair and takes up the new one, though that may be worse.
     */
    private boolean isWanted(CandidatePair pair, long now) {
        return !nominated
                || route.filter(current -> pair.priority(controlling) < current.priority(controlling)
                                && now - current.nominatedAt < SETTLING_NANOS)
                        .isEmpty();
    }

    private void refuse(StunMessage request, Tuple tuple, long now, UnaryOperator<StunWriter> error) {
        if (errors.take(now)) {
            StunWriter answer = new StunWriter(Stun.BINDING_ERROR, request.transaction());
            outlet.send(error.apply(answer).sign(localKey), tuple);
        }
    }

    /** Resolves a conflict: either the peer must yield (true), or we do (RFC 8445, section 7.3.1.1). */
    private boolean isRoleConflict(StunMessage request) {
        OptionalLong theirs = controlling ? request.controlling() : request.controlled();
        if (theirs.isEmpty()) {
            return false;
        }
        boolean oursIsLarger = Long.compareUnsigned(tieBreaker, theirs.getAsLong()) >= 0;
        if (controlling == oursIsLarger) {
            return true;
        }
        controlling = !controlling;
        return false;
    }

    private CandidatePair peerReflexive(Tuple tuple, StunMessage request, long now) {
        InetSocketAddress from = tuple.remote();
        long priority = request.priority().orElse(IceCandidate.priority(IceCandidate.Type.PEER_REFLEXIVE, 0));
        IceCandidate candidate = new IceCandidate(
                "prflx", 1, "udp", priority, NetUtil.toAddressString(from.getAddress()), from.getPort(), "prflx");
        CandidatePair pair = new CandidatePair(tuple, bases.get(tuple.local()).candidate(), candidate, now);
        checks.makeRoom(route).ifPresent(old -> outlet.forgotten(old.tuple));
        checks.add(pair);
        return pair;
    }

    private boolean isValid(CandidatePair pair, long now) {
        return pair.state == CandidatePair.State.SUCCEEDED
                && now - pair.answeredAt < timing.consentTimeout().toNanos();
    }

    private boolean response(StunMessage response, Tuple tuple, long now) {
        Optional<CheckList.Sent> awaited = checks.awaited(response.transaction(), tuple);
        if (awaited.isEmpty() || !response.isAuthentic(remoteKey)) {
            return false;
        }
        CheckList.Sent sent = awaited.get();
        if (sent.answered()) {
            return true; // each copy of a check that was sent twice is answered; only the first answer counts
        }
        checks.answered(response.transaction(), sent);
        if (response.type() == Stun.BINDING_SUCCESS) {
            answered(sent.pair(), sent.nominating(), now);
        } else if (response.errorCode().orElse(0) == Stun.ROLE_CONFLICT) {
            if (controlling == sent.controlling()) {
                controlling = !controlling;
            }
            checks.trigger(sent.pair(), now);
        } else {
            sent.pair().fail();
        }
        return true;
    }

    private void answered(CandidatePair pair, boolean nominating, long now) {
        pair.state = CandidatePair.State.SUCCEEDED;
        pair.answeredAt = now;
        outlet.validated(pair.tuple);
        changeState(IceState.CONNECTED);
        if (route.isEmpty()) {
            use(pair, now);
        }
        if (controlling && nominating) {
            pair.nominateOnSuccess = true;
        } else if (controlling && !nominated && route.filter(pair::equals).isPresent()) {
            check(pair, true, now); // regular nomination of the first pair that works
        }
        nominateIfAsked(pair, now);
    }

    private void nominateIfAsked(CandidatePair pair, long now) {
        if (!pair.nominateOnSuccess) {
            return;
        }
        pair.nominateOnSuccess = false;
        if (!isWanted(pair, now)) {
            return;
        }
        nominated = true;
        checks.checkTriggeredOnly();
        if (route.filter(pair::equals).isEmpty()) {
            use(pair, pair.answeredAt);
        }
        changeState(IceState.READY);
    }

    private void use(CandidatePair pair, long now) {
        route = Optional.of(pair);
        nextConsentAt = now + consentDelay();
        outlet.routeChanged(pair);
    }

    /** 0.8 to 1.2 of the interval, so that the checks of many peers do not fall together (RFC 7675, section 5.1). */
    private long consentDelay() {
        return (long) (timing.consentInterval().toNanos() * (0.8 + 0.4 * random.nextDouble()));
    }

    /**
     * Does what is due.
     *
     * @return nanoseconds until it wants to be called again; it may be called sooner
     */
    long tick(long now) {
        if (state == IceState.FAILED || state == IceState.DISCONNECTED) {
            return Long.MAX_VALUE;
        }
        long due = route.isPresent() ? consent(route.get(), now) : connectDeadline(now);
        checks.next(now, controlling).ifPresent(pair -> check(pair, false, now));
        due = Math.min(due, checks.resend(now, pair -> outlet.send(pair.message, pair.tuple)));
        return Math.max(0, Math.min(due, checks.untilNext(now)));
    }

    private long connectDeadline(long now) {
        long left = startedAt + timing.connectTimeout().toNanos() - now;
        if (left <= 0) {
            changeState(IceState.FAILED);
            return Long.MAX_VALUE;
        }
        return left;
    }

    private long consent(CandidatePair pair, long now) {
        long left = pair.answeredAt + timing.consentTimeout().toNanos() - now;
        if (left <= 0) {
            changeState(IceState.DISCONNECTED);
            return Long.MAX_VALUE;
        }
        if (nextConsentAt - now <= 0) {
            nextConsentAt = now + consentDelay();
            outlet.send(request(pair, false), pair.tuple);
        }
        return Math.min(left, nextConsentAt - now);
    }

    private void check(CandidatePair pair, boolean nominating, long now) {
        checks.begin(pair, request(pair, nominating), now);
        outlet.send(pair.message, pair.tuple);
    }

    private byte[] request(CandidatePair pair, boolean nominating) {
        TransactionId transaction = TransactionId.fresh(id, random);
        checks.await(transaction, new CheckList.Sent(pair, nominating, controlling, false));
        StunWriter writer = new StunWriter(Stun.BINDING_REQUEST, transaction)
                .username(remote.ufrag() + ":" + local.ufrag())
                .priority(IceCandidate.priority(
                        IceCandidate.Type.PEER_REFLEXIVE,
                        bases.get(pair.tuple.local()).index()))
                .role(controlling, tieBreaker);
        return (nominating ? writer.useCandidate() : writer).sign(remoteKey);
    }

    private void changeState(IceState next) {
        if (next.compareTo(state) > 0) { // the states stand in the order in which they are passed
            state = next;
            outlet.stateChanged(next);
        }
    }
}

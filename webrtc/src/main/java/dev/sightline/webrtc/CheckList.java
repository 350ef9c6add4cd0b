package dev.sightline.webrtc;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * An agent's candidate pairs and its checks under way: which pair is checked next and when, which check is sent again,
 * which response belongs to which check (RFC 8445, sections 6.1.4, 7.2.5 and 14). All of it is bounded: a peer cannot
 * make us send to more addresses, or more often, than this.
 */
final class CheckList {
    /** A check that was sent, and what it stood for. */
    record Sent(CandidatePair pair, boolean nominating, boolean controlling, boolean answered) {}

    private static final long PACE_NANOS = Duration.ofMillis(50).toNanos(); // Ta, RFC 8445, section 14.2
    private static final long FIRST_RESEND_NANOS = Duration.ofMillis(500).toNanos(); // RTO, section 14.3
    private static final int MAX_SENDS = 6; // 500 ms, doubled each time: a pair is given 31.5 s
    private static final int MAX_PAIRS = 50;
    private static final int MAX_OUTSTANDING = 128;

    private final Map<Tuple, CandidatePair> pairs = new LinkedHashMap<>();
    private final ArrayDeque<CandidatePair> triggered = new ArrayDeque<>();
    private final Map<TransactionId, Sent> outstanding = new LinkedHashMap<>();
    private final long startedAt;
    private long nextCheckAt;
    private boolean triggeredOnly;

    CheckList(long now) {
        this.startedAt = now;
        this.nextCheckAt = now;
    }

    Optional<CandidatePair> at(Tuple tuple) {
        return Optional.ofNullable(pairs.get(tuple));
    }

    /** False when there is a pair for that tuple, or no room for one more. */
    boolean add(CandidatePair pair) {
        return pairs.size() < MAX_PAIRS && pairs.putIfAbsent(pair.tuple, pair) == null;
    }

    /** When there is no room: takes out the pair that the peer used least lately, never {@code kept}. */
    Optional<CandidatePair> makeRoom(Optional<CandidatePair> kept) {
        if (pairs.size() < MAX_PAIRS) {
            return Optional.empty();
        }
        Optional<CandidatePair> oldest = pairs.values().stream()
                .filter(pair -> kept.filter(pair::equals).isEmpty())
                .min(Comparator.comparingLong(pair -> pair.heardAt - startedAt));
        oldest.ifPresent(pair -> {
            pairs.remove(pair.tuple);
            triggered.remove(pair);
            outstanding.values().removeIf(sent -> sent.pair() == pair);
        });
        return oldest;
    }

    /** A triggered check (RFC 8445, section 7.3.1.4): the way from the peer to us is open now. */
    void trigger(CandidatePair pair, long now) {
        if (pair.isUnderWay()) {
            pair.resendAt = pair.sends == 1 ? now : pair.resendAt;
        } else if (!triggered.contains(pair)) {
            pair.state = CandidatePair.State.WAITING;
            triggered.add(pair);
        }
    }

    /** Once a pair was nominated only what the peer itself tries is worth a check. */
    void checkTriggeredOnly() {
        triggeredOnly = true;
    }

    /** Remembers a request so that its response is known; the oldest of too many is forgotten. */
    void await(TransactionId transaction, Sent sent) {
        if (outstanding.size() == MAX_OUTSTANDING) {
            outstanding.remove(outstanding.keySet().iterator().next());
        }
        outstanding.put(transaction, sent);
    }

    /** The check that a response from {@code tuple} may answer: it must come whence the check went. */
    Optional<Sent> awaited(TransactionId transaction, Tuple tuple) {
        return Optional.ofNullable(outstanding.get(transaction))
                .filter(sent -> sent.pair().tuple.equals(tuple));
    }

    /** Ends the check that was answered. */
    void answered(TransactionId transaction, Sent sent) {
        outstanding.put(transaction, new Sent(sent.pair(), sent.nominating(), sent.controlling(), true));
        sent.pair().endCheck();
    }

    /** From now on {@code message} is sent again until it is answered. */
    void begin(CandidatePair pair, byte[] message, long now) {
        pair.message = message;
        pair.sends = 1;
        pair.resendAt = now + FIRST_RESEND_NANOS;
    }

    /**
     * Hands over the checks that are due to be sent again.
     *
     * @return nanoseconds until the next one is, {@link Long#MAX_VALUE} for none
     */
    long resend(long now, Consumer<CandidatePair> send) {
        long due = Long.MAX_VALUE;
        for (CandidatePair pair : pairs.values()) {
            if (pair.isUnderWay() && pair.resendAt - now <= 0) {
                sendAgain(pair, now, send);
            }
            if (pair.isUnderWay()) {
                due = Math.min(due, pair.resendAt - now);
            }
        }
        return due;
    }

    private static void sendAgain(CandidatePair pair, long now, Consumer<CandidatePair> send) {
        if (pair.sends == MAX_SENDS) {
            pair.endCheck();
            pair.fail();
            return;
        }
        pair.resendAt = now + (FIRST_RESEND_NANOS << pair.sends);
        pair.sends++;
        send.accept(pair);
    }

    /** The pair to check now, at most one each 50 ms: a triggered one, else the best that waits. */
    Optional<CandidatePair> next(long now, boolean controlling) {
        if (nextCheckAt - now > 0) {
            return Optional.empty();
        }
        Optional<CandidatePair> next = Optional.ofNullable(triggered.poll())
                .or(() -> pairs.values().stream()
                        .filter(this::isWaiting)
                        .max(Comparator.comparingLong(pair -> pair.priority(controlling))));
        next.ifPresent(pair -> {
            nextCheckAt = now + PACE_NANOS;
            pair.state = CandidatePair.State.IN_PROGRESS;
        });
        return next;
    }

    /** Nanoseconds until {@link #next} has something, {@link Long#MAX_VALUE} for never. */
    long untilNext(long now) {
        boolean waits = !triggered.isEmpty() || pairs.values().stream().anyMatch(this::isWaiting);
        return waits ? Math.max(0, nextCheckAt - now) : Long.MAX_VALUE;
    }

    private boolean isWaiting(CandidatePair pair) {
        return pair.state == CandidatePair.State.WAITING && !triggeredOnly;
    }
}

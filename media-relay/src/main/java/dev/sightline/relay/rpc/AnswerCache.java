package dev.sightline.relay.rpc;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Answers kept for a client that lost its socket before it read them and asks again. As with Kurento only session and
 * request id count: what is asked the second time is not looked at. The oldest ones make room for new ones.
 */
final class AnswerCache {
    private record Key(String sessionId, String requestId) {}

    private record Kept(Key key, long expiryNanos, int bytes) {}

    private final long lifeNanos;
    private final int maxBytes;
    private final Map<Key, String> answers = new HashMap<>();
    private final ArrayDeque<Kept> byAge = new ArrayDeque<>();
    private int bytes;

    AnswerCache(long lifeNanos, int maxBytes) {
        this.lifeNanos = lifeNanos;
        this.maxBytes = maxBytes;
    }

    Optional<String> find(String sessionId, String requestId, long nowNanos) {
        expire(nowNanos);
        return Optional.ofNullable(answers.get(new Key(sessionId, requestId)));
    }

    void keep(String sessionId, String requestId, String answer, long nowNanos) {
        Key key = new Key(sessionId, requestId);
        int cost = cost(key, answer);
        if (cost > maxBytes || answers.putIfAbsent(key, answer) != null) {
            return;
        }
        byAge.add(new Kept(key, nowNanos + lifeNanos, cost));
        bytes += cost;
        while (bytes > maxBytes) {
            dropOldest();
        }
    }

    private void expire(long nowNanos) {
        while (!byAge.isEmpty() && byAge.element().expiryNanos() - nowNanos <= 0) {
            dropOldest();
        }
    }

    private void dropOldest() {
        Kept oldest = byAge.remove();
        answers.remove(oldest.key());
        bytes -= oldest.bytes();
    }

    /** The strings and two entries weigh something too, or a flood of tiny answers would be free. */
    private static int cost(Key key, String answer) {
        return 2 * (answer.length() + key.sessionId().length() + key.requestId().length()) + 200;
    }
}

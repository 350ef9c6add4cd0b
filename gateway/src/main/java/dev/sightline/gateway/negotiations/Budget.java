package dev.sightline.gateway.negotiations;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Adds up the length of what is kept, and says what has to go when it is too much: the oldest.
 *
 * @param <T> what is kept; equal to itself only
 */
final class Budget<T> {
    private final long most;
    private final Map<T, Integer> byAge = new LinkedHashMap<>();
    private long spent;

    /** @param most characters of all together */
    Budget(long most) {
        this.most = most;
    }

    void add(T one, int length) {
        byAge.put(one, length);
        spent += length;
    }

    void remove(T one) {
        Integer length = byAge.remove(one);
        spent -= length == null ? 0 : length;
    }

    Optional<T> tooMuch() {
        return spent > most ? byAge.keySet().stream().findFirst() : Optional.empty();
    }
}

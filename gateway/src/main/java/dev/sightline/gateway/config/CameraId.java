package dev.sightline.gateway.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** A camera's name in URLs, logs and metrics: 1 to 64 letters, digits, dots, underscores, hyphens; a letter or digit first. */
public record CameraId(String value) implements Comparable<CameraId> {
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    /** @throws IllegalArgumentException when {@code value} has another form; {@link #parse} asks politely */
    public CameraId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    "a camera id is 1 to 64 letters, digits, dots, underscores and hyphens, a letter or digit first");
        }
    }

    public static Optional<CameraId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new CameraId(text)) : Optional.empty();
    }

    @Override
    public int compareTo(CameraId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}

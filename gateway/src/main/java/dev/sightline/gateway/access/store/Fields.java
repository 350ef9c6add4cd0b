package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The fields of a record in a file, each in the form that it has to have.
 *
 * @param record as an error names it, as "a user"
 */
record Fields(String record, JsonNode json) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** What {@code form} makes of a text. */
    <T> T text(String field, Function<String, Optional<T>> form) throws IOException {
        return form.apply(json.path(field).asText()).orElseThrow(() -> bad(field));
    }

    /** SHA-256 in hexadecimal. */
    String hash(String field) throws IOException {
        return text(field, text -> Optional.of(text).filter(HASH.asMatchPredicate()));
    }

    Instant instant(String field) throws IOException {
        try {
            return Instant.parse(json.path(field).asText());
        } catch (DateTimeException e) {
            throw bad(field);
        }
    }

    IOException bad(String field) {
        return new IOException(record + " in the file has a \"" + field + "\" that cannot be used");
    }
}

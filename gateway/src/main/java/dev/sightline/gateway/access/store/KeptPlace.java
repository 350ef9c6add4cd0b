package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * An address from which somebody has signed in, as it outlives the process.
 *
 * @param hash of the account and the address
 * @param at when it was last, about
 */
public record KeptPlace(String hash, Instant at) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    /** How a place stands in the file. */
    static final class Form implements RecordFile.Form<KeptPlace> {
        @Override
        public String name(KeptPlace place) {
            return place.hash();
        }

        @Override
        public KeptPlace read(JsonNode json) throws IOException {
            String hash = json.path("hash").asText();
            try {
                if (HASH.matcher(hash).matches()) {
                    return new KeptPlace(hash, Instant.parse(json.path("at").asText()));
                }
            } catch (DateTimeException e) {
                throw new IOException("a place in the file has an \"at\" that cannot be used", e);
            }
            throw new IOException("a place in the file has a \"hash\" that cannot be used");
        }

        @Override
        public void write(KeptPlace place, ObjectNode json) {
            json.put("hash", place.hash()).put("at", place.at().toString());
        }
    }
}

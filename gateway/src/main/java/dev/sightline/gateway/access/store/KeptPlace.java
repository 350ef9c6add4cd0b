package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;

/**
 * An address from which somebody has signed in, as it outlives the process.
 *
 * @param hash of the account and the address
 * @param at when it was last, about
 */
public record KeptPlace(String hash, Instant at) {
    /** How a place stands in the file. */
    static final class Form implements RecordFile.Form<KeptPlace> {
        @Override
        public String name(KeptPlace place) {
            return place.hash();
        }

        @Override
        public KeptPlace read(JsonNode json) throws IOException {
            Fields fields = new Fields("a place", json);
            return new KeptPlace(fields.hash("hash"), fields.instant("at"));
        }

        @Override
        public void write(KeptPlace place, ObjectNode json) {
            json.put("hash", place.hash()).put("at", place.at().toString());
        }
    }
}

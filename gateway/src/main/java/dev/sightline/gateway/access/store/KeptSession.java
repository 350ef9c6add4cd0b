package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A session as it outlives the process. What its user may do is not in it: that is asked of the users each time.
 *
 * @param hash of the secret in its browser's cookie, which nobody else keeps
 * @param password fingerprint of the one that was good when it began
 * @param used when it was last, about
 */
public record KeptSession(String hash, String user, String password, Instant begun, Instant used) {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    @Override
    public String toString() {
        return "KeptSession[" + user + "]";
    }

    /** How a session stands in the file. */
    static final class Form implements RecordFile.Form<KeptSession> {
        @Override
        public String name(KeptSession session) {
            return session.hash();
        }

        @Override
        public KeptSession read(JsonNode json) throws IOException {
            return new KeptSession(
                    hash(json, "hash"),
                    User.nameOf(json.path("user").asText()).orElseThrow(() -> bad("user")),
                    hash(json, "password"),
                    instant(json, "begun"),
                    instant(json, "used"));
        }

        @Override
        public void write(KeptSession session, ObjectNode json) {
            json.put("hash", session.hash())
                    .put("user", session.user())
                    .put("password", session.password())
                    .put("begun", session.begun().toString())
                    .put("used", session.used().toString());
        }

        private static String hash(JsonNode json, String field) throws IOException {
            String text = json.path(field).asText();
            if (!HASH.matcher(text).matches()) {
                throw bad(field);
            }
            return text;
        }

        private static Instant instant(JsonNode json, String field) throws IOException {
            try {
                return Instant.parse(json.path(field).asText());
            } catch (DateTimeException e) {
                throw bad(field);
            }
        }

        private static IOException bad(String field) {
            return new IOException("a session in the file has a \"" + field + "\" that cannot be used");
        }
    }
}

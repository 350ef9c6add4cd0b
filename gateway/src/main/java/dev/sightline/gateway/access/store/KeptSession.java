package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;

/**
 * A session as it outlives the process. What its user may do is not in it: that is asked of the users each time.
 *
 * @param hash of the secret in its browser's cookie, which nobody else keeps
 * @param password fingerprint of the one that was good when it began
 * @param used when it was last, about
 */
public record KeptSession(String hash, String user, String password, Instant begun, Instant used) {
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
            Fields fields = new Fields("a session", json);
            return new KeptSession(
                    fields.hash("hash"),
                    fields.text("user", User::nameOf),
                    fields.hash("password"),
                    fields.instant("begun"),
                    fields.instant("used"));
        }

        @Override
        public void write(KeptSession session, ObjectNode json) {
            json.put("hash", session.hash())
                    .put("user", session.user())
                    .put("password", session.password())
                    .put("begun", session.begun().toString())
                    .put("used", session.used().toString());
        }
    }
}

package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.Principal;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * What lets a program in.
 *
 * @param name by which people know it, also in the audit log
 * @param hash of the token itself, which nobody keeps but the program
 * @param scopes what it may do; never {@link Permission#USERS}
 */
public record ApiToken(String name, String hash, Set<Permission> scopes, Cameras cameras, Instant expires) {
    /** What every token begins with, so that it is known when it is found somewhere. */
    public static final String PREFIX = "slt_";

    public ApiToken {
        scopes = Set.copyOf(scopes);
    }

    public boolean isExpired(Instant now) {
        return !now.isBefore(expires);
    }

    public Principal principal() {
        return new Principal("token:" + name, Principal.Kind.TOKEN, scopes, cameras);
    }

    @Override
    public String toString() {
        return "ApiToken[" + name + "]";
    }

    /** How a token stands in the file. */
    static final class Form implements RecordFile.Form<ApiToken> {
        @Override
        public String name(ApiToken token) {
            return token.name();
        }

        @Override
        public ApiToken read(JsonNode json) throws IOException {
            Fields fields = new Fields("a token", json);
            return new ApiToken(
                    fields.text("name", User::nameOf),
                    fields.hash("hash"),
                    scopes(fields),
                    User.Form.cameras(json.path("cameras")).orElseThrow(() -> fields.bad("cameras")),
                    fields.instant("expires"));
        }

        @Override
        public void write(ApiToken token, ObjectNode json) {
            json.put("name", token.name()).put("hash", token.hash());
            ArrayNode scopes = json.putArray("scopes");
            token.scopes().stream().sorted().forEach(scope -> scopes.add(scope.word()));
            User.Form.write(token.cameras(), json.putArray("cameras"));
            json.put("expires", token.expires().toString());
        }

        private static Set<Permission> scopes(Fields fields) throws IOException {
            EnumSet<Permission> scopes = EnumSet.noneOf(Permission.class);
            for (JsonNode word : fields.json().path("scopes")) {
                scopes.add(Permission.parse(word.asText())
                        .filter(scope -> scope != Permission.USERS)
                        .orElseThrow(() -> fields.bad("scopes")));
            }
            return scopes;
        }
    }
}

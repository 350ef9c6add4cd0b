package dev.sightline.gateway.access.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.gateway.access.Cameras;
import dev.sightline.gateway.access.Principal;
import dev.sightline.gateway.access.Role;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Someone who may sign in.
 *
 * @param name in lower case
 * @param password its hash; another one each time it is set, so that it also tells old sessions from new ones
 */
public record User(String name, PasswordHash password, Role role, Cameras cameras) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");

    /** The name as it is kept, when it is one. */
    public static Optional<String> nameOf(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches() ? Optional.of(name) : Optional.empty();
    }

    /** What is expected of a name. */
    public static String nameForm() {
        return "1 to 64 letters, digits, dots, underscores, hyphens or @, a letter or digit first";
    }

    public Principal principal() {
        return new Principal(name, Principal.Kind.USER, role.permissions(), cameras);
    }

    public User withPassword(PasswordHash other) {
        return new User(name, other, role, cameras);
    }

    @Override
    public String toString() {
        return "User[" + name + ", " + role.word() + "]";
    }

    /** How a user stands in the file. */
    static final class Form implements RecordFile.Form<User> {
        @Override
        public String name(User user) {
            return user.name();
        }

        @Override
        public User read(JsonNode json) throws IOException {
            Fields fields = new Fields("a user", json);
            return new User(
                    fields.text("name", User::nameOf),
                    fields.text("password", PasswordHash::parse),
                    fields.text("role", Role::parse),
                    cameras(json.path("cameras")).orElseThrow(() -> fields.bad("cameras")));
        }

        @Override
        public void write(User user, ObjectNode json) {
            json.put("name", user.name())
                    .put("password", user.password().encoded())
                    .put("role", user.role().word());
            write(user.cameras(), json.putArray("cameras"));
        }

        static Optional<Cameras> cameras(JsonNode list) {
            List<String> words = new ArrayList<>();
            list.forEach(word -> words.add(word.asText()));
            return list.isArray() ? Cameras.parse(words) : Optional.empty();
        }

        static void write(Cameras cameras, ArrayNode list) {
            cameras.words().forEach(list::add);
        }
    }
}

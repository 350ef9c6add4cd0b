package dev.sightline.gateway.access.door;

import dev.sightline.gateway.access.Permission;
import dev.sightline.gateway.access.store.ApiToken;
import dev.sightline.gateway.access.store.User;
import java.util.stream.Collectors;

/** How the log speaks of records, so that nothing secret is in it. */
sealed interface RecordWords<R> {
    /** The file that they stand in. */
    String file();

    String name(R record);

    /** What it may do. */
    String words(R record);

    /** What else is to be said of one that is another than before. */
    String change(R before, R now);

    private static String another(String what, Object before, Object now) {
        return before.equals(now) ? "" : ", another " + what;
    }

    record OfUsers() implements RecordWords<User> {
        @Override
        public String file() {
            return "users.json";
        }

        @Override
        public String name(User user) {
            return user.name();
        }

        @Override
        public String words(User user) {
            return user.role().word() + ", " + user.cameras();
        }

        @Override
        public String change(User before, User now) {
            return another("password", before.password(), now.password());
        }
    }

    record OfTokens() implements RecordWords<ApiToken> {
        @Override
        public String file() {
            return "tokens.json";
        }

        @Override
        public String name(ApiToken token) {
            return token.name();
        }

        @Override
        public String words(ApiToken token) {
            String scopes =
                    token.scopes().stream().sorted().map(Permission::word).collect(Collectors.joining(" and "));
            return scopes + ", " + token.cameras() + ", until " + token.expires();
        }

        @Override
        public String change(ApiToken before, ApiToken now) {
            return another("secret", before.hash(), now.hash());
        }
    }
}

package dev.sightline.gateway.negotiations;

import java.util.List;
import java.util.function.IntPredicate;

/**
 * Takes out of JSON what would let others in: each character of a value whose name speaks of a secret becomes an {@code x}.
 * Text that is not quite JSON keeps none either: quotes may be missing, or single ones. Takes linear time.
 */
final class JsonSecrets {
    /** In lower case; no two of them begin alike. */
    private static final List<String> WORDS =
            List.of("pwd", "pass", "secret", "token", "key", "credential", "auth", "crypto");

    private final StringBuilder text;
    private int at;

    private JsonSecrets(String text) {
        this.text = new StringBuilder(text);
    }

    static String masked(String text) {
        JsonSecrets read = new JsonSecrets(text);
        while (read.at < read.text.length()) {
            if (read.isSecretsName()) {
                read.afterName();
            } else {
                read.at++;
            }
        }
        return read.text.toString();
    }

    private boolean isSecretsName() {
        return WORDS.stream().anyMatch(this::isHere);
    }

    private boolean isHere(String word) {
        if (at + word.length() > text.length()) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (Character.toLowerCase(text.charAt(at + i)) != word.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** What follows is a value only after a colon. */
    private void afterName() {
        skip(c -> Character.isLetterOrDigit(c) || c == '_' || c == '-');
        skip(c -> c == '"' || c == '\'' || c == '\\');
        skip(Character::isWhitespace);
        if (at < text.length() && text.charAt(at) == ':') {
            at++;
            skip(Character::isWhitespace);
            maskValue();
        }
    }

    private void maskValue() {
        int depth = 0;
        do {
            if (at >= text.length()) {
                return;
            }
            char c = text.charAt(at);
            if (c == '"' || c == '\'') {
                maskText(c);
            } else if (c == '{' || c == '[') {
                depth++;
                at++;
            } else if (c == '}' || c == ']') {
                depth--;
                at++;
            } else if (c == ',' || c == ':' || Character.isWhitespace(c)) {
                at++;
            } else {
                maskWord();
            }
        } while (depth > 0);
    }

    private void maskText(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            int escaped = text.charAt(at) == '\\' && at + 1 < text.length() ? 2 : 1;
            for (int end = at + escaped; at < end; at++) {
                text.setCharAt(at, 'x');
            }
        }
        at++;
    }

    private void maskWord() {
        while (at < text.length()
                && ",:}]{[\"'".indexOf(text.charAt(at)) < 0
                && !Character.isWhitespace(text.charAt(at))) {
            text.setCharAt(at, 'x');
            at++;
        }
    }

    private void skip(IntPredicate wanted) {
        while (at < text.length() && wanted.test(text.charAt(at))) {
            at++;
        }
    }
}

package dev.sightline.cli.access;

import dev.sightline.gateway.access.store.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * Where a password comes from: typed twice and not shown, or the first line of what is piped in. Never an argument, which
 * everybody on the host can read in the list of processes.
 */
final class PasswordInput {
    private static final int MOST = 1024;

    private PasswordInput() {}

    static String read() throws IOException {
        String password = isTyped() ? typedTwice(console()) : firstLine(System.in);
        String objection = PasswordHash.objection(password).orElse("");
        if (!objection.isEmpty()) {
            throw new IOException(objection);
        }
        return password;
    }

    /** Whether the standard input is a terminal; a console is there without one too, on some Javas. */
    private static boolean isTyped() {
        try {
            String input = Path.of("/proc/self/fd/0").toRealPath().toString();
            return input.startsWith("/dev/pts/") || input.startsWith("/dev/tty") || input.equals("/dev/console");
        } catch (IOException pipeOrNothing) {
            return false;
        }
    }

    private static Console console() throws IOException {
        return Optional.ofNullable(System.console())
                .orElseThrow(
                        () -> new IOException("a password cannot be typed unseen while the output goes elsewhere"));
    }

    private static String typedTwice(Console console) throws IOException {
        char[] first = typed(console, "Password: ");
        char[] second = typed(console, "The same again: ");
        if (!Arrays.equals(first, second)) {
            throw new IOException("the two are not the same; nothing was changed");
        }
        return new String(first);
    }

    private static char[] typed(Console console, String prompt) throws IOException {
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            throw new IOException("no password was given; nothing was changed");
        }
        return typed;
    }

    private static String firstLine(InputStream in) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), MOST);
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
            if (line.length() >= MOST) {
                throw new IOException("the password's line is longer than " + MOST + " characters");
            }
            line.append((char) c);
        }
        if (line.length() > 0 && line.charAt(line.length() - 1) == '\r') {
            line.setLength(line.length() - 1);
        }
        return line.toString();
    }
}

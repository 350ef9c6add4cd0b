package dev.sightline.gateway.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * As whom a process acts.
 *
 * @param name of the account; its number where it has no name
 * @param uid the effective user
 * @param groups the effective group and the supplementary ones
 */
public record ProcessUser(String name, int uid, Set<Integer> groups) {
    public static final ProcessUser ROOT = new ProcessUser("root", 0, Set.of(0));

    private static final Path STATUS = Path.of("/proc/self/status");

    public ProcessUser {
        groups = Set.copyOf(groups);
    }

    /** This process, as the kernel says it ({@code proc_pid_status(5)}). */
    public static ProcessUser current() throws IOException {
        int uid = 0;
        Set<Integer> groups = new TreeSet<>();
        for (String line : Files.readAllLines(STATUS)) {
            String[] words = line.split("\\s+");
            switch (words[0]) {
                case "Uid:" -> uid = Integer.parseUnsignedInt(words[2]); // real, effective, saved, file system
                case "Gid:" -> groups.add(Integer.parseUnsignedInt(words[2]));
                case "Groups:" ->
                    Arrays.stream(words).skip(1).map(Integer::parseUnsignedInt).forEach(groups::add);
                default -> {}
            }
        }
        String name = System.getProperty("user.name", "?");
        return new ProcessUser(name.equals("?") ? Integer.toString(uid) : name, uid, groups);
    }

    public boolean isRoot() {
        return uid == 0;
    }

    @Override
    public String toString() {
        return isRoot()
                ? "root"
                : name + " (uid " + uid + ", groups "
                        + new TreeSet<>(groups).stream().map(String::valueOf).collect(Collectors.joining(" ")) + ")";
    }
}

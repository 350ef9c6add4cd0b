package dev.sightline.gateway.security.tls;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must hold for a private key and for each step on the way to it. The steps are looked at from the root downwards: once
 * a directory is found to be changed by nobody but root and the process itself, nobody else can change what was found in it,
 * so that between the check and the reading there is nothing to be won.
 */
final class KeyRules {
    private static final int OTHERS_READ = 04;
    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final String GROUP = "ssl-certs";

    private final ProcessUser user;

    KeyRules(ProcessUser user) {
        this.user = user;
    }

    /** @param cure shell commands, in order */
    record Fault(FileFacts where, String what, String why, List<String> cure) {
        Fault {
            cure = List.copyOf(cure);
        }
    }

    /** What is wrong on the way, and with the key at its end. */
    List<Fault> faults(FileWay way) {
        List<Fault> faults = new ArrayList<>(onTheWay(way));
        way.file().ifPresent(file -> faults.addAll(key(file)));
        return List.copyOf(faults);
    }

    /** What is wrong with a file that anyone may read, and with the way to it. */
    List<Fault> faultsOfPublic(FileWay way) {
        List<Fault> faults = new ArrayList<>(onTheWay(way));
        way.file().flatMap(this::replaceable).ifPresent(faults::add);
        return List.copyOf(faults);
    }

    private List<Fault> onTheWay(FileWay way) {
        List<Fault> faults = new ArrayList<>();
        FileFacts above = way.steps().get(0);
        for (FileFacts step : way.steps()) {
            (step.isLink() ? link(step, above) : directory(step)).ifPresent(faults::add);
            above = step.isDirectory() ? step : above;
        }
        return faults;
    }

    private Optional<Fault> replaceable(FileFacts file) {
        boolean trusted = user.trusts(file.uid());
        if (trusted && !file.allowsAnyOf(GROUP_OR_OTHERS_WRITE)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                file,
                (trusted ? "may be changed by others" : "belongs to " + file.owner()) + " (" + file.described() + ")",
                "whoever changes it decides whom this gateway believes",
                List.of("chown root " + quoted(file) + " && chmod go-w " + quoted(file))));
    }

    Optional<Fault> directory(FileFacts directory) {
        if (!user.trusts(directory.uid())) {
            return Optional.of(new Fault(
                    directory,
                    "belongs to " + directory.owner() + " (" + directory.described() + ")",
                    directory.owner() + " could put another file in its place",
                    List.of("chown root " + quoted(directory))));
        }
        if (directory.isSticky() || !directory.allowsAnyOf(GROUP_OR_OTHERS_WRITE)) {
            return Optional.empty();
        }
        boolean everyone = directory.allowsAnyOf(02);
        return Optional.of(new Fault(
                directory,
                "may be written by " + (everyone ? "everyone" : "the group " + directory.group()) + " ("
                        + directory.described() + ")",
                "whoever may write there could put another file in its place",
                List.of("chmod " + (everyone ? "go-w " : "g-w ") + quoted(directory))));
    }

    /** In a sticky directory everyone may have put the link there. */
    private Optional<Fault> link(FileFacts link, FileFacts directory) {
        return user.trusts(link.uid()) || !directory.isSticky()
                ? Optional.empty()
                : Optional.of(new Fault(
                        link,
                        "is a symbolic link of " + link.owner(),
                        link.owner() + " decides which key is read",
                        List.of("chown --no-dereference root " + quoted(link))));
    }

    List<Fault> key(FileFacts key) {
        List<Fault> faults = new ArrayList<>();
        if (!user.trusts(key.uid())) {
            faults.add(new Fault(
                    key,
                    "belongs to " + key.owner() + ", neither to root nor to " + user.name() + " (" + key.described()
                            + ")",
                    key.owner() + " could impersonate this gateway",
                    List.of("chown root " + quoted(key))));
        }
        if (key.allowsAnyOf(GROUP_OR_OTHERS_WRITE | OTHERS_READ)) {
            boolean others = key.allowsAnyOf(OTHERS_READ | 02);
            faults.add(new Fault(
                    key,
                    "may be " + (key.allowsAnyOf(OTHERS_READ) ? "read" : "changed") + " by "
                            + (others ? "everyone" : "the group " + key.group()) + " (" + key.described() + ")",
                    key.allowsAnyOf(OTHERS_READ)
                            ? "any user of this host could impersonate this gateway"
                            : "whoever changes it decides whose key this gateway shows",
                    tightened(key)));
        }
        return faults;
    }

    /** What lets the process read a key, or enter a directory, that it may not. */
    Fault unreadable(FileWay way) {
        FileFacts where = way.closed().or(way::file).orElseThrow();
        boolean directory = where.isDirectory();
        int groupMay = directory ? 010 : 040;
        List<String> cure = new ArrayList<>();
        String group = where.group();
        String what;
        if (where.gid() != 0 && where.allowsAnyOf(groupMay)) {
            what = "the process lacks the group " + group;
        } else {
            what = "its group may not; the process needs a group of its own, such as " + GROUP;
            group = GROUP;
            cure.add("config/tls/share-key --help   # does all of this, now and after each renewal; or by hand:");
            cure.add("groupadd --force --system " + GROUP);
            cure.addAll(shared(way));
        }
        if (user.groups().contains(where.gid()) && where.gid() != 0) {
            what = "the process is in the group " + where.group() + ", which may not";
        } else {
            cure.add("usermod --append --groups " + group + " " + user.name());
        }
        cure.add("# then start the gateway again: a process gets its groups at its start");
        return new Fault(
                where,
                "cannot be " + (directory ? "entered" : "read") + " by " + user + " (" + where.described() + "): "
                        + what,
                "without its key the gateway cannot prove who it is",
                cure);
    }

    /** Directories 750, key 640, all of the group: only what is closed now. */
    private List<String> shared(FileWay way) {
        List<String> commands = new ArrayList<>();
        way.directories().stream()
                .filter(directory -> !directory.allows(user, FileFacts.Access.ENTER))
                .forEach(directory -> commands.add(
                        "chgrp " + GROUP + " " + quoted(directory) + " && chmod 750 " + quoted(directory)));
        way.file()
                .ifPresent(key -> commands.add("chgrp " + GROUP + " " + quoted(key) + " && chmod 640 " + quoted(key)));
        return commands;
    }

    private List<String> tightened(FileFacts key) {
        if (user.isRoot() || user.uid() == key.uid()) {
            return List.of("chmod 600 " + quoted(key));
        }
        return List.of(
                "groupadd --force --system " + GROUP,
                "chgrp " + GROUP + " " + quoted(key) + " && chmod 640 " + quoted(key),
                "usermod --append --groups " + GROUP + " " + user.name());
    }

    private static String quoted(FileFacts file) {
        String path = file.path().toString();
        return path.matches("[A-Za-z0-9/._+@%:,=-]+") ? path : "'" + path.replace("'", "'\\''") + "'";
    }
}

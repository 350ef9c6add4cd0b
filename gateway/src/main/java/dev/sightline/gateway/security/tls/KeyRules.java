package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.files.Fault;
import dev.sightline.gateway.files.FileFacts;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.WayRules;
import java.util.ArrayList;
import java.util.List;

/** What must hold for a private key, besides what holds for the way to it. */
final class KeyRules {
    private static final int OTHERS_READ = 04;
    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final String GROUP = "ssl-certs";

    private final ProcessUser user;

    KeyRules(ProcessUser user) {
        this.user = user;
    }

    /** What is wrong on the way, and with the key at its end. */
    List<Fault> faults(FileWay way) {
        List<Fault> faults = new ArrayList<>(WayRules.of(user).onTheWay(way));
        way.file().ifPresent(file -> faults.addAll(key(file)));
        return List.copyOf(faults);
    }

    List<Fault> key(FileFacts key) {
        List<Fault> faults = new ArrayList<>();
        if (!WayRules.of(user).trusts(key)) {
            faults.add(new Fault(
                    key,
                    "belongs to " + key.owner() + ", "
                            + (user.isRoot() ? "not to root" : "neither to root nor to " + user.name()) + " ("
                            + key.described() + ")",
                    key.owner() + " could impersonate this gateway",
                    List.of("chown root " + key.quoted())));
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
                        "chgrp " + GROUP + " " + directory.quoted() + " && chmod 750 " + directory.quoted()));
        way.file()
                .ifPresent(
                        key -> commands.add("chgrp " + GROUP + " " + key.quoted() + " && chmod 640 " + key.quoted()));
        return commands;
    }

    private List<String> tightened(FileFacts key) {
        if (user.isRoot() || user.uid() == key.uid()) {
            return List.of("chmod 600 " + key.quoted());
        }
        return List.of(
                "groupadd --force --system " + GROUP,
                "chgrp " + GROUP + " " + key.quoted() + " && chmod 640 " + key.quoted(),
                "usermod --append --groups " + GROUP + " " + user.name());
    }
}

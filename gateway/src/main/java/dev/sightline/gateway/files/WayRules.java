package dev.sightline.gateway.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What must hold for each step on the way to a file that nobody else may put another in the place of. The steps are looked at
 * from the root downwards: once a directory is found to be changed by nobody but those who are trusted, nobody else can
 * change what was found in it, so that between the check and the reading there is nothing to be won.
 */
public final class WayRules {
    private static final int GROUP_OR_OTHERS_WRITE = 022;
    private static final int OTHERS_WRITE = 02;

    private final Set<Integer> trusted;

    private WayRules(Set<Integer> trusted) {
        this.trusted = Set.copyOf(trusted);
    }

    /** Root is trusted, and whoever has one of these numbers. */
    public static WayRules trusting(Integer... users) {
        Set<Integer> all = new HashSet<>(List.of(users));
        all.add(0);
        return new WayRules(all);
    }

    /** Root is trusted, and the process's own user. */
    public static WayRules of(ProcessUser user) {
        return trusting(user.uid());
    }

    public boolean trusts(FileFacts facts) {
        return trusted.contains(facts.uid());
    }

    /** What is wrong with the directories and links on the way; the file at its end is not looked at. */
    public List<Fault> onTheWay(FileWay way) {
        List<Fault> faults = new ArrayList<>();
        FileFacts above = way.steps().get(0);
        for (FileFacts step : way.steps()) {
            (step.isLink() ? link(step, above) : directory(step)).ifPresent(faults::add);
            above = step.isDirectory() ? step : above;
        }
        return List.copyOf(faults);
    }

    /**
     * What is wrong with the way, and with who may change the file at its end; anyone may read it.
     *
     * @param why it matters who may change the file
     */
    public List<Fault> onTheWayAndChanged(FileWay way, String why) {
        List<Fault> faults = new ArrayList<>(onTheWay(way));
        way.file().flatMap(file -> changed(file, why)).ifPresent(faults::add);
        return List.copyOf(faults);
    }

    /**
     * What is wrong with a directory in which files are to be made: besides the way to it, nobody else may make any there, or
     * theirs would be there first. A sticky bit does not prevent that.
     */
    public List<Fault> onTheWayAndWithin(FileWay way) {
        List<Fault> faults = new ArrayList<>(onTheWay(way));
        FileFacts last = way.steps().get(way.steps().size() - 1);
        if (last.isDirectory() && last.isSticky() && last.allowsAnyOf(GROUP_OR_OTHERS_WRITE)) {
            faults.add(new Fault(
                    last,
                    "may be written by " + who(last) + " (" + last.described() + ")",
                    "files of theirs could be there before ours, which a sticky bit does not prevent",
                    List.of("# take a directory of the gateway's own")));
        }
        return List.copyOf(faults);
    }

    private Optional<Fault> changed(FileFacts file, String why) {
        boolean known = trusts(file);
        if (known && !file.allowsAnyOf(GROUP_OR_OTHERS_WRITE)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                file,
                (known ? "may be changed by others" : "belongs to " + file.owner()) + " (" + file.described() + ")",
                why,
                List.of("chown root " + file.quoted() + " && chmod go-w " + file.quoted())));
    }

    private Optional<Fault> directory(FileFacts directory) {
        if (!trusts(directory)) {
            return Optional.of(new Fault(
                    directory,
                    "belongs to " + directory.owner() + " (" + directory.described() + ")",
                    directory.owner() + " could put another file in its place",
                    List.of("chown root " + directory.quoted())));
        }
        if (directory.isSticky() || !directory.allowsAnyOf(GROUP_OR_OTHERS_WRITE)) {
            return Optional.empty();
        }
        return Optional.of(new Fault(
                directory,
                "may be written by " + who(directory) + " (" + directory.described() + ")",
                "whoever may write there could put another file in its place",
                List.of("chmod " + (directory.allowsAnyOf(OTHERS_WRITE) ? "go-w " : "g-w ") + directory.quoted())));
    }

    /** In a sticky directory everyone may have put the link there. */
    private Optional<Fault> link(FileFacts link, FileFacts directory) {
        return trusts(link) || !directory.isSticky()
                ? Optional.empty()
                : Optional.of(new Fault(
                        link,
                        "is a symbolic link of " + link.owner(),
                        link.owner() + " decides what is read",
                        List.of("chown --no-dereference root " + link.quoted())));
    }

    private static String who(FileFacts directory) {
        return directory.allowsAnyOf(OTHERS_WRITE) ? "everyone" : "the group " + directory.group();
    }
}

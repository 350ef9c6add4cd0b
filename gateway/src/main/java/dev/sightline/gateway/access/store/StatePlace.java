package dev.sightline.gateway.access.store;

import dev.sightline.gateway.files.FileFacts;
import dev.sightline.gateway.files.FileWay;
import dev.sightline.gateway.files.OwnDirectory;
import dev.sightline.gateway.files.ProcessUser;
import dev.sightline.gateway.files.WayRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;

/**
 * The directory of such files, and whom they are believed from: root, this process's own account, and, where root works in the
 * directory of a service, that service's.
 */
final class StatePlace {
    private static final String SETTING = "access.directory";
    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final Path directory;
    private final WayRules rules;

    private StatePlace(Path directory, WayRules rules) {
        this.directory = directory;
        this.rules = rules;
    }

    /** @throws IOException when others may write in the directory of the file, or on the way to it; with the cure */
    static StatePlace of(Path file) throws IOException {
        Path directory = Optional.ofNullable(file.getParent()).orElseThrow(() -> new IOException(file + " is no file"));
        ProcessUser user = ProcessUser.current();
        WayRules rules = user.isRoot() ? WayRules.trusting(ownerOf(directory)) : WayRules.of(user);
        OwnDirectory.check(SETTING, directory, rules);
        return new StatePlace(directory, rules);
    }

    /** The same, which is there then. */
    static StatePlace madeFor(Path file) throws IOException {
        StatePlace place = of(file);
        try {
            make(place.directory);
        } catch (IOException e) {
            throw NotStored.because(file, "cannot be made (name another directory with " + SETTING + ")", e);
        }
        return place;
    }

    /** Of the directory, or of the one above it in which it is to be made; links are followed. */
    private static int ownerOf(Path directory) throws IOException {
        List<FileFacts> directories =
                FileWay.to(OwnDirectory.nearest(directory)).directories();
        return directories.get(directories.size() - 1).uid();
    }

    Path directory() {
        return directory;
    }

    /** Missing directories, from the top; each belongs to whom its parent belongs to. */
    private static void make(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.getParent();
        if (parent != null) {
            make(parent);
        }
        Files.createDirectory(directory, OWNER_ONLY);
        if (parent != null) {
            give(parent, directory);
        }
    }

    /** What root makes in another's directory belongs to that other. */
    void own(Path file) throws IOException {
        give(directory, file);
    }

    private static void give(Path directory, Path file) throws IOException {
        PosixFileAttributes wanted = Files.readAttributes(directory, PosixFileAttributes.class);
        PosixFileAttributeView view =
                Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (!view.readAttributes().owner().equals(wanted.owner())) {
            view.setOwner(wanted.owner()); // only root comes here: others cannot write where they own nothing
            view.setGroup(wanted.group());
        }
    }

    /**
     * Refuses what somebody has put in a file's place, before it is opened: a link would lead elsewhere, a pipe would hold
     * whoever opens it, and another account's file says what that account wants. What is missing is well.
     */
    void refuseForeign(Path file) throws IOException {
        FileFacts found;
        try {
            found = FileFacts.of(file);
        } catch (NoSuchFileException e) {
            return;
        }
        if (found.isLink() || !found.isRegular()) {
            throw new IOException(file + " is " + (found.isLink() ? "a symbolic link" : "no regular file") + " of "
                    + found.owner() + "; nothing is read or written by it. Mend it with: rm " + found.quoted());
        }
        boolean elsewhere = (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) > 1;
        if (!rules.trusts(found) || elsewhere) {
            String owner = Files.getOwner(directory).getName();
            throw new IOException(file + (elsewhere ? " has another name elsewhere" : " belongs to " + found.owner())
                    + " (" + found.described() + "); whoever put it there decides who is let in. If what it says is"
                    + " right, mend it with: cp " + found.quoted() + " copy && rm " + found.quoted()
                    + " && install -m 600"
                    + " -o " + owner + " copy " + found.quoted());
        }
    }
}

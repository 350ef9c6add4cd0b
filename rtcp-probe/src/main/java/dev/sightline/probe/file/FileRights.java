package dev.sightline.probe.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Who owns a file, and what its mode allows, for the file that takes its place.
 *
 * @param mode owner's, group's and others' bits
 */
record FileRights(int owner, int group, int mode) {
    private static final int ALL = 0777;
    private static final int OWNERS = 0700;
    private static final int OTHERS = 0007;
    private static final int BITS_OF_EACH = 3;

    /** Those of the file, not of what a link of its name points to. */
    static FileRights of(Path file) throws IOException {
        return new FileRights(number(file, "unix:uid"), number(file, "unix:gid"), number(file, "unix:mode") & ALL);
    }

    private static int number(Path file, String attribute) throws IOException {
        return (int) Files.getAttribute(file, attribute, LinkOption.NOFOLLOW_LINKS);
    }

    /**
     * Gives a new file of this process as much of them as it may. Only root may give it to another owner, and to a group that
     * this process is not in. A mode that stands for another group allows nobody more than it did.
     *
     * @param file that only its owner may read so far
     * @throws IOException when its mode cannot be changed
     */
    void giveTo(Path file) throws IOException {
        boolean hasGroup = tried(file, "unix:gid", group);
        tried(file, "unix:uid", owner);
        int allowed = hasGroup ? mode : forAnotherGroup();
        if ((number(file, "unix:mode") & ALL) != allowed) { // a file system without modes knows only one
            Files.setAttribute(file, "unix:mode", allowed, LinkOption.NOFOLLOW_LINKS);
        }
    }

    /** Who was in the group is one of the others now, and the other way round: both get what both had. */
    int forAnotherGroup() {
        int both = mode & (mode >> BITS_OF_EACH) & OTHERS;
        return (mode & OWNERS) | (both << BITS_OF_EACH) | both;
    }

    private static boolean tried(Path file, String attribute, int value) throws IOException {
        if (number(file, attribute) == value) {
            return true;
        }
        try {
            Files.setAttribute(file, attribute, value, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (IOException notAllowed) {
            return false;
        }
    }
}

package dev.sightline.gateway.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.Principal;
import java.util.Map;
import java.util.Objects;

/**
 * One look at a file, a directory or a symbolic link itself: who may do what with it, and which one it is.
 *
 * @param mode type and permissions as {@code stat(2)} has them
 * @param changed of a file; a directory changes with everything that comes and goes in it, which does not matter here
 */
public record FileFacts(
        Path path,
        int mode,
        int uid,
        int gid,
        String owner,
        String group,
        long device,
        long inode,
        FileTime changed,
        long size) {
    private static final String WANTED = "unix:mode,uid,gid,owner,group,dev,ino,ctime,size";
    private static final int TYPE = 0170000;
    private static final int LINK = 0120000;
    private static final int DIRECTORY = 0040000;
    private static final int REGULAR = 0100000;
    private static final int STICKY = 01000;
    private static final int PERMISSIONS = 07777;

    public static FileFacts of(Path path) throws IOException {
        Map<String, Object> read = Files.readAttributes(path, WANTED, LinkOption.NOFOLLOW_LINKS);
        int mode = number(read, "mode");
        boolean regular = (mode & TYPE) == REGULAR;
        return new FileFacts(
                path,
                mode,
                number(read, "uid"),
                number(read, "gid"),
                value(read, "owner", Principal.class).getName(),
                value(read, "group", Principal.class).getName(),
                value(read, "dev", Long.class),
                value(read, "ino", Long.class),
                regular ? value(read, "ctime", FileTime.class) : FileTime.fromMillis(0),
                regular ? value(read, "size", Long.class) : 0);
    }

    private static int number(Map<String, Object> read, String name) {
        return value(read, name, Integer.class);
    }

    /** Every file system of this kind has them all. */
    private static <T> T value(Map<String, Object> read, String name, Class<T> type) {
        return type.cast(Objects.requireNonNull(read.get(name), name));
    }

    public boolean isLink() {
        return (mode & TYPE) == LINK;
    }

    public boolean isDirectory() {
        return (mode & TYPE) == DIRECTORY;
    }

    public boolean isRegular() {
        return (mode & TYPE) == REGULAR;
    }

    /** Whether only an entry's owner, and the directory's, may take the entry away. */
    public boolean isSticky() {
        return (mode & STICKY) != 0;
    }

    /** @param bits of the mode, such as 022 */
    public boolean allowsAnyOf(int bits) {
        return (mode & bits) != 0;
    }

    /** Whether the kernel would let {@code user} do this; access control lists are not looked at. */
    public boolean allows(ProcessUser user, Access access) {
        if (user.isRoot()) {
            return true;
        }
        int shift = user.uid() == uid ? 6 : user.groups().contains(gid) ? 3 : 0;
        return (mode >> shift & access.bit) != 0;
    }

    /** As {@code ls} and {@code chmod} say it: {@code mode 0640, root:ssl-certs}. */
    public String described() {
        return "mode 0%o, %s:%s".formatted(mode & PERMISSIONS, owner, group);
    }

    /** The path for a shell. */
    public String quoted() {
        String name = path.toString();
        return name.matches("[A-Za-z0-9/._+@%:,=-]+") ? name : "'" + name.replace("'", "'\\''") + "'";
    }

    public enum Access {
        READ(4),
        ENTER(1);

        private final int bit;

        Access(int bit) {
            this.bit = bit;
        }
    }
}

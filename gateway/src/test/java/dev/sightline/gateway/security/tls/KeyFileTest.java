package dev.sightline.gateway.security.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.gateway.files.ProcessUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyFileTest {
    private static final ProcessUser SERVICE = new ProcessUser("sightline", 40001, Set.of(40001));
    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    Path directory;

    private LetsEncryptTree tree;

    @BeforeEach
    void plant() throws Exception {
        tree = new LetsEncryptTree(directory.resolve("letsencrypt"), "cam.example", AUTHORITY.issue("cam.example"));
    }

    @Test
    void aKeyThatOnlyItsOwnerReadsIsRead() throws Exception {
        KeyFile.Content content = reading().read(tree.key());

        assertThat(new String(content.bytes(), java.nio.charset.StandardCharsets.US_ASCII))
                .contains("PRIVATE KEY");
        assertThat(content.warning()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "rw-r--r--, may be read by everyone",
        "rw----r--, may be read by everyone",
        "rw--w----, may be changed by the group",
        "rw-----w-, may be changed by everyone"
    })
    void aKeyThatOthersReadOrChangeIsRefusedWhateverItsDirectoriesSay(String mode, String what) throws Exception {
        LetsEncryptTree.mode(tree.archived("privkey"), mode);
        LetsEncryptTree.mode(tree.archive(), "rwx------");

        assertThatThrownBy(() -> reading().read(tree.key()))
                .isInstanceOf(TlsException.class)
                .hasMessageStartingWith("tls.key: " + tree.archived("privkey").toRealPath() + ", on the way to "
                        + tree.key() + ", " + what)
                .hasMessageContaining("chmod 600 " + tree.archived("privkey").toRealPath());
    }

    @ParameterizedTest(name = "{0} of {1}")
    @CsvSource({
        "rwxrwxr-x, live, g-w",
        "rwxr-xrwx, live, go-w",
        "rwxrwxr-x, archive, g-w",
        "rwxrwxrwx, archive/cam.example, go-w",
        "rwxrwxrwx, live/cam.example, go-w"
    })
    void aDirectoryThatOthersMayWriteIsRefusedOnTheLinksWayAndOnTheFiles(String mode, String which, String cure)
            throws Exception {
        Path open = directory.resolve("letsencrypt").resolve(which);
        LetsEncryptTree.mode(open, mode);

        assertThatThrownBy(() -> reading().read(tree.key()))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(open.toRealPath() + ", on the way to " + tree.key() + ", may be written by ")
                .hasMessageContaining("could put another file in its place")
                .hasMessageContaining("chmod " + cure + " " + open.toRealPath());
    }

    @Test
    void allThatIsWrongIsSaidAtOnce() throws Exception {
        LetsEncryptTree.mode(tree.archived("privkey"), "rw-r--r--");
        LetsEncryptTree.mode(tree.live(), "rwxrwxrwx");

        assertThatThrownBy(() -> reading().read(tree.key()))
                .hasMessageContaining("chmod 600 ")
                .hasMessageContaining("chmod go-w ");
    }

    @Test
    void aKeyThatIsNotSafeIsReadWithAWarningWhereThatIsAllowed() throws Exception {
        LetsEncryptTree.mode(tree.archived("privkey"), "rw-r--r--");

        KeyFile.Content content = new KeyFile("tls.key", ProcessUser.current(), true).read(tree.key());

        assertThat(content.warning())
                .hasValueSatisfying(warning ->
                        assertThat(warning).contains("may be read by everyone").contains("mode 0644"));
    }

    @Test
    void linksInACircleAndMissingFilesAreNamed() throws Exception {
        Path circle = Files.createSymbolicLink(directory.resolve("a"), directory.resolve("a"));

        assertThatThrownBy(() -> reading().read(circle))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("a");
        assertThatThrownBy(() -> reading().read(directory.resolve("gone/key.pem")))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining(directory.resolve("gone") + " does not exist");
        assertThatThrownBy(() -> reading().read(directory))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("is no file");
    }

    @Test
    void aFileLargerThanAnyKeyIsNotRead() throws Exception {
        Path large = directory.resolve("large.pem");
        KeyFile.write(large, "x".repeat(1 << 19));

        assertThatThrownBy(() -> reading().read(large)).hasMessageContaining("larger than any key");
    }

    @Test
    @Tag("root")
    void aKeyOrDirectoryOfSomebodyElseIsRefused() throws Exception {
        chown(tree.archived("privkey"), 40002);
        chown(tree.live(), 40003);

        assertThatThrownBy(() -> new KeyFile("tls.key", SERVICE, false).read(tree.key()))
                .hasMessageContaining("belongs to 40002, neither to root nor to sightline")
                .hasMessageContaining("belongs to 40003")
                .hasMessageContaining("chown root " + tree.live().toRealPath());
    }

    @Test
    @Tag("root")
    void theLinkOfAStrangerInAStickyDirectoryIsRefused() throws Exception {
        Path shared = Files.createDirectory(directory.resolve("shared"));
        Files.setAttribute(shared, "unix:mode", 01777);
        Path link = Files.createSymbolicLink(shared.resolve("key.pem"), tree.key());
        assertThat(reading().read(link).warning()).isEmpty();

        Files.setAttribute(link, "unix:uid", 40002, java.nio.file.LinkOption.NOFOLLOW_LINKS);

        assertThatThrownBy(() -> reading().read(link)).hasMessageContaining("is a symbolic link of 40002");
    }

    @Test
    @Tag("root")
    void theServicesOwnKeyIsReadForIt() throws Exception {
        chown(tree.archived("privkey"), SERVICE.uid());

        assertThat(new KeyFile("tls.key", SERVICE, false).read(tree.key()).warning())
                .isEmpty();
    }

    private static KeyFile reading() throws IOException {
        return new KeyFile("tls.key", ProcessUser.current(), false);
    }

    private static void chown(Path path, int uid) throws IOException {
        Files.setAttribute(path, "unix:uid", uid);
    }
}

package dev.sightline.probe.firewall.ufw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sightline.probe.firewall.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Directories like {@code /etc/ufw} that somebody else made. */
@Tag("root")
class UfwRootTest {
    @TempDir
    Path directory;

    @Test
    void takesRulesAndKnownSettingsOnly() throws Exception {
        Path rules = foreignUfw();
        Files.writeString(rules.resolve("ufw.conf"), "ENABLED=yes\nLOGLEVEL='high' # much\nPATH=/tmp\n");
        Files.writeString(
                directory.resolve("default/ufw"),
                "IPV6=yes\nDEFAULT_INPUT_POLICY=\"REJECT\"\nDEFAULT_INPUT_POLICY=\"DROP\"\nMANAGE_BUILTINS=yes\nid\n");

        UfwRoot root = UfwRoot.copied(rules, directory.resolve("copy"));

        assertThat(root.rules().resolve("user.rules")).hasSameTextualContentAs(rules.resolve("user.rules"));
        assertThat(root.rules().resolve("before.init")).doesNotExist();
        assertThat(root.rules().resolve("ufw.conf")).hasContent("ENABLED=no\nLOGLEVEL=high");
        assertThat(directory.resolve("copy/default-ufw")).hasContent("""
                IPV6=yes
                DEFAULT_INPUT_POLICY="DROP"
                DEFAULT_OUTPUT_POLICY="ACCEPT"
                DEFAULT_FORWARD_POLICY="DROP"
                DEFAULT_APPLICATION_POLICY="SKIP"
                MANAGE_BUILTINS=no
                IPT_SYSCTL=
                IPT_MODULES=""
                """.stripTrailing());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "default/ufw, 'DEFAULT_INPUT_POLICY=\"DROP\"; touch ran', 'default/ufw: found DEFAULT_INPUT_POLICY=\"DROP\"; touch'",
        "ufw/ufw.conf, LOGLEVEL=$(touch ran), expected",
        "ufw/user.rules, '-A ufw-user-input -M /tmp/run -j DROP', names a program",
        "ufw/user.rules, '-A ufw-user-input -v\"M/tmp/run\" -j DROP', names a program",
        "ufw/user.rules, '-A ufw-user-input --modp=/tmp/run -j DROP', names a program",
        "ufw/user.rules, '-A i --log-prefix \"x --comment \" -M /tmp/run -m comment --comment \"y\"', names a program",
    })
    void refusesWhatIsNoSettingAndNoRule(String file, String line, String why) throws Exception {
        Path rules = foreignUfw();
        Path changed = directory.resolve(file);
        Files.writeString(changed, Files.readString(changed) + line + "\n");

        assertThatThrownBy(() -> UfwRoot.copied(rules, directory.resolve("copy")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ufw/user.rules", "ufw/ufw.conf", "default/ufw", "default"})
    void followsNoLinkOfADirectoryThatSomebodyElseMade(String file) throws Exception {
        Path rules = foreignUfw();
        Path moved = directory.resolve("elsewhere");
        Files.move(directory.resolve(file), moved);
        Files.createSymbolicLink(directory.resolve(file), moved);

        assertThatThrownBy(() -> UfwRoot.copied(rules, directory.resolve("copy")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.resolve(file) + " is a symbolic link");
    }

    private Path foreignUfw() throws Exception {
        Path rules = directory.resolve("ufw");
        Programs.output("cp", "-a", "/etc/ufw", rules.toString());
        Files.createDirectory(directory.resolve("default"));
        Files.copy(Path.of("/etc/default/ufw"), directory.resolve("default/ufw"));
        return rules;
    }
}

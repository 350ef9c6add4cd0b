package dev.sightline.probe.host.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The words of an nftables rule")
class RuleWordsTest {
    private static final String RULE = "ip filter c handle 2";

    @TempDir
    private Path directory;

    private Path asked;
    private RuleWords words = new RuleWords(Optional.empty());

    /** It notes each question, and tells of each rule how often it was asked. */
    @BeforeEach
    void standInForNft() throws IOException {
        asked = Files.createFile(directory.resolve("asked"));
        Path nft = Files.writeString(directory.resolve("nft"), """
                #!/bin/sh
                echo "$@" >> %1$s
                questions=$(wc -l < %1$s)
                echo "  chain c { # handle 1"
                for handle in $(seq 2 99); do
                  echo "    udp dport $questions counter packets 7 bytes 99 drop # handle $handle"
                done
                """.formatted(asked));
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwx------"));
        words = new RuleWords(Optional.of(HostCommand.of(nft, Duration.ofSeconds(60), 65_536)));
    }

    private List<String> questions() throws IOException {
        return Files.readAllLines(asked);
    }

    @Test
    void areAskedForOnceAsLongAsTheRuleIsThere() throws IOException {
        assertThat(words.of(RULE)).contains("ip filter c: udp dport 1 counter drop");
        words.keep(List.of(RULE));
        assertThat(words.of(RULE)).contains("ip filter c: udp dport 1 counter drop");
        assertThat(questions()).containsExactly("-a list chain ip filter c");
    }

    /** Handles of a table that is loaded anew begin anew. */
    @Test
    void areForgottenWithTheRule() {
        assertThat(words.of(RULE)).contains("ip filter c: udp dport 1 counter drop");
        words.keep(List.of("ip filter c handle 3"));
        assertThat(words.of(RULE)).contains("ip filter c: udp dport 2 counter drop");
    }

    @Test
    void areNotAskedForByWhatNftWouldReadAsMore() throws IOException {
        for (String id : List.of("ip filter c", "ip filter c;flush handle 2", "ip c handle 2", "ip f {c} handle 2")) {
            assertThat(words.of(id)).as(id).isEmpty();
        }
        assertThat(questions()).isEmpty();
    }
}

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
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The words of rules that nft does not tell at once")
class RuleWordsAgainTest {
    /** Writes down what it is asked, and answers while there is a file. */
    private static final String NFT = """
            #!/bin/sh
            echo "$*" >> %1$s/log
            cat %1$s/rules
            """;

    @TempDir
    private Path folder;

    private long now;
    private RuleWords words = new RuleWords(Optional.empty());

    @BeforeEach
    void installs() throws IOException {
        Path nft = Files.writeString(folder.resolve("nft"), NFT.formatted(folder));
        Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwxr-xr-x"));
        words = new RuleWords(Optional.of(HostCommand.of(nft, Duration.ofSeconds(20), 1 << 20)), () -> now);
    }

    private static List<String> ids(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> "ip filter c handle " + number)
                .toList();
    }

    private void answers(List<String> ids) throws IOException {
        Files.write(
                folder.resolve("rules"),
                ids.stream()
                        .map(id -> "udp dport 5007 counter packets 3 bytes 90 drop #"
                                + id.substring("ip filter c".length()))
                        .toList());
    }

    private int asked() throws IOException {
        return Files.readAllLines(folder.resolve("log")).size();
    }

    @Test
    void areAskedForAgainAfterAWhileWhereNoneCame() throws IOException {
        String id = ids(1).get(0);
        assertThat(words.of(id)).isEmpty();
        answers(ids(1));

        words.keep(ids(1));
        now = Duration.ofSeconds(59).toNanos();
        assertThat(words.of(id)).isEmpty();
        assertThat(asked()).isEqualTo(1);

        now = Duration.ofSeconds(60).toNanos();
        assertThat(words.of(id)).contains("ip filter c: udp dport 5007 counter drop");
        assertThat(words.of(id)).isPresent();
        assertThat(asked()).isEqualTo(2);
    }

    @Test
    void ofManyRulesAreKnownAfterSomeReadings() throws IOException {
        List<String> many = ids(100);
        answers(many);

        for (int reading = 0; reading < 13; reading++) {
            words.keep(many);
            many.forEach(words::of);
            assertThat(asked()).isEqualTo(Math.min(100, (reading + 1) * 8));
        }

        assertThat(many).allSatisfy(id -> assertThat(words.of(id)).isPresent());
    }

    /** Each command may take as long as it may last: a reading is not to take minutes. */
    @Test
    void areAskedForOfOneRuleInAReadingWhereNoneCome() throws IOException {
        List<String> many = ids(100);

        for (int reading = 1; reading <= 3; reading++) {
            words.keep(many);
            many.forEach(words::of);
            assertThat(asked()).isEqualTo(reading);
        }
    }

    @Test
    void takeNoTurnFromOthersWhereTheyCannotBeAskedFor() throws IOException {
        answers(ids(1));

        assertThat(words.of("ip filter c: policy drop")).isEmpty();
        assertThat(words.of("ip filter odd;name handle 7")).isEmpty();
        assertThat(words.of(ids(1).get(0))).isPresent();
        assertThat(asked()).isEqualTo(1);
    }
}

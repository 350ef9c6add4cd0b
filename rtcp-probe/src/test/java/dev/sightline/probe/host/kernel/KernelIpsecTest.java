package dev.sightline.probe.host.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.host.program.HostCommand;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The IPsec of a host's kernel")
class KernelIpsecTest {
    private static final String POLICY = "printf 'src 10.77.0.1/32 dst 10.77.0.2/32 \\n\\tdir out priority 5 ptype main"
            + " \\n\\ttmpl src 0.0.0.0 dst 0.0.0.0\\n\\t\\tproto esp reqid 1 mode transport\\n'";
    private static final String REFUSED =
            "echo 'RTNETLINK answers: Operation not permitted' >&2; echo 'Dump terminated' >&2; exit 1";
    private static final String NO_IPSEC = "echo 'RTNETLINK answers: Protocol not supported' >&2; exit 2";

    @TempDir
    private Path folder;

    /** What is said of RTCP for a camera where {@code ip} does this, and a socket has that port. */
    private Optional<String> said(String script, int open) throws IOException {
        Path program =
                Files.writeString(folder.resolve("ip"), "#!/bin/sh\n[ \"$*\" = 'xfrm policy' ] || exit 3\n" + script);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return said(Optional.of(HostCommand.of(program, Duration.ofSeconds(20), 1 << 16)), open);
    }

    private static Optional<String> said(Optional<HostCommand> ip, int open) {
        try (KernelIpsec ipsec = new KernelIpsec(ip, port -> port == open)) {
            ipsec.refresh();
            Optional<String> taken = ipsec.mayTake(
                    new InetSocketAddress("10.77.0.1", 40_001),
                    new InetSocketAddress("10.77.0.2", 5_007),
                    Set.of("eth0"));
            assertThat(taken.isPresent() && ipsec.mayBeUnknown().isPresent()).isFalse();
            return taken.or(ipsec::mayBeUnknown);
        }
    }

    @Test
    void isToldByThePolicyThatTakesIt() throws IOException {
        assertThat(said(POLICY, 0))
                .hasValueSatisfying(words -> assertThat(words)
                        .contains("an IPsec policy of this host takes it", "dir out", "proto esp", "leaves encrypted"));
    }

    @ParameterizedTest(name = "UDP port {1} open, and ip does {0}: {2}")
    @CsvSource(textBlock = """
            refused, 4500, takes CAP_NET_ADMIN
            refused, 500,  takes CAP_NET_ADMIN
            refused, 5000, -
            none,    4500, -
            absent,  4500, -
            broken,  4500, exit code 7
            """)
    void mayBeThereWhereItCannotBeReadAndKeysAreNegotiated(String does, int open, String expected) throws IOException {
        String script = switch (does) {
            case "refused" -> REFUSED;
            case "none" -> "true";
            case "absent" -> NO_IPSEC;
            default -> "exit 7";
        };

        assertThat(said(script, open).orElse("-")).contains(expected);
        assertThat(said(script, open).isEmpty()).isEqualTo(expected.equals("-"));
    }

    @Test
    void isNotKnownWithoutTheProgram() {
        assertThat(said(Optional.empty(), 0)).isEmpty();
        assertThat(said(Optional.empty(), 500))
                .hasValueSatisfying(words -> assertThat(words).contains("UDP port 500", "no program ip"));
    }
}

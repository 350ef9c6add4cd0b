package dev.sightline.probe.firewall;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.probe.host.program.HostCommand.Output;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is said of a program that failed")
class ProgramsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '>', textBlock = """
            'conntrack v1.4.7: connection tracking table has been emptied.
            conntrack v1.4.7: Operation failed: sorry, you must be root' > tried: conntrack v1.4.7: Operation failed: sorry, you must be root; run this as root
            'In file included from a:1:
            a:7: syntax error
            include' > tried: a:7: syntax error
            Operation not permitted > tried: Operation not permitted; run this as root
            '' > tried: exit code 1
            """)
    void isTheLineThatHasTheReason(String complaint, String expected) {
        assertThat(Programs.failure("tried", new Output(1, "", complaint))).hasMessage(expected);
    }
}

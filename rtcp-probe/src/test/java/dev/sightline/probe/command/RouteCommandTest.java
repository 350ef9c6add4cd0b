package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@DisplayName("probe route, selftest and agent")
class RouteCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void sayThatTheTrapsAddressesStayHere() {
        assertThat(run("route", "0.0.0.0", "127.0.0.1")).isEqualTo(1);
        assertThat(out.toString())
                .contains(
                        "0.0.0.0 is routed to lo: RTCP sent there never leaves this host (table local)",
                        "127.0.0.1 is routed to lo: RTCP sent there never leaves this host (table local)");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "route | Missing required parameter: 'ADDRESS'",
                "route camera.local | 'camera.local' is no IP address",
                "route 10.77.0.2 camera.local | 'camera.local' is no IP address",
                "route fe80::1%none0 | 'fe80::1%none0': there is no interface none0 here; there are: ",
                "route fe80::1% | 'fe80::1%' names no interface behind its %; expected one as fe80::1%eth0",
                "route fe80::1 | 'fe80::1' is an address that each link may have; name the interface, as fe80::1%eth0; there are: ",
                "route ff02::1 | 'ff02::1' is an address that each link may have; name the interface, as ff02::1%eth0; there are: ",
                "route 10.77.0.2 fe80::1 | 'fe80::1' is an address that each link may have",
                "route fd00::1%lo | 'fd00::1%lo' names an interface, which only a link-local address needs; expected fd00::1 alone",
                "route 10.77.0.2%lo | '10.77.0.2%lo' names an interface, which only a link-local address needs; expected 10.77.0.2 alone",
                "route %lo | '' is no IP address",
                "route fe80::1%lo%lo | 'fe80::1%lo%lo': there is no interface lo%lo here",
                "watch --media-ports 5000 --camera fe80::1%none0 | 'fe80::1%none0': there is no interface none0 here; there are: ",
                "watch --media-ports 5000 --camera fd00::1%lo | 'fd00::1%lo' names an interface, which only a link-local address needs",
                "watch --media-ports 5000 --camera ff02::1%lo | 'ff02::1%lo' is no camera's address",
                "analyze --camera fe80::1% a.pcap | 'fe80::1%' names no interface",
                "analyze --camera 10.0.0.1%lo a.pcap | '10.0.0.1%lo' names an interface",
                "selftest --address fe80::1%eth0 | 'fe80::1%eth0' names an interface; expected an address alone",
                "route 1.2.3 | '1.2.3' is no IP address",
                "route 010.1.1.1 | '010.1.1.1' has a number with a 0 before it, which some read as octal; expected it without, as 10.1.1.1",
                "route ::ffff:10.1.1.01 | '::ffff:10.1.1.01' has a number with a 0 before it",
                "route --from 192.0.2.7 10.0.0.1 | --from 192.0.2.7: no address of this host",
                "agent --gateway wss://192.0.2.1:1/agent --token-file /none/x | --token-file: /none/x: no such file",
                "agent --gateway bla | expected wss://HOST:PORT/agent",
                "agent --gateway http://192.0.2.1/agent | expected wss://HOST:PORT/agent, as in",
                "agent --gateway wss://192.0.2.1:1/agent --certificate /none/c | --certificate: certificate /none/c: no such file",
                "selftest --port 0 | --port 0: expected 1 to 65535",
                "selftest --port 6000 | --port says where at --address to send to, and no --address was given",
                "selftest --address name | 'name' is no IP address"
            })
    void refuseBadInputWithOneClearLine(String line, String expected) {
        assertThat(run(line.split(" ", -1))).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).contains(expected);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void showThatAGatewayElsewhereTakesItsAddress() {
        assertThat(run("agent", "--help")).isZero();
        assertThat(out.toString().replaceAll("\\s+", " "))
                .contains("(--socket=PATH | (--gateway=URL [--token-file=FILE] [--certificate=PEM]))");
    }

    @Test
    void refuseAnEmptyAddress() {
        assertThat(run("route", "")).isEqualTo(2);
        assertThat(err.toString()).contains("'' is no IP address");
    }

    @Test
    void refuseAFileWithoutAName() {
        assertThat(run("analyze", "")).isEqualTo(2);
        assertThat(err.toString()).contains("the name of a FILE is empty; expected a capture file, or -");
    }

    private int run(String... arguments) {
        CommandLine line = ProbeMain.commandLine();
        line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
        return line.execute(arguments);
    }
}

package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class ShortUsageTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "analyze --camrea 10.0.0.1 a.pcap  | there is no option --camrea; did you mean --camera?",
                "analyze a.pcap --camrea=10.0.0.1  | there is no option --camrea; did you mean --camera?",
                "analyze --jsn --camrea 1.1.1.1 x  | there is no option --jsn; did you mean --json?; there is no option --camrea; did you mean --camera?",
                "watch --media-port 5000-5050      | there is no option --media-port; did you mean --media-ports?",
                "watch --media-port=5000-5050      | there is no option --media-port; did you mean --media-ports?",
                "watch --for 1s                    | --media-ports=A-B",
                "watch --bogus                     | there is no option --bogus",
                "watch --interface --bogus         | --media-ports=A-B",
                "analyze --bogus                   | there is no option --bogus",
                "analyze --json --bogus=1          | there is no option --bogus",
                "analyze -q                        | there is no option -q",
                "route --camera -j                 | there is no option --camera; there is no option -j",
                "route --json                      | Missing required parameter: 'ADDRESS'",
                "analyze -q a.pcap                 | there is no option -q",
                "analyse a.pcap                    | there is no command 'analyse'; did you mean analyze?",
                "nonsense                          | there is no command 'nonsense'; known: ",
                "selftest one                      | 'one' is one argument too many"
            })
    void whatIsMistypedIsNamedAndNotWhatStandsBehindIt(String typed, String expected) {
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new ProbeCommand())
                .setErr(new PrintWriter(err))
                .setParameterExceptionHandler(new ShortUsage());

        assertThat(line.execute(typed.split(" +"))).isEqualTo(2);
        assertThat(err.toString()).contains(expected).contains("Its help: probe");
        assertThat(err.toString().lines()).hasSize(2);
        assertThat(err.toString()).doesNotContain("a.pcap", "10.0.0.1");
    }
}

package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class HarmlessWriterTest {
    private static final String HOSTILE =
            "a\u001b[2Jb\u009b31mc\u0007\r\b\u007fd\te\u202ef\u2066g\u2028h é → \ud83d\ude00\n";
    private static final String PRINTED = "a?[2Jb?31mc????d\te?f?g?h é → \ud83d\ude00\n";

    private final StringWriter written = new StringWriter();
    private final PrintWriter exact = new PrintWriter(written);
    private final HarmlessPrinter out = new HarmlessPrinter(exact);

    @Test
    void letsNoTextSteerATerminal() {
        out.print(HOSTILE);
        out.append(HOSTILE).write(HOSTILE.toCharArray());
        HOSTILE.chars().forEach(out::write);
        out.flush();
        assertThat(written).hasToString(PRINTED.repeat(4));
    }

    @Test
    void leavesDocumentsForProgramsAndOwnEscapesAsTheyAre() {
        StandardStreams.exact(out).print(HOSTILE);
        StandardStreams.exact(exact).print(HOSTILE);
        assertThat(written).hasToString(HOSTILE.repeat(2));
    }

    @Test
    void leavesTheHelpItsEmphasis() {
        CommandLine line = StandardStreams.printing(new CommandLine(new Said()));
        line.setOut(out);
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.ON));
        line.execute("--help");
        assertThat(written.toString()).contains("\u001b[1msaid");
    }

    @Command(name = "said", mixinStandardHelpOptions = true)
    private static final class Said implements Runnable {
        @Override
        public void run() {}
    }
}

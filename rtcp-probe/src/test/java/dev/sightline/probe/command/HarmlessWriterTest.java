package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

    @ParameterizedTest
    @ValueSource(
            ints = {
                0xad, 0x61c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202e, 0x2060, 0x2064, 0x2066,
                0x2069, 0x206f, 0xfeff, 0xfff9, 0xe0041
            })
    void showsWhatWouldNotBeSeen(int codePoint) {
        out.print("a" + Character.toString(codePoint) + "b");
        out.flush();
        assertThat(written).hasToString("a?b");
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

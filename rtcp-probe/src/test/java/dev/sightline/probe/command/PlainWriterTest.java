package dev.sightline.probe.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.Charset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlainWriterTest {
    @ParameterizedTest(name = "{1} in {0}: {2}")
    @CsvSource({
        "UTF-8, lo → srv0 …, lo → srv0 …",
        "US-ASCII, lo → srv0 …, lo -> srv0 ...",
        "US-ASCII, 5 × REMB – 1 ≤ 2, 5 x REMB - 1 <= 2",
        "US-ASCII, café, cafe",
        "ISO-8859-1, 5 × café …, 5 × café ...",
    })
    void saysInAsciiWhatTheCharsetCannot(String charset, String text, String written) throws IOException {
        StringWriter out = new StringWriter();
        try (PlainWriter writer = new PlainWriter(out, Charset.forName(charset))) {
            writer.write(text);
        }
        assertThat(out).hasToString(written);
    }
}

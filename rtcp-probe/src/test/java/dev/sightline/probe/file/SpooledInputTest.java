package dev.sightline.probe.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SpooledInputTest {
    @Test
    void keepsWhatCameAndLeavesNothingBehind() throws Exception {
        byte[] octets = new byte[200_000];
        Path kept;
        try (SpooledInput spooled = SpooledInput.of(new ByteArrayInputStream(octets), octets.length)) {
            kept = spooled.input().path();
            assertThat(kept).hasBinaryContent(octets);
            assertThat(spooled.input()).hasToString("the standard input");
        }
        assertThat(kept).doesNotExist();
    }

    @Test
    void stopsWhereMoreComesThanIsKept() {
        assertThatThrownBy(() -> SpooledInput.of(new ByteArrayInputStream(new byte[101]), 100))
                .isInstanceOf(CaptureFileException.class)
                .hasMessage("the standard input is longer than 100 octets; write it to a file and name that");
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> SpooledInput.of(endless, 1_000_000)).isInstanceOf(CaptureFileException.class);
    }

    @Test
    void saysWhatIsWrongWithTheInput() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken pipe");
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return read();
            }
        };
        assertThatThrownBy(() -> SpooledInput.of(broken, 100))
                .isInstanceOf(CaptureFileException.class)
                .hasMessageContaining("broken pipe");
    }
}

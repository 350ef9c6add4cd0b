package dev.sightline.gateway.negotiations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.sdp.SessionDescription;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "a=ice-pwd:asd88fgpdd777uzjYhagZg | a=ice-pwd:xxxxxxxxxxxxxxxxxxxxxx",
                "a=ICE-PWD: two words             | a=ICE-PWD: xxx xxxxx",
                " a=ice-pwd:$1\\2                 | a=ice-pwd:xxxx",
                "k=base64:c2VjcmV0                | k=base64:xxxxxxxx",
                "k=prompt                         | k=xxxxxx",
                "a=key-mgmt:mikey AQAFgM          | a=key-mgmt:xxxxx xxxxxx",
                "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:d0Rm/a==;inline:e1 | a=crypto:1 AES_CM_128_HMAC_SHA1_80"
                        + " inline:xxxxxxxxxxxxxxxxxx",
                "a=crypto:1 SUITE key             | a=crypto:x xxxxx xxx",
                "a=ice-ufrag:F7gI                 | a=ice-ufrag:F7gI",
                "a=fingerprint:sha-256 4A:AD      | a=fingerprint:sha-256 4A:AD",
                "s=k=clear:text                   | s=k=clear:text",
            })
    void secretsBecomeXes(String line, String masked) {
        assertThat(Secrets.masked(line)).isEqualTo(masked);
    }

    @Test
    void everyLineIsMaskedWhateverItsEndAndNothingElseChanges() {
        String text = "v=0\r\na=ice-pwd:one\nk=clear:two\ra=ice-pwd:three\u0000\r\na=mid:0";

        assertThat(Secrets.masked(text))
                .isEqualTo("v=0\r\na=ice-pwd:xxx\nk=clear:xxx\ra=ice-pwd:xxxxxx\r\na=mid:0")
                .hasSameSizeAs(text);
    }

    @Test
    void aMaskedPasswordIsStillReadAsOne() {
        String text = "v=0\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=ice-pwd:asd88fgpdd777uzjYhagZg\r\n";

        assertThat(SessionDescription.parse(Secrets.masked(text)).media().get(0).icePwd())
                .isPresent();
    }

    @Test
    void timeIsLinearInWhatIsMasked() {
        String evil = "a=crypto:".repeat(100_000) + "\nk=".repeat(100_000) + "ice-pwd:".repeat(100_000);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20), () -> assertThat(Secrets.masked(evil)).hasSameSizeAs(evil));
    }
}

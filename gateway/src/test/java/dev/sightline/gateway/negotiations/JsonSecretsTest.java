package dev.sightline.gateway.negotiations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonSecretsTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{\"password\":\"abc\",\"port\":5}    | {\"password\":\"xxx\",\"port\":5}",
                "{\"WiFi_Passwd\" : \"a\\\"b\", \"a\":1} | {\"WiFi_Passwd\" : \"xxxx\", \"a\":1}",
                "{\"authToken\": 123, \"a\": 123}      | {\"authToken\": xxx, \"a\": 123}",
                "{\"keys\":[\"a\",{\"b\":\"c\"}],\"d\":1}  | {\"keys\":[\"x\",{\"x\":\"x\"}],\"d\":1}",
                "{'secret': 'abc', 'd': 'e'}        | {'secret': 'xxx', 'd': 'e'}",
                "{password: abc}                    | {password: xxx}",
                "{\"sdp\":\"a=ice-pwd:abc\"}           | {\"sdp\":\"a=ice-pwd:xxx\"}",
                "{\"a\":\"the key\",\"b\":\"c\"}           | {\"a\":\"the key\",\"b\":\"c\"}",
                "{\"password\":\"never ends           | {\"password\":\"xxxxxxxxxx",
            })
    void aSecretsCharactersAreMasked(String said, String remembered) {
        assertThat(JsonSecrets.masked(said)).hasSize(said.length());
        assertThat(JsonSecrets.masked(said).replaceAll("x{5,}", "x")).isEqualTo(remembered.replaceAll("x{5,}", "x"));
    }

    @Test
    void longTextTakesLinearTime() {
        String text = "{\"key\":[" + "\"key".repeat(250_000);

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> JsonSecrets.masked(text));
    }
}

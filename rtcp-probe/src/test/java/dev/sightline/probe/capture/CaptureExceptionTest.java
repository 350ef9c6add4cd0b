package dev.sightline.probe.capture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "Error occurred: The interface disappeared, The interface disappeared",
        "The interface disappeared, The interface disappeared",
    })
    void saysWhatHappenedWithoutSayingThatSomethingDid(String library, String expected) {
        assertThat(new CaptureException(library, new Exception())).hasMessage(expected);
    }
}

package dev.sightline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CameraProfileTest {
    private static final URI CONFIG = URI.create("http://127.0.0.1/cameras/cam/config");

    @Test
    void theUsualCameraHasTenSecondsOfPatienceAndReportsSoonAfterItBegins() {
        CameraProfile usual = CameraProfile.of("cam", CONFIG).build();
        assertThat(usual.patience()).isEqualTo(Duration.ofSeconds(10));
        assertThat(usual.reports().first()).isEqualTo(Duration.ofMillis(100));
        assertThat(usual.reports().interval()).isEqualTo(Duration.ofSeconds(5));
        assertThat(usual.gatewayFirst()).isFalse();
        assertThat(CameraProfile.strictPassive("cam", CONFIG).build().gatewayFirst())
                .isTrue();
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("wrong")
    void aValueThatDoesNotFitIsNamed(CameraProfile.Builder profile, String complaint) {
        assertThatIllegalArgumentException().isThrownBy(profile::build).withMessageContaining(complaint);
    }

    static Stream<Arguments> wrong() {
        return Stream.of(
                Arguments.of(CameraProfile.of("a\r\nb", CONFIG), "camera id is"),
                Arguments.of(CameraProfile.of("cam", URI.create("/config")), "configuration URL is /config"),
                Arguments.of(CameraProfile.of("cam", CONFIG).requiresPassive(true), "the gateway must speak first"),
                Arguments.of(CameraProfile.of("cam", CONFIG).patience(Duration.ZERO), "patience is PT0S"),
                Arguments.of(CameraProfile.of("cam", CONFIG).secret("no spaces"), "the secret of camera cam"));
    }

    @Test
    void aPortLeavesRoomForTheOneAboveIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CameraProfile.Stream.on(65_535))
                .withMessageContaining("port is 65535");
    }
}

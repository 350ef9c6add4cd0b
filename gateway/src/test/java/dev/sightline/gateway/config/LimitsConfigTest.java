package dev.sightline.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitsConfigTest {
    @Test
    void ratesAndSharedAddressesAreRead() throws Exception {
        LimitsConfig limits = GatewayConfig.parse("""
            limits:
              rates: {logins: {count: 3}, offers: {seconds: 0.5}}
              sharedAddresses: [{network: 203.0.113.0/24, hosts: 7}, {network: "2001:db8::/33"}]
            """, "test").limits();

        assertThat(limits.rates())
                .containsEntry(RateRule.LOGINS, new RateLimit(3, Duration.ofSeconds(60)))
                .containsEntry(RateRule.OFFERS, new RateLimit(200, Duration.ofMillis(500)))
                .hasSize(RateRule.values().length);
        assertThat(limits.sharedAddresses()).extracting(SharedNetwork::hosts).containsExactly(7, 100);
        SharedNetwork six = limits.sharedAddresses().get(1);
        assertThat(six.contains(InetAddress.getByName("2001:db8:7fff::1"))).isTrue();
        assertThat(six.contains(InetAddress.getByName("2001:db8:8000::1"))).isFalse();
        assertThat(six.contains(InetAddress.getByName("203.0.113.1"))).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "sharedAddresses: [{network: 203.0.113.0/33}] | limits.sharedAddresses[0].network: '203.0.113.0/33'"
                        + " was found",
                "sharedAddresses: [{network: cam.example}]    | limits.sharedAddresses[0].network: 'cam.example' was"
                        + " found",
                "sharedAddresses: [{hosts: 3}]                | limits.sharedAddresses[0].network: is missing",
                "rates: {login: {count: 3}}                   | limits.rates.login: there is no such key; did you mean"
                        + " 'logins'?",
                "rates: {logins: {count: 0}}                  | limits.rates.logins.count: '0' was found",
            })
    void wrongLimitsAreNamed(String line, String complaint) {
        assertThatThrownBy(() -> GatewayConfig.parse("limits: {" + line + "}", "test"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(complaint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"secret: hunter2", "secret: [hunter2]", "secret: {hunter2: x}"})
    void aMistypedSecretIsNotRepeated(String line) {
        assertThatThrownBy(() -> GatewayConfig.parse("cameras: {list: [{id: gate, " + line + "}]}", "test"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("cameras.list[0].secret: expected 16 to 200 visible ASCII characters")
                .hasMessageNotContaining("hunter2");
    }
}

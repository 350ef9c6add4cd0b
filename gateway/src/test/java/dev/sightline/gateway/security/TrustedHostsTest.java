package dev.sightline.gateway.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.DashboardConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedHostsTest {
    private final TrustedHosts hosts = new TrustedHosts(
            new DashboardConfig(List.of("Cams.example"), List.of("https://wall.example:8443")), () -> 5000);

    @ParameterizedTest(name = "Host: {0} is ours: {1}")
    @CsvSource({
        "127.0.0.1, true",
        "127.0.0.1:5000, true",
        "[::1]:5000, true",
        "[::1], true",
        "localhost:5000, true",
        "LOCALHOST, true",
        "cams.example:443, true",
        "CAMS.EXAMPLE, true",
        "evil.example, false",
        "127.0.0.1.evil.example, false",
        "cams.example.evil.example, false",
        "'', false",
        "'[::1', false",
        "[localhost], false",
        "::1, false",
        "localhost:port, false",
        "localhost:5000:1, false",
        "user@localhost, false",
        "'localhost, evil.example', false",
    })
    void onlyNamesThatNobodyElseCanPointHereAreOurs(String authority, boolean ours) {
        assertThat(hosts.isMeant(authority)).isEqualTo(ours);
    }

    @ParameterizedTest(name = "{0} at {1}: {2}")
    @CsvSource({
        "https://127.0.0.1:5000,    127.0.0.1:8765,    true",
        "https://[::1]:5000,        [::1]:8765,        true",
        "https://cams.example:5000, cams.example:8765, true",
        "https://cams.example:8765, cams.example:8765, true",
        "https://cams.example,      cams.example,      true",
        "https://cams.example:443,  cams.example,      true",
        "https://cams.example,      cams.example:8765, false",
        "https://cams.example:8443, cams.example:5000, false",
        "http://cams.example:5000,  cams.example:5000, false",
        "https://cams.example:x,    cams.example:5000, false",
        "https://cams.example:99999, cams.example:5000, false",
        "https://wall.example:8443, cams.example,      true",
        "https://wall.example,      cams.example,      false",
        "https://localhost,         127.0.0.1,         false",
        "https://evil.example,      127.0.0.1,         false",
        "https://evil.example,      evil.example,      false",
        "null,                      127.0.0.1,         false",
        "'',                        127.0.0.1,         false",
        "ftp://127.0.0.1,           127.0.0.1,         false",
        "'https://a b',             127.0.0.1,         false",
    })
    void onlyPagesOfTheSameHostOrTheListMayTalk(String origin, String authority, boolean may) {
        assertThat(hosts.mayTalk(origin, authority)).isEqualTo(may);
    }
}

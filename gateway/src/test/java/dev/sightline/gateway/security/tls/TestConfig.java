package dev.sightline.gateway.security.tls;

import dev.sightline.gateway.config.ConfigException;
import dev.sightline.gateway.config.GatewayConfig;
import dev.sightline.gateway.config.TlsConfig;
import java.nio.file.Path;

/** The section {@code tls} of a test's configuration. */
final class TestConfig {
    private TestConfig() {}

    /** @param settings more of the section's keys and values, joined by commas */
    static TlsConfig files(Path certificate, Path key, String... settings) throws ConfigException {
        StringBuilder yaml = new StringBuilder("tls: {certificate: '" + certificate + "', key: '" + key + "'");
        for (String setting : settings) {
            yaml.append(", ").append(setting);
        }
        return of(yaml.append('}').toString());
    }

    static TlsConfig of(String yaml) throws ConfigException {
        return GatewayConfig.parse(yaml, "test").tls();
    }
}

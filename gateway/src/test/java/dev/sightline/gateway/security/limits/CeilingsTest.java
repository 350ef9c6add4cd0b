package dev.sightline.gateway.security.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sightline.gateway.config.GatewayConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether what may come in fits into what may be open. */
class CeilingsTest {
    private static final String OPEN = "cameras: {registration: open, maxCameras: 1000}\n";

    @ParameterizedTest(name = "{0}: {1} files")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                                 | 40300",
                "cameras: {registration: open}                                      | 44300",
                "cameras: {list: [{id: a}, {id: b}]}                                | 40308",
                "limits: {maxConnections: 100, maxViewers: 10}                       | 700",
                "media: {kurento: {uri: ws://192.0.2.10:8888/kurento}}              | 40300",
                "probe: {listener: {address: 127.0.0.1, port: 1}, token: 0123456789abcdef0123456789abcdef} | 50300",
            })
    void everyConnectionAndEachCamerasSocketsAreCounted(String yaml, long files) throws Exception {
        Ceilings ceilings = new Ceilings(GatewayConfig.parse(yaml, "test"));

        assertThat(ceilings.filesNeeded()).isEqualTo(files);
        assertThat(ceilings.exceeded(files)).isEmpty();
        assertThat(ceilings.exceeded(files - 1)).hasSize(1);
    }

    @Test
    void theFiguresAndTheCureAreSaid() throws Exception {
        assertThat(exceeded(OPEN, 8192))
                .containsExactly("limits.maxConnections: 10000 connections of each of 4 listeners and 4000 sockets for"
                        + " cameras come to 44300 open files, with what is always open, and this process may open 8192."
                        + " Without a file left it takes nobody in. Give it more (LimitNOFILE=44300 of the systemd unit;"
                        + " ulimit -n of the shell), or lower limits.maxConnections to 973");
        assertThat(exceeded(OPEN, 1024))
                .singleElement()
                .asString()
                .endsWith("(LimitNOFILE=44300 of the systemd unit;" + " ulimit -n of the shell)");
    }

    @Test
    void portsAreCountedForCamerasWithSound() throws Exception {
        assertThat(exceeded(OPEN + "media: {relay: {mediaPorts: 20000-20999}}", Long.MAX_VALUE))
                .containsExactly(
                        "media.relay.mediaPorts: 1000 ports are enough for 250 cameras with sound (4 ports each),"
                                + " 1000 may come. Give 4000 ports, or lower cameras.maxCameras");
        assertThat(exceeded(OPEN + "media: {relay: {mediaPorts: 20000-23999}}", Long.MAX_VALUE))
                .isEmpty();
        assertThat(exceeded("media: {relay: {mediaPorts: 20000-20001}}", Long.MAX_VALUE))
                .as("no camera is listed, and no other may come")
                .isEmpty();
    }

    @Test
    void viewersNeedConnections() throws Exception {
        assertThat(exceeded("limits: {maxConnections: 100, maxViewers: 201}", Long.MAX_VALUE))
                .singleElement()
                .asString()
                .startsWith("limits.maxViewers: 201 viewers need as many connections");
        assertThat(exceeded("limits: {maxConnections: 100, maxViewers: 200}", Long.MAX_VALUE))
                .isEmpty();
    }

    @Test
    void theUnitGivesWhatTheDefaultsNeed() throws Exception {
        assertThat(exceeded(OPEN, limitOf("sightline.service"))).isEmpty();
    }

    @Test
    void thisProcessKnowsItsBound() {
        assertThat(Ceilings.filesOfThisProcess()).isBetween(256L, Long.MAX_VALUE - 1);
    }

    private static List<String> exceeded(String yaml, long files) throws Exception {
        return new Ceilings(GatewayConfig.parse(yaml, "test")).exceeded(files);
    }

    private static long limitOf(String unit) throws IOException {
        Path file = Path.of(System.getProperty("basedir", "."), "..", "config", "systemd", unit);
        return Files.readAllLines(file).stream()
                .filter(line -> line.startsWith("LimitNOFILE="))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf('=') + 1)))
                .findFirst()
                .orElseThrow();
    }
}

package dev.sightline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** The demo's two cameras: a process of the launcher's own where the demo's network is, and what it last reported. */
final class DemoCameras implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long END_LIMIT_SECONDS = 5;

    private final Process process;
    private final Map<String, JsonNode> reports = new ConcurrentHashMap<>();

    private DemoCameras(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "reports of the cameras");
        reader.setDaemon(true);
        reader.start();
    }

    static DemoCameras start(DemoNetwork network, int configPort) throws IOException {
        String gateway = "http://" + network.serverAddress().getHostAddress() + ":" + configPort + "/cameras/";
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "bench",
                "camera",
                "--config-url",
                gateway + DemoConfig.CAMERA_FIRST + "/config",
                "--config-url",
                gateway + DemoConfig.GATEWAY_FIRST + "/config",
                "--strict-passive",
                DemoConfig.GATEWAY_FIRST));
        return new DemoCameras(new ProcessBuilder(network.onCamera(command))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** How many RTCP packets {@code camera} has received, by its last report. */
    long rtcpReceived(String camera) {
        JsonNode report = reports.get(camera);
        return report == null ? 0 : report.path("rtcpReceived").asLong();
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode report = JSON.readTree(line);
                reports.put(report.path("camera").asText(), report);
            }
        } catch (IOException ended) {
            // the process ends with the demo
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(END_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}

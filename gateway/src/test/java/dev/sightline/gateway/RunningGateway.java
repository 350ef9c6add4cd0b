package dev.sightline.gateway;

import dev.sightline.gateway.config.GatewayConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A gateway with the embedded relay on free ports of loopback, and what tests ask it. */
final class RunningGateway implements AutoCloseable {
    static final String LISTENERS = """
        listeners:
          config: {address: 127.0.0.1, port: 0}
          dashboard: {port: 0}
          signaling: {port: 0}
          management: {port: 0}
        """;
    private static final String FORGETFUL = "\nreturnPath: {winnersFile: none}\n";
    static final String OPEN = "\naccess: {required: false}\n";
    static final String LOOPBACK_RELAY = """
        media:
          relay: {mediaAddress: 127.0.0.1}
        """;

    private final Gateway gateway;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    private RunningGateway(Gateway gateway) {
        this.gateway = gateway;
    }

    static RunningGateway with(String yaml) throws Exception {
        String all = LISTENERS + yaml;
        // Nothing is learnt from one test to the next.
        String forgetful = all.contains("\nreturnPath:") ? all : all + FORGETFUL;
        String open = forgetful.contains("\naccess:") ? forgetful : forgetful + OPEN;
        return new RunningGateway(Gateway.start(GatewayConfig.parse(open, "test")));
    }

    /** Nothing is added. */
    static RunningGateway exactly(String yaml) throws Exception {
        return new RunningGateway(Gateway.start(GatewayConfig.parse(yaml, "test")));
    }

    Gateway gateway() {
        return gateway;
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> getLater(String path) {
        return http.sendAsync(request(path).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String type, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                request(path).header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> send(String method, String path) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> management(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.managementPort() + path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + gateway.configPort() + path))
                .timeout(Duration.ofSeconds(20));
    }

    @Override
    public void close() {
        gateway.close();
    }
}

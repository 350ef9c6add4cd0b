package dev.sightline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.agent.Trust;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;

/** Asks a gateway's page what it knows, trusting the certificate that the gateway made for itself and no other. */
final class GatewayApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final URI page;
    private final String token;
    private final HttpClient http;

    /**
     * @param certificates the gateway's {@code tls.selfSignedDirectory}
     * @param token an API token that may read
     */
    GatewayApi(URI page, Path certificates, String token) throws IOException {
        this.page = page;
        this.token = token;
        this.http = HttpClient.newBuilder()
                .sslContext(Trust.only(certificates.resolve("self-signed.crt")))
                .connectTimeout(PATIENCE)
                .build();
    }

    /** The verdict on a camera's feedback; {@link Verdict#UNPROVEN} while it has none. */
    Verdict verdict(String camera) throws IOException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(page.resolve("/api/cameras"))
                            .header("Authorization", "Bearer " + token)
                            .timeout(PATIENCE)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            for (JsonNode one : JSON.readTree(answer.body()).path("cameras")) {
                if (one.path("id").asText().equals(camera) && one.hasNonNull("verdict")) {
                    return Verdict.valueOf(one.path("verdict").asText());
                }
            }
            return Verdict.UNPROVEN;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while " + page + " was asked", interrupted);
        }
    }
}

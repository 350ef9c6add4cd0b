package dev.sightline.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaAddressToldTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest(name = "media server at {0}, announced {1}")
    @CsvSource({
        "127.0.0.1,     '',           main",
        "127.0.0.1,     203.0.113.7,  203.0.113.7",
        "192.0.2.10,    '',           192.0.2.10",
        "media.example, '',           ''",
    })
    void camerasAreToldWhereTheyReachTheMediaServer(String server, String announced, String told) throws Exception {
        InetAddress main = HostAddresses.read().main();
        try (RunningGateway gateway = RunningGateway.with(
                """
                media:
                  kurento: {uri: "ws://%s:9/kurento", connectTimeoutSeconds: 1}
                  %s
                cameras: {list: [{id: cam, addresses: [127.0.0.1]}]}
                """.formatted(server, announced.isEmpty() ? "" : "announcedAddress: " + announced))) {
            String config = gateway.get("/cameras/cam/config").body();

            assertThat(JSON.readTree(config).path("mediaAddress").asText())
                    .isEqualTo(told.equals("main") ? main.getHostAddress() : told);
        }
    }
}

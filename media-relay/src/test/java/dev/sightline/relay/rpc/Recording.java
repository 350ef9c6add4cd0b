package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** A conversation with a real Kurento Media Server 7.3, one message after the other. */
record Recording(String name, List<Line> lines) {
    static final List<String> NAMES = List.of(
            "a_zero_ip_discard_port",
            "c_camera_ip",
            "d_zero_ip_comedia",
            "f_camera_ip_no_remb",
            "g_camera_ip_audio",
            "heal_replace_rtp_endpoint",
            "server_restart",
            "webrtc_viewer");

    /** One line: a message of either side, or a note about what happened. */
    record Line(String sender, JsonNode message) {
        boolean isRequest() {
            return sender.equals("client->kms");
        }

        boolean isEvent() {
            return message.has("method") && !isRequest();
        }

        boolean isAnswer() {
            return sender.equals("kms->client") && !message.has("method");
        }

        boolean saysThatTheServerIsBack() {
            return message.path("note").asText().startsWith("media server started again");
        }

        int id() {
            return message.path("id").asInt();
        }

        /** The event's own part. */
        JsonNode event() {
            return message.path("params").path("value").path("data");
        }
    }

    static Recording load(String name) {
        String file = "/kurento/" + name + ".jsonl";
        try (InputStream in = Objects.requireNonNull(Recording.class.getResourceAsStream(file), file)) {
            return new Recording(
                    name,
                    new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(RawClient::parse)
                            .map(line -> new Line(
                                    line.path("dir").asText("note"), line.has("msg") ? line.path("msg") : line))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean answers(int id) {
        return lines.stream().anyMatch(line -> line.isAnswer() && line.id() == id);
    }
}

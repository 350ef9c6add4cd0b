package dev.sightline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Optional;

/** What a gateway tells a camera on its long poll. */
sealed interface GatewayCommand {
    /** Stream: to this answer where there is one (gateway first), else after posting a session. */
    record Play(Optional<String> answer) implements GatewayCommand {}

    /** Post a new session: the old one's media server or address is not to be used any more. */
    record Renegotiate() implements GatewayCommand {}

    record Stop() implements GatewayCommand {}

    static GatewayCommand read(JsonNode json) throws IOException {
        String command = json.path("command").asText();
        return switch (command) {
            case "play" -> new Play(Optional.ofNullable(json.get("sdp")).map(JsonNode::asText));
            case "renegotiate" -> new Renegotiate();
            case "stop" -> new Stop();
            default ->
                throw new IOException(
                        "the gateway's command is \"" + command + "\", expected play, renegotiate or stop");
        };
    }
}

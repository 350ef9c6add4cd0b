package dev.sightline.relay.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.relay.rpc.Recording.Line;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;

/** Says to a relay what was said to Kurento, with the identifiers that the relay gave, and keeps what it said back. */
final class Replay implements AutoCloseable {
    private final Recording recording;
    private final Map<String, String> identifiers = new HashMap<>();
    private final Map<Integer, JsonNode> requests = new HashMap<>();
    private final Map<Integer, JsonNode> answers = new HashMap<>();
    private final List<JsonNode> events = new ArrayList<>();
    private final ReplayedCamera camera = new ReplayedCamera();
    private TestRelay relay = TestRelay.start();
    private RawClient client = relay.connect();

    Replay(Recording recording) {
        this.recording = recording;
    }

    /** What was compared. */
    interface Comparison {
        void answered(JsonNode request, JsonNode recorded, JsonNode relayed);

        void told(Line recorded, JsonNode relayed);
    }

    void run(Comparison comparison) throws InterruptedException {
        for (Line line : recording.lines()) {
            if (line.isRequest()) {
                JsonNode request =
                        RawClient.parse(fromHere(translated(line.message().toString())));
                requests.put(line.id(), request);
                client.send(request.toString());
            } else if (line.isAnswer()) {
                JsonNode relayed = answer(line.id());
                learn(line.message(), relayed);
                JsonNode request = requests.getOrDefault(line.id(), relayed);
                comparison.answered(request, line.message(), relayed);
                film(request, relayed);
            } else if (line.isEvent() && canBeExpected(line)) {
                comparison.told(line, event(line));
            } else if (line.saysThatTheServerIsBack()) {
                restart();
            }
        }
    }

    /** Everything that the relay told, expected or not. */
    List<JsonNode> events() {
        client.received().forEach(message -> {
            if (message.has("method")) {
                events.add(message);
            }
        });
        return events;
    }

    private void restart() {
        client.close();
        relay.close();
        relay = TestRelay.start();
        client = relay.connect();
    }

    private JsonNode answer(int id) throws InterruptedException {
        while (!answers.containsKey(id)) {
            hear();
        }
        return answers.get(id);
    }

    private void hear() throws InterruptedException {
        JsonNode message = client.next();
        if (message.has("method")) {
            events.add(message);
        } else {
            answers.put(message.path("id").asInt(), message);
        }
    }

    private JsonNode event(Line line) throws InterruptedException {
        String wanted = Shape.of(RawClient.parse(translated(line.event().toString())));
        String source = RawClient.parse(translated(line.event().toString()))
                .path("source")
                .asText();
        int looked = 0;
        while (true) {
            for (; looked < events.size(); looked++) {
                JsonNode data = events.get(looked).path("params").path("value").path("data");
                if (data.path("source").asText().equals(source)
                        && Shape.of(data).equals(wanted)) {
                    return events.get(looked);
                }
            }
            try {
                hear();
            } catch (AssertionError e) {
                throw new AssertionError("the relay never told " + wanted + "; it told " + events, e);
            }
        }
    }

    /** A browser's part is not replayed here: what only its media or its candidates bring about cannot be told. */
    private static boolean canBeExpected(Line line) {
        JsonNode event = line.event();
        boolean ofViewer = event.path("source").asText().endsWith("WebRtcEndpoint");
        String state = event.path("state").asText();
        return switch (event.path("type").asText()) {
            case "IceComponentStateChanged" -> state.equals("GATHERING");
            case "IceCandidateFound" ->
                event.path("candidate").path("candidate").asText().contains(" 1 UDP ");
            case "NewCandidatePairSelected", "MediaTranscodingStateChanged" -> false;
            case "ConnectionStateChanged", "MediaStateChanged", "MediaFlowInStateChanged" -> !ofViewer;
            default -> true;
        };
    }

    private void film(JsonNode request, JsonNode answer) {
        String object = request.path("params").path("object").asText();
        if (object.endsWith("RtpEndpoint")
                && request.path("params").path("operation").asText().equals("processOffer")
                && answer.has("result")) {
            camera.sendTo(answer.path("result").path("value").asText());
        }
    }

    private void learn(JsonNode recorded, JsonNode relayed) {
        if (recorded instanceof ObjectNode object) {
            object.properties().forEach(entry -> learn(entry.getValue(), relayed.path(entry.getKey())));
        } else if (recorded.isArray()) {
            for (int i = 0; i < recorded.size(); i++) {
                learn(recorded.path(i), relayed.path(i));
            }
        } else if (recorded.isTextual() && relayed.isTextual()) {
            Matcher theirs = Shape.UUID.matcher(recorded.textValue());
            Matcher ours = Shape.UUID.matcher(relayed.textValue());
            while (theirs.find() && ours.find()) {
                identifiers.put(theirs.group(), ours.group());
            }
        }
    }

    /** The camera of the recording is on this machine now, and so is the address that its trapped offer named. */
    private String fromHere(String request) {
        return request.replaceAll("IN IP4 10\\.77\\.0\\.[12]", "IN IP4 127.0.0.1")
                .replace("m=video 5006 ", "m=video " + camera.port() + " ");
    }

    private String translated(String text) {
        return Shape.UUID.matcher(text).replaceAll(found -> identifiers.getOrDefault(found.group(), found.group()));
    }

    @Override
    public void close() throws InterruptedException {
        camera.close();
        client.close();
        relay.close();
    }
}

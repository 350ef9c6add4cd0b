package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.relay.rpc.Recording.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Recorded requests with something wrong in them: each is answered, none hurts, none gets an internal error. */
class FuzzTest {
    private static final long SEED = 20261124;
    private static final long NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Random random = new Random(SEED);
    private final List<String> requests = Recording.NAMES.stream()
            .flatMap(name -> Recording.load(name).lines().stream())
            .filter(Line::isRequest)
            .map(line -> line.message().toString())
            .toList();

    @Test
    void requestsWithAWrongValueAreAnswered() throws InterruptedException {
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT.withRequestsPerSecond(100_000));
                RawClient client = relay.connect()) {
            List<String> objects = new ArrayList<>(List.of("manager_ServerManager", "newref:0", ""));
            int id = 0;
            for (long end = System.nanoTime() + NANOS; System.nanoTime() < end; ) {
                ObjectNode request = RawClient.object(requests.get(random.nextInt(requests.size())));
                request.put("id", ++id);
                if (request.path("params") instanceof ObjectNode params) {
                    params.remove("sessionId");
                    mutate(params, objects);
                }
                client.send(request.toString());
                JsonNode answer = client.answer(id);
                assertThat(answer.path("error").path("code").asInt())
                        .as("seed %d: %s", SEED, request)
                        .isNotEqualTo(-32603);
                remember(answer, objects);
            }
            goesOn(client);
        }
    }

    @Test
    void textWithWrongBytesIsAnswered() throws InterruptedException {
        try (TestRelay relay = TestRelay.start(RpcLimits.DEFAULT.withRequestsPerSecond(100_000));
                RawClient client = relay.connect()) {
            for (long end = System.nanoTime() + NANOS; System.nanoTime() < end; ) {
                StringBuilder text = new StringBuilder(requests.get(random.nextInt(requests.size())));
                for (int i = random.nextInt(4); i >= 0; i--) {
                    int at = random.nextInt(text.length());
                    switch (random.nextInt(3)) {
                        case 0 -> text.setCharAt(at, (char) random.nextInt(0xd800));
                        case 1 -> text.setLength(Math.max(1, at));
                        default -> text.insert(at, "{[\"\\,:]}0".charAt(random.nextInt(9)));
                    }
                }
                client.send(text.toString());
                JsonNode answer = client.next();
                while (answer.has("method")) {
                    answer = client.next();
                }
                assertThat(answer.path("jsonrpc").asText())
                        .as("seed %d: %s", SEED, text)
                        .isEqualTo("2.0");
            }
            goesOn(client);
        }
    }

    private static void goesOn(RawClient client) throws InterruptedException {
        client.send("{\"jsonrpc\":\"2.0\",\"id\":123456789,\"method\":\"ping\"}");
        assertThat(client.answer(123456789).path("result").path("value").asText())
                .isEqualTo("pong");
    }

    private void mutate(ObjectNode node, List<String> objects) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        if (names.isEmpty()) {
            return;
        }
        String name = names.get(random.nextInt(names.size()));
        if (node.get(name) instanceof ObjectNode inner && random.nextInt(4) > 0) {
            mutate(inner, objects);
            return;
        }
        switch (random.nextInt(9)) {
            case 0 -> node.remove(name);
            case 1 -> node.putNull(name);
            case 2 -> node.put(name, random.nextLong());
            case 3 -> node.put(name, random.nextBoolean());
            case 4 -> node.putObject(name).put("a", 1);
            case 5 -> node.putArray(name).add("b");
            case 6 -> node.put(name, node.path(name).asText() + "\u0000\r\n");
            default -> node.put(name, objects.get(random.nextInt(objects.size())));
        }
        if (node.has("object")) {
            node.put("object", objects.get(random.nextInt(objects.size())));
        }
    }

    /** So that later requests hit real objects; few, as each holds ports. */
    private static void remember(JsonNode answer, List<String> objects) {
        JsonNode value = answer.path("result").path("value");
        if (value.isTextual() && value.textValue().contains("_kurento.") && objects.size() < 100) {
            objects.add(value.textValue());
        }
    }
}

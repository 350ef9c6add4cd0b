package dev.sightline.relay.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the recordings do not show: sessions, references, repeated requests, and everything that is refused. */
class MethodsTest {
    private final TestRelay relay = TestRelay.start();
    private final RawClient client = relay.connect();

    @AfterEach
    void close() {
        client.close();
        relay.close();
    }

    @ParameterizedTest(name = "{0} {1} -> {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "create      | null                                                     | -32602",
                "create      | {}                                                       | -32000",
                "create      | {\"type\":{}}                                            | -32000",
                "create      | {\"type\":\"MediaPipeline\",\"constructorParams\":[]}    | -32000",
                "create      | {\"type\":\"MediaPipeline\",\"properties\":{\"a\":1}}    | 40107",
                "create      | {\"type\":\"MediaPipeline\",\"constructorParams\":{\"a\":1}} | 40107",
                "create      | {\"type\":\"ServerManager\"}                             | 40108",
                "create      | {\"type\":\"Teapot\"}                                    | 40108",
                "create      | {\"type\":\"RtpEndpoint\",\"constructorParams\":{\"mediaPipeline\":\"x\"}} | 40101",
                "create      | {\"type\":\"RtpEndpoint\",\"constructorParams\":{\"mediaPipeline\":{}}}    | 40001",
                "create      | {\"type\":\"RtpEndpoint\",\"constructorParams\":{\"mediaPipeline\":\"manager_ServerManager\"}} | 40001",
                "invoke      | {}                                                       | -32000",
                "invoke      | {\"object\":\"manager_ServerManager\"}                   | -32000",
                "invoke      | {\"object\":\"manager_ServerManager\",\"operation\":\"getKmd\"} | 40008",
                "invoke      | {\"object\":\"manager_ServerManager\",\"operation\":\"getInfo\",\"operationParams\":{\"a\":1}} | 40008",
                "invoke      | {\"object\":\"manager_ServerManager\",\"operation\":\"getInfo\",\"operationParams\":7} | -32000",
                "subscribe   | {\"object\":\"manager_ServerManager\",\"type\":\"ObjectCreated\"} | 40106",
                "subscribe   | {\"object\":\"gone\",\"type\":\"Error\"}                 | 40101",
                "unsubscribe | {\"object\":\"gone\",\"sessionId\":\"s\"}                | -32000",
                "ref         | {\"object\":\"gone\",\"sessionId\":\"s\"}                | 40101",
                "describe    | {\"object\":\"gone\"}                                    | 40101",
                "connect     | {\"sessionId\":\"never heard of\"}                       | 40007",
                "transaction | {}                                                       | -32000",
                "transaction | {\"operations\":{}}                                      | -32000",
                "transaction | {\"operations\":[{\"id\":1,\"method\":\"ping\"}]}         | 40008",
                "unref       | {\"object\":\"manager_ServerManager\",\"sessionId\":\"s\"} | -32601",
                "keepAlive   | {}                                                       | -32601",
                "closeSession| {}                                                       | -32000",
            })
    void isRefusedInKurentosWords(String method, String params, int code) throws InterruptedException {
        assertThat(client.errorCode(method, params)).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"operation\":\"connect\",\"operationParams\":{\"sink\":\"nope\"}}                    | 40101",
                "{\"operation\":\"connect\",\"operationParams\":{\"sink\":\"manager_ServerManager\"}}   | 40001",
                "{\"operation\":\"connect\",\"operationParams\":{}}                                     | 40008",
                "{\"operation\":\"disconnect\",\"operationParams\":{\"sink\":[]}}                       | 40001",
                "{\"operation\":\"connect\",\"operationParams\":{\"sink\":\"SELF\",\"mediaType\":\"SMELL\"}} | 40001",
                "{\"operation\":\"connect\",\"operationParams\":{\"sink\":\"SELF\",\"mediaType\":\"VIDEO\"}} | 40004",
                "{\"operation\":\"connect\",\"operationParams\":{\"sink\":\"SELF\",\"sourceMediaDescription\":\"left\"}} | 40107",
                "{\"operation\":\"processOffer\",\"operationParams\":{\"offer\":{}}}                    | 40001",
                "{\"operation\":\"processOffer\",\"operationParams\":{\"offer\":\"\"}}                  | 40201",
                "{\"operation\":\"processOffer\"}                                                       | 40008",
                "{\"operation\":\"gatherCandidates\"}                                                   | 40008",
                "{\"operation\":\"setMaxVideoRecvBandwidth\",\"operationParams\":{\"maxVideoRecvBandwidth\":\"x\"}} | 40001",
                "{\"operation\":\"setMaxVideoRecvBandwidth\",\"operationParams\":{\"maxVideoRecvBandwidth\":-1}} | 40107",
                "{\"operation\":\"setMaxVideoRecvBandwidth\",\"operationParams\":{\"maxVideoRecvBandwidth\":99999999999}} | 40001",
                "{\"operation\":\"getStats\",\"operationParams\":{\"mediaType\":\"SMELL\"}}             | 40001",
                "{\"operation\":\"requestKeyframe\"}                                                    | 40111",
                "{\"operation\":\"generateOffer\"}                                                      | 40008",
                "{\"operation\":\"addTag\",\"operationParams\":{\"key\":\"a\",\"value\":\"b\"}}         | 40008",
            })
    void anEndpointIsNotMadeToDoWhatItCannot(String params, int code) throws InterruptedException {
        String camera = create("RtpEndpoint", create("MediaPipeline", ""));
        String full = params.trim().replace("SELF", camera).replaceFirst("\\{", "{\"object\":\"" + camera + "\",");

        assertThat(client.errorCode("invoke", full)).isEqualTo(code);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RtpEndpoint    | \"crypto\":{\"key\":\"k\"}",
                "RtpEndpoint    | \"useIpv6\":true",
                "RtpEndpoint    | \"useDataChannels\":true",
                "WebRtcEndpoint | \"useDataChannels\":true",
                "WebRtcEndpoint | \"recvonly\":true",
                "WebRtcEndpoint | \"certificateKeyType\":\"RSA\"",
                "WebRtcEndpoint | \"qosDscp\":\"EF\"",
            })
    void refusesToConstructWhatARelayDoesNotDo(String type, String parameter) throws InterruptedException {
        String pipeline = create("MediaPipeline", "");

        assertThat(client.errorCode(
                        "create",
                        "{\"type\":\"%s\",\"constructorParams\":{\"mediaPipeline\":\"%s\",%s}}"
                                .formatted(type, pipeline, parameter)))
                .isEqualTo(40107);
    }

    @Test
    void appliesPropertiesAsTheirSettersWould() throws InterruptedException {
        String pipeline = create("MediaPipeline", "");
        String params = "{\"type\":\"RtpEndpoint\",\"constructorParams\":{\"mediaPipeline\":\"" + pipeline
                + "\"},\"properties\":{\"%s\":4000}}";
        String camera = client.result("create", params.formatted("maxVideoRecvBandwidth"))
                .path("value")
                .asText();

        assertThat(client.result("invoke", operation(camera, "getMaxVideoRecvBandwidth", "{}"))
                        .path("value")
                        .asInt())
                .isEqualTo(4000);
        assertThat(client.errorCode("create", params.formatted("smell"))).isEqualTo(40107);
        assertThat(relay.engine().pipelines())
                .allSatisfy(alive -> assertThat(alive.endpoints()).hasSize(1));
    }

    @ParameterizedTest(name = "{0} with {1} → {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "RtpEndpoint    | [\"10.77.0.0/24\", \"fd00::/64\"] | 0",
                "RtpEndpoint    | []                             | 0",
                "RtpEndpoint    | [\"10.77.0.0/33\"]             | 40107",
                "RtpEndpoint    | [\"cam.example/24\"]           | 40107",
                "RtpEndpoint    | [7]                            | 40001",
                "RtpEndpoint    | \"10.77.0.0/24\"               | 40001",
                "WebRtcEndpoint | [\"10.77.0.0/24\"]             | 40107",
            })
    void takesACamerasNetworksAsAPropertyAndKeepsNoEndpointWhereTheyAreNone(String type, String networks, int error)
            throws InterruptedException {
        String params =
                "{\"type\":\"%s\",\"constructorParams\":{\"mediaPipeline\":\"%s\"},\"properties\":{\"senderNetworks\":%s}}"
                        .formatted(type, create("MediaPipeline", ""), networks);

        if (error == 0) {
            client.result("create", params);
        } else {
            assertThat(client.errorCode("create", params)).isEqualTo(error);
        }
        assertThat(relay.engine().pipelines())
                .allSatisfy(alive -> assertThat(alive.endpoints()).hasSize(error == 0 ? 1 : 0));
    }

    @Test
    void answersARepeatedRequestFromMemory() throws InterruptedException {
        String session = client.result("connect", "{}").path("sessionId").asText();
        String request = "{\"jsonrpc\":\"2.0\",\"id\":77,\"method\":\"create\",\"params\":"
                + "{\"type\":\"MediaPipeline\",\"sessionId\":\"" + session + "\"}}";
        client.send(request);
        JsonNode first = client.answer(77);

        try (RawClient again = relay.connect()) {
            again.send(request);
            assertThat(again.answer(77)).isEqualTo(first);
            again.send(request.replace("create", "ping"));
            assertThat(again.answer(77)).isEqualTo(first);
        }
        assertThat(relay.engine().pipelines()).hasSize(1);
    }

    @Test
    void tellsEventsOnTheSocketThatTheSessionWasLastSeenOn() throws InterruptedException {
        String session = client.result("connect", "{}").path("sessionId").asText();
        String pipeline = create("MediaPipeline", "");
        String camera = create("RtpEndpoint", pipeline);
        String viewer = create("WebRtcEndpoint", pipeline);
        String first = subscribe(camera, "ElementConnected");
        String second = subscribe(camera, "ElementConnected");
        client.close();

        try (RawClient later = relay.connect()) {
            assertThat(later.result("connect", "{\"sessionId\":\"" + session + "\"}")
                            .path("sessionId")
                            .asText())
                    .isEqualTo(session);
            later.send("{\"jsonrpc\":\"2.0\",\"id\":100,\"method\":\"invoke\",\"params\":"
                    + operation(camera, "connect", "{\"sink\":\"" + viewer + "\"}") + "}");
            assertThat(List.of(media(later), media(later), media(later)))
                    .as("each once, though subscribed to twice")
                    .containsExactly("AUDIO", "VIDEO", "DATA");

            unsubscribe(later, camera, first);
            unsubscribe(later, camera, second);
            JsonNode disconnected =
                    later.result("invoke", operation(camera, "connect", "{\"sink\":\"" + viewer + "\"}"));
            assertThat(disconnected.path("value").isNull()).isTrue();
            assertThat(later.received()).noneMatch(message -> message.has("method"));
        }
    }

    private static String media(RawClient client) throws InterruptedException {
        JsonNode message = client.next();
        while (!message.has("method")) {
            message = client.next();
        }
        return message.path("params")
                .path("value")
                .path("data")
                .path("mediaType")
                .asText();
    }

    private static void unsubscribe(RawClient client, String object, String subscription) throws InterruptedException {
        assertThat(client.call(
                                "unsubscribe",
                                "{\"object\":\"%s\",\"subscription\":\"%s\"}".formatted(object, subscription))
                        .has("result"))
                .isTrue();
    }

    @Test
    void connectsAndDisconnectsSingleMediaTypes() throws InterruptedException {
        String pipeline = create("MediaPipeline", "");
        String camera = create("RtpEndpoint", pipeline);
        String other = create("RtpEndpoint", pipeline);
        String viewer = create("WebRtcEndpoint", pipeline);
        assertThat(subscribe(camera, "ElementConnected")).isNotEmpty();
        assertThat(subscribe(camera, "ElementDisconnected")).isNotEmpty();

        assertThat(toldBy(camera, "connect", viewer, "VIDEO")).containsExactly("ElementConnected VIDEO");
        assertThat(toldBy(camera, "connect", viewer, "VIDEO")).isEmpty();
        assertThat(client.errorCode(
                        "invoke", operation(other, "connect", "{\"sink\":\"" + viewer + "\",\"mediaType\":\"AUDIO\"}")))
                .as("a viewer plays one camera")
                .isEqualTo(40004);
        assertThat(toldBy(camera, "connect", viewer, ""))
                .containsExactly("ElementConnected AUDIO", "ElementConnected DATA");
        assertThat(toldBy(camera, "disconnect", viewer, "AUDIO")).containsExactly("ElementDisconnected AUDIO");
        assertThat(toldBy(other, "disconnect", viewer, "")).isEmpty();
        assertThat(toldBy(camera, "disconnect", viewer, ""))
                .containsExactly("ElementDisconnected VIDEO", "ElementDisconnected DATA");
    }

    private List<String> toldBy(String source, String operation, String sink, String mediaType)
            throws InterruptedException {
        String type = mediaType.isEmpty() ? "" : ",\"mediaType\":\"" + mediaType + "\"";
        List<JsonNode> passed = new ArrayList<>();
        JsonNode answer =
                client.call("invoke", operation(source, operation, "{\"sink\":\"" + sink + "\"" + type + "}"), passed);
        assertThat(answer.has("result")).as(answer.toString()).isTrue();
        return passed.stream()
                .map(event -> event.path("params").path("value").path("data"))
                .map(event -> event.path("type").asText() + " "
                        + event.path("mediaType").asText())
                .toList();
    }

    @Test
    void anObjectLivesAsLongAsASessionHoldsIt() throws InterruptedException {
        String pipeline = create("MediaPipeline", "");
        String camera = create("RtpEndpoint", pipeline);
        String session = client.result("connect", "{}").path("sessionId").asText();

        try (RawClient other = relay.connect()) {
            String otherSession =
                    other.result("connect", "{}").path("sessionId").asText();
            assertThat(other.result("ref", "{\"object\":\"" + camera + "\"}").size())
                    .isEqualTo(1);
            JsonNode closed = client.call("closeSession", "{\"sessionId\":\"" + session + "\"}");
            assertThat(closed.get("result").isNull()).isTrue();
            assertThat(other.result("describe", "{\"object\":\"" + pipeline + "\"}")
                            .path("type")
                            .asText())
                    .isEqualTo("MediaPipeline");

            assertThat(other.call("closeSession", "{\"sessionId\":\"" + otherSession + "\"}")
                            .has("error"))
                    .isFalse();
            assertThat(other.errorCode("describe", "{\"object\":\"" + pipeline + "\"}"))
                    .isEqualTo(40101);
        }
        assertThat(relay.engine().pipelines()).isEmpty();
    }

    @Test
    void closingASessionWithReleaseTakesItsObjectsFromEverybody() throws InterruptedException {
        String pipeline = create("MediaPipeline", "");
        String session = client.result("connect", "{}").path("sessionId").asText();
        try (RawClient other = relay.connect()) {
            assertThat(other.result("ref", "{\"object\":\"" + pipeline + "\",\"sessionId\":\"other\"}")
                            .size())
                    .isEqualTo(1);

            var unused = client.call("closeSession", "{\"release\":true,\"sessionId\":\"" + session + "\"}");

            assertThat(other.errorCode("describe", "{\"object\":\"" + pipeline + "\"}"))
                    .isEqualTo(40101);
        }
    }

    @Test
    void lookingAtPipelinesKeepsNoneAlive() throws InterruptedException {
        try (TestRelay brief = TestRelay.start(
                        RpcLimits.DEFAULT.withTimes(RpcLimits.DEFAULT.handshake(), Duration.ofMillis(100)));
                RawClient poller = brief.connect()) {
            try (RawClient passing = brief.connect()) {
                var unused = passing.result("create", "{\"type\":\"MediaPipeline\"}");
            }

            Awaitility.await()
                    .atMost(10, TimeUnit.SECONDS)
                    .until(() -> pipelines(poller).isEmpty());
            assertThat(brief.engine().pipelines()).isEmpty();
        }
    }

    private static JsonNode pipelines(RawClient poller) throws InterruptedException {
        JsonNode pipelines = poller.result("invoke", operation("manager_ServerManager", "getPipelines", "{}"))
                .path("value");
        for (JsonNode pipeline : pipelines) {
            var unused = poller.call("describe", "{\"object\":\"" + pipeline.asText() + "\"}");
        }
        return pipelines;
    }

    @Test
    void aTransactionStopsAtTheFirstFailureAndKeepsWhatWasDone() throws InterruptedException {
        JsonNode answers = client.result("transaction", """
                        {"operations":[
                          {"id":0,"method":"create","params":{"type":"MediaPipeline"}},
                          {"id":1,"method":"create","params":{"type":"RtpEndpoint","constructorParams":{"mediaPipeline":"newref:0"}}},
                          {"id":2,"method":"invoke","params":{"object":"newref:1","operation":"fly"}},
                          {"id":3,"method":"release","params":{"object":"newref:0"}}]}""".replace("\n", "")).path("value");

        assertThat(answers).hasSize(3);
        assertThat(answers.path(1).path("result").path("value").asText()).endsWith("_kurento.RtpEndpoint");
        assertThat(answers.path(2).path("error").path("code").asInt()).isEqualTo(40008);
        assertThat(relay.engine().pipelines()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"newref:7", "newref:-1", "newref:x", "newref:99999999999"})
    void aReferenceToNothingIsRefused(String reference) throws InterruptedException {
        assertThat(client.errorCode(
                        "transaction",
                        "{\"operations\":[{\"id\":0,\"method\":\"describe\",\"params\":{\"object\":\"" + reference
                                + "\"}}]}"))
                .isEqualTo(40008);
    }

    @Test
    void boundsWhatOneSessionAndAllSessionsMayHave() throws InterruptedException {
        try (TestRelay small = TestRelay.start(RpcLimits.DEFAULT.withSessions(2, 2, 1));
                RawClient greedy = small.connect()) {
            String pipeline = greedy.result("create", "{\"type\":\"MediaPipeline\"}")
                    .path("value")
                    .asText();
            var unused = greedy.result(
                    "create",
                    "{\"type\":\"RtpEndpoint\",\"constructorParams\":{\"mediaPipeline\":\"" + pipeline + "\"}}");
            assertThat(greedy.errorCode("create", "{\"type\":\"MediaPipeline\"}"))
                    .isEqualTo(40009);
            assertThat(greedy.call("subscribe", "{\"object\":\"" + pipeline + "\",\"type\":\"Error\"}")
                            .has("result"))
                    .isTrue();
            assertThat(greedy.errorCode("subscribe", "{\"object\":\"" + pipeline + "\",\"type\":\"Error\"}"))
                    .isEqualTo(40009);

            assertThat(small.connect().call("connect", "{}").has("result")).isTrue();
            assertThat(small.connect().errorCode("connect", "{}")).isEqualTo(40009);
        }
    }

    private String create(String type, String pipeline) throws InterruptedException {
        String constructor = pipeline.isEmpty() ? "{}" : "{\"mediaPipeline\":\"" + pipeline + "\"}";
        return client.result("create", "{\"type\":\"%s\",\"constructorParams\":%s}".formatted(type, constructor))
                .path("value")
                .asText();
    }

    private String subscribe(String object, String event) throws InterruptedException {
        return client.result("subscribe", "{\"object\":\"%s\",\"type\":\"%s\"}".formatted(object, event))
                .path("value")
                .asText();
    }

    private static String operation(String object, String name, String params) {
        return "{\"object\":\"%s\",\"operation\":\"%s\",\"operationParams\":%s}".formatted(object, name, params);
    }
}

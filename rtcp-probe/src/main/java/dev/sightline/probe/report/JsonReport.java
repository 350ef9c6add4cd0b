package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.WatchedInterface;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;

/** Writes a {@link WatchReport} as JSON. The names of the fields are part of the interface of {@code probe watch --json}. */
final class JsonReport {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private JsonReport() {}

    static String of(WatchReport report) {
        return document(report).toPrettyString();
    }

    static ObjectNode document(WatchReport report) {
        ObjectNode document = NODES.objectNode();
        document.put("verdict", report.verdict().name());
        document.put("from", report.from().toString());
        document.put("until", report.until().toString());
        document.put("seconds", Duration.between(report.from(), report.until()).toMillis() / 1_000.0);
        report.obstacle().ifPresent(obstacle -> {
            document.put("reason", obstacle.reason());
            document.put("cure", obstacle.cure());
        });
        if (report.cameras().isEmpty() && report.obstacle().isEmpty()) {
            noCamera(document, NoCamera.of(report));
        }
        document.put("malformedRtcp", report.malformed());
        document.put("unjudgedStreams", report.unjudged().streams());
        report.untraced().ifPresent(why -> document.put("untraced", why));
        report.clockSet()
                .ifPresent(set -> document.putObject("clockSet")
                        .put("at", set.at().toString())
                        .put("seconds", set.by().toMillis() / 1_000.0));
        each(document.putArray("cameras"), report.cameras(), JsonReport::camera);
        each(document.putArray("interfaces"), report.interfaces(), JsonReport::watchedInterface);
        return document;
    }

    static void noCamera(ObjectNode document, NoCamera none) {
        none.causes().stream().map(Enum::name).forEach(document.putArray("causes")::add);
        document.put("reason", none.reason());
        document.put("cure", none.cure());
    }

    static void camera(ObjectNode node, CameraVerdict camera) {
        CameraJson.camera(node, camera);
    }

    static void watchedInterface(ObjectNode node, WatchedInterface watched) {
        node.put("name", watched.name());
        node.put("loopback", watched.loopback());
        node.put("state", watched.state().name());
        node.put("detail", watched.detail());
        node.put("packets", watched.packets());
        node.put("received", watched.drops().received());
        node.put("dropped", watched.drops().byKernel());
        node.put("droppedByInterface", watched.drops().byInterface());
    }

    static <T> void each(ArrayNode array, List<T> values, BiConsumer<ObjectNode, T> writer) {
        values.forEach(value -> writer.accept(array.addObject(), value));
    }
}

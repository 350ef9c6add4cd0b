package dev.sightline.probe.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Writes an {@link AnalysisReport} as JSON. The names of the fields are part of the interface of {@code probe analyze --json}. */
final class AnalysisJson {
    private AnalysisJson() {}

    static String of(AnalysisReport report) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("verdict", report.verdict().name());
        if (report.cameras().isEmpty()) {
            JsonReport.noCamera(document, NoCamera.of(report));
        }
        document.put("malformedRtcp", report.malformed());
        document.put("unjudgedStreams", report.unjudged().streams());
        report.files().forEach(file -> file(document.withArray("files").addObject(), file));
        report.interfaces().forEach(document.putArray("interfaces")::add);
        document.put("capturedAt", report.atCamera() ? "CAMERA" : "MEDIA_SERVER");
        JsonReport.each(document.putArray("cameras"), report.cameras(), JsonReport::camera);
        return document.toPrettyString();
    }

    private static void file(ObjectNode node, AnalyzedFile file) {
        node.put("file", file.file());
        node.put("packets", file.packets());
        file.first().ifPresent(first -> node.put("first", first.toString()));
        file.last().ifPresent(last -> node.put("last", last.toString()));
        file.times().ifPresent(doubt -> node.put("times", doubt));
        file.unread().ifPresent(unread -> node.put("unread", unread));
        file.uncaptured().ifPresent(others -> node.put("uncaptured", others));
        file.cut().ifPresent(cut -> node.put("cut", cut));
        file.damage().ifPresent(damage -> node.put("damage", damage));
    }
}

package dev.sightline.probe.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a report says of each camera, as "DELIVERED [REMB_MISSING]". */
final class ReportedVerdicts {
    /** The feedback of these tests speaks of no camera in particular, and on a busy machine it begins late. */
    private static final Set<String> OF_THE_TEST = Set.of("WRONG_SSRC", "LEARNT_LATE");

    private ReportedVerdicts() {}

    static Map<String, String> of(JsonNode report) {
        Map<String, String> verdicts = new TreeMap<>();
        report.path("cameras").forEach(camera -> {
            List<String> causes = new ArrayList<>();
            camera.path("causes").forEach(cause -> causes.add(cause.asText()));
            causes.removeAll(OF_THE_TEST);
            verdicts.put(camera.path("camera").asText(), camera.path("verdict").asText() + " " + causes);
        });
        return verdicts;
    }
}

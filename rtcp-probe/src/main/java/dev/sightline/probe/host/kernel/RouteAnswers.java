package dev.sightline.probe.host.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sightline.probe.Route;
import dev.sightline.probe.Route.Kind;
import dev.sightline.probe.host.program.HostCommand;
import dev.sightline.probe.host.program.Literals;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code ip -details -json route get} says. */
final class RouteAnswers {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern FAILED = Pattern.compile("Command failed -:(\\d{1,6})");

    private RouteAnswers() {}

    /**
     * Reads the answers to a batch of questions: one JSON document on a line of standard output for each route, and for
     * each refusal its reason and the question's number, counted from 1, on standard error.
     *
     * @param questions how many routes were asked for
     * @return one answer per question; empty where it is not known
     */
    static List<Optional<Route>> ofBatch(int questions, HostCommand.Output output) {
        Map<Integer, Optional<Route>> refusals = refusals(output.complaint());
        List<Optional<Route>> answers = new ArrayList<>(questions);
        List<String> lines =
                output.text().lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() + refusals.size() != questions) {
            return Collections.nCopies(questions, Optional.empty());
        }
        int line = 0;
        for (int question = 1; question <= questions; question++) {
            Optional<Route> refusal = refusals.get(question);
            answers.add(refusal != null ? refusal : read(lines.get(line++)));
        }
        return answers;
    }

    private static Optional<Route> read(String line) {
        try {
            return parse(line);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static Map<Integer, Optional<Route>> refusals(String complaint) {
        Map<Integer, Optional<Route>> refusals = new HashMap<>();
        String reason = "";
        for (String line : complaint.lines().toList()) {
            Matcher failed = FAILED.matcher(line);
            if (failed.matches()) {
                refusals.put(Integer.parseInt(failed.group(1)), refusal(reason));
            } else {
                reason = line;
            }
        }
        return refusals;
    }

    /** The kernel's own words for each way to refuse (net/ipv4/fib_semantics.c, fib_props). */
    static Optional<Route> refusal(String reason) {
        if (reason.contains("Network is unreachable")) {
            return Optional.of(Route.refused(Kind.NO_ROUTE));
        }
        if (reason.contains("No route to host")) {
            return Optional.of(Route.refused(Kind.UNREACHABLE));
        }
        if (reason.contains("Permission denied")) {
            return Optional.of(Route.refused(Kind.PROHIBIT));
        }
        return reason.contains("Invalid argument") ? Optional.of(Route.refused(Kind.BLACKHOLE)) : Optional.empty();
    }

    /**
     * Reads {@code [{"type":…,"dst":…,"gateway":…,"dev":…,"table":…,"prefsrc":…}]}.
     *
     * @throws IOException when it is not JSON
     */
    static Optional<Route> parse(String output) throws IOException {
        JsonNode route = JSON.readTree(output).path(0);
        String interfaceName = route.path("dev").asText("");
        if (interfaceName.isEmpty()) {
            return Optional.empty();
        }
        Kind kind = kind(route.path("type").asText(""));
        JsonNode gateway = route.has("via") ? route.path("via").path("host") : route.path("gateway");
        return Optional.of(new Route(
                interfaceName,
                Literals.address(gateway.asText("")),
                Literals.address(route.path("prefsrc").asText("")),
                kind,
                table(kind, route.path("table").asText("")),
                Optional.empty()));
    }

    /**
     * A kernel without policy rules keeps its two tables as one, and says main of what stands in local; of 0.0.0.0, which
     * it takes for the loopback address, it says nothing.
     */
    private static String table(Kind kind, String said) {
        boolean merged = kind == Kind.LOCAL && (said.isEmpty() || said.equals("main"));
        return merged ? "local" : said;
    }

    private static Kind kind(String type) {
        return switch (type) {
            case "local" -> Kind.LOCAL;
            case "broadcast" -> Kind.BROADCAST;
            case "multicast" -> Kind.MULTICAST;
            default -> Kind.UNICAST;
        };
    }
}

package dev.sightline.probe.report;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Evidence;
import dev.sightline.probe.LeftOut;
import dev.sightline.probe.ReturnPath;
import dev.sightline.probe.RtcpFlow;
import dev.sightline.probe.Severity;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.WatchedInterface;
import dev.sightline.probe.Wording;
import dev.sightline.probe.clock.ClockSet;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A watch while it runs, one line per camera. Rates are those of the last few seconds, by the reports that were shown
 * before, and at first those since it began. Not for several threads.
 */
public final class LiveTable {
    private static final Duration RATES_OVER = Duration.ofSeconds(5);
    private static final int MAX_REPORTS = 64;
    private static final int LINES_BELOW_THE_HEADING = 3;
    private static final Map<Column, String> HEADINGS =
            Stream.of(Column.values()).collect(Collectors.toMap(column -> column, column -> column.heading));

    private static final String ENDS = "Ctrl-C ends with a summary.";

    private static final Evidence NOTHING = Evidence.none(ReturnPath.unknown());

    private final boolean colours;
    private final Deque<WatchReport> shown = new ArrayDeque<>();

    /** @param colours whether verdicts are coloured by ANSI sequences, which have no width */
    public LiveTable(boolean colours) {
        this.colours = colours;
    }

    /**
     * The lines to show now.
     *
     * @param until when the watch ends
     * @param width columns of the terminal: what has no room is left out or cut, but no verdict where there are 40
     * @param height lines of the terminal: where not all cameras have room, the worst come first
     */
    public List<String> lines(WatchReport now, Instant until, int width, int height) {
        WatchReport before = before(now);
        List<String> heading = heading(now, until, width);
        List<CameraVerdict> cameras = inOrder(now.cameras(), height - heading.size() - LINES_BELOW_THE_HEADING);
        List<Map<Column, String>> rows = new ArrayList<>();
        rows.add(HEADINGS);
        Map<InetAddress, Evidence> earlier = new HashMap<>();
        boolean isFirst = before.until().equals(now.until());
        if (!isFirst) {
            before.cameras().forEach(camera -> earlier.put(camera.camera(), camera.evidence()));
        }
        Instant since = isFirst ? now.clockSet().map(ClockSet::at).orElse(now.from()) : before.until();
        double seconds = Duration.between(since, now.until()).toMillis() / 1_000.0;
        cameras.forEach(camera -> rows.add(row(camera, earlier, seconds, now.until())));

        List<String> lines = new ArrayList<>(heading);
        FittedRows fitted = new FittedRows(rows, width);
        rows.forEach(row -> lines.add(line(row, fitted.fitted(row), width)));
        if (cameras.size() < now.cameras().size()) {
            lines.add(cut("… and " + (now.cameras().size() - cameras.size()) + " more", width));
        }
        losses(now).ifPresent(text -> lines.add(cut(text, width)));
        return lines;
    }

    private WatchReport before(WatchReport now) {
        if (shown.stream().anyMatch(earlier -> !earlier.clockSet().equals(now.clockSet()))) {
            shown.clear(); // all counts begin anew
        }
        shown.addLast(now);
        while (shown.size() > MAX_REPORTS
                || (shown.size() > 1
                        && Duration.between(shown.getFirst().until(), now.until())
                                        .compareTo(RATES_OVER)
                                > 0)) {
            shown.removeFirst();
        }
        return shown.getFirst();
    }

    private static List<CameraVerdict> inOrder(List<CameraVerdict> cameras, int lines) {
        int room = Math.max(1, lines);
        if (cameras.size() <= room) {
            return cameras;
        }
        return cameras.stream()
                .sorted(Comparator.comparing(camera -> -Severity.of(camera.verdict())))
                .limit(room)
                .toList();
    }

    /** How one ends it has a line of its own where there is no room beside the verdicts. */
    private static List<String> heading(WatchReport now, Instant until, int width) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        now.cameras().forEach(camera -> counts.merge(camera.verdict(), 1L, Long::sum));
        String verdicts = counts.entrySet().stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
        String so = Duration.between(now.from(), now.until()).toSeconds() + " of "
                + Duration.between(now.from(), until).toSeconds() + " s, "
                + (verdicts.isEmpty() ? "no RTP from any camera yet" : verdicts) + ".";
        String line = so + " " + ENDS;
        return line.length() <= width ? List.of(line) : List.of(cut(so, width), cut(ENDS, width));
    }

    private static Map<Column, String> row(
            CameraVerdict camera, Map<InetAddress, Evidence> earlier, double seconds, Instant now) {
        Evidence evidence = camera.evidence();
        Evidence before = earlier.getOrDefault(camera.camera(), NOTHING);
        String rtp = evidence.rtpPackets() == 0
                ? "-"
                : evidence.rtpPackets() + " " + rate(evidence.rtpPackets() - before.rtpPackets(), seconds, "%.0f");
        return Map.of(
                Column.CAMERA, Wording.address(camera.camera()),
                Column.RTP_IN, rtp,
                Column.RTCP_OUT, rtcp(types(evidence), types(before), seconds),
                Column.INTERFACE, Wording.harmless(interfaces(evidence)),
                Column.VERDICT, camera.verdict().name(),
                Column.SINCE, elapsed(Duration.between(camera.finding().since(), now)));
    }

    private static String rtcp(Map<String, Long> now, Map<String, Long> before, double seconds) {
        Set<String> types = new TreeSet<>(now.keySet());
        if (types.size() > 1) {
            types.remove("SDES"); // goes with every report
        }
        return types.isEmpty()
                ? "-"
                : types.stream()
                        .map(type -> type + " " + now.getOrDefault(type, 0L) + " "
                                + rate(now.getOrDefault(type, 0L) - before.getOrDefault(type, 0L), seconds, "%.1f"))
                        .collect(Collectors.joining(", "));
    }

    private static Map<String, Long> types(Evidence evidence) {
        Map<String, Long> types = new TreeMap<>();
        evidence.rtcpOut().forEach(flow -> flow.types().forEach((type, count) -> types.merge(type, count, Long::sum)));
        return types;
    }

    private static String rate(long count, double seconds, String format) {
        return String.format(Locale.ROOT, format, seconds > 0 ? Math.max(0, count) / seconds : 0.0) + "/s";
    }

    /** The way in, then the way out where it is another one. */
    private static String interfaces(Evidence evidence) {
        String in = String.join(",", evidence.rtpInterfaces());
        String out = evidence.rtcpOut().stream()
                .map(RtcpFlow::interfaceName)
                .distinct()
                .collect(Collectors.joining(","));
        if (in.isEmpty() && out.isEmpty()) {
            return "-";
        }
        return out.isEmpty() || out.equals(in) ? in : in + " → " + out;
    }

    private static String elapsed(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 120 ? seconds + " s" : seconds / 60 + " min";
    }

    private static Optional<String> losses(WatchReport now) {
        LeftOut leftOut = LeftOut.of(now.interfaces());
        String text = Stream.concat(
                        now.interfaces().stream().flatMap(LiveTable::loss),
                        leftOut.isNone() ? Stream.empty() : Stream.of(leftOut.reason()))
                .collect(Collectors.joining("; "));
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static Stream<String> loss(WatchedInterface watched) {
        return switch (watched.state()) {
            case CAPTURED ->
                watched.drops().byKernel() == 0
                        ? Stream.empty()
                        : Stream.of(watched.name() + " lost " + watched.drops().byKernel() + " of "
                                + watched.drops().received() + " packets");
            case LEFT_OUT -> Stream.empty();
            case DOWN, NOT_OPENED, VANISHED -> Stream.of(watched.name() + " is not captured: " + watched.detail());
        };
    }

    private String line(Map<Column, String> row, Map<Column, String> cells, int width) {
        String plain = FittedRows.line(cells);
        if (!colours || row == HEADINGS || plain.length() > width) {
            return cut(plain, width);
        }
        String verdict = row.getOrDefault(Column.VERDICT, "");
        cells.computeIfPresent(
                Column.VERDICT, (column, cell) -> cell.replace(verdict, colour(verdict) + verdict + "\u001b[0m"));
        return FittedRows.line(cells);
    }

    private static String colour(String verdict) {
        return switch (Verdict.valueOf(verdict)) {
            case DELIVERED -> "\u001b[32m";
            case NO_MEDIA, UNPROVEN -> "\u001b[33m";
            default -> "\u001b[31m";
        };
    }

    private static String cut(String line, int width) {
        String plain = Wording.harmless(line);
        return plain.length() <= width ? plain : plain.substring(0, Math.max(0, width - 1)) + "…";
    }
}

package dev.sightline.gateway.negotiations;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.ReturnPathPolicy;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import dev.sightline.sdp.rewrite.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What differs between a camera's own offer and the one that was built of it, line by line with the reason. A line that
 * stands in both, whatever its place in its section, is no difference.
 */
final class RebuiltOffer {
    static final String RULE = "camera-offer";

    private final RebuiltReason reason;
    private final List<Change> changes = new ArrayList<>();

    private RebuiltOffer(ReturnPathPolicy policy) {
        this.reason = new RebuiltReason(policy);
    }

    /** @throws dev.sightline.sdp.SdpException when a section of {@code given} has no valid port */
    static List<Change> changes(SessionDescription given, SessionDescription built, ReturnPathPolicy policy) {
        RebuiltOffer compared = new RebuiltOffer(policy);
        compared.compare(given.sessionLines(), built.sessionLines());
        for (MediaDescription section : given.media()) {
            boolean used = given.media(section.type()).filter(section::equals).isPresent();
            Optional<MediaDescription> counterpart = used ? built.media(section.type()) : Optional.empty();
            compared.compare(
                    section.lines(), counterpart.map(MediaDescription::lines).orElse(List.of()));
        }
        return List.copyOf(compared.changes);
    }

    private void compare(List<SdpLine> given, List<SdpLine> built) {
        Map<String, Deque<SdpLine>> added = new HashMap<>();
        Map<String, Integer> unchanged = new HashMap<>();
        given.forEach(line -> unchanged.merge(line.content(), 1, Integer::sum));
        List<SdpLine> fresh = new ArrayList<>();
        for (SdpLine line : built) {
            if (!take(unchanged, line.content())) {
                fresh.add(line);
                added.computeIfAbsent(kind(line), kind -> new ArrayDeque<>()).add(line);
            }
        }
        Set<SdpLine> placed = Collections.newSetFromMap(new IdentityHashMap<>());
        for (SdpLine line : given) {
            if (take(unchanged, line.content())) {
                Optional<SdpLine> instead =
                        Optional.ofNullable(added.get(kind(line))).map(Deque::poll);
                instead.ifPresent(placed::add);
                changes.add(change(Optional.of(line), instead, line.number()));
            }
        }
        int last = given.isEmpty() ? 0 : given.get(given.size() - 1).number();
        fresh.stream()
                .filter(line -> !placed.contains(line))
                .forEach(line -> changes.add(change(Optional.empty(), Optional.of(line), last)));
    }

    private static boolean take(Map<String, Integer> counts, String content) {
        int count = counts.getOrDefault(content, 0);
        counts.put(content, count - 1);
        return count > 0;
    }

    private Change change(Optional<SdpLine> before, Optional<SdpLine> after, int line) {
        String why = reason.of(after.or(() -> before).orElseThrow(), after.isEmpty());
        return new Change(before.map(SdpLine::content), after.map(SdpLine::content), RULE, why, line);
    }

    /** Lines of one kind may take each other's place. */
    private static String kind(SdpLine line) {
        String name = line.attributeName().map(attribute -> "a=" + attribute).orElse(String.valueOf(line.type()));
        return line.payloadType().isPresent() ? name + ' ' + line.payloadType().getAsInt() : name;
    }
}

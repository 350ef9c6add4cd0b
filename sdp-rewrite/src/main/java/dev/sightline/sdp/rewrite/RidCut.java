package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.Rid;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.Simulcast;
import dev.sightline.sdp.Simulcast.Alternative;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Leaves the payload types that are kept in {@code a=rid:… pt=} (RFC 8851, section 4). A stream of which none is left goes,
 * from {@code a=simulcast} too.
 */
final class RidCut {
    private static final String REASON = "the payload types that the stream is restricted to are cut";
    private static final String FORMATS = "pt=";

    private final MediaDescription section;
    private final LineEdits edits;
    private final boolean[] keep;

    /** @param keep by payload type */
    RidCut(MediaDescription section, LineEdits edits, boolean[] keep) {
        this.section = section;
        this.edits = edits;
        this.keep = keep;
    }

    void cut() {
        Set<String> gone = new HashSet<>();
        for (SdpLine line : section.lines()) {
            if (line.isAttribute("rid")) {
                line.view(Rid.class).ifPresent(rid -> rid(line, rid, gone));
            }
        }
        if (!gone.isEmpty()) {
            for (SdpLine line : section.lines()) {
                if (line.isAttribute("simulcast")) {
                    line.view(Simulcast.class).ifPresent(simulcast -> simulcast(line, simulcast, gone));
                }
            }
        }
    }

    private void rid(SdpLine line, Rid rid, Set<String> gone) {
        String left = Arrays.stream(rid.restrictions().split(";"))
                .map(this::restriction)
                .flatMap(Optional::stream)
                .collect(Collectors.joining(";"));
        if (left.equals(rid.restrictions())) {
            return;
        }
        boolean restricted = Arrays.stream(left.split(";")).anyMatch(RidCut::namesFormats);
        if (restricted) {
            edits.replace(line, new Rid(rid.id(), rid.sending(), left).toLine(), REASON);
        } else {
            gone.add(rid.id());
            edits.remove(line, REASON);
        }
    }

    /** Empty when it names formats and none of them is left. */
    private Optional<String> restriction(String written) {
        if (!namesFormats(written)) {
            return Optional.of(written);
        }
        String left = Arrays.stream(written.strip().substring(FORMATS.length()).split(","))
                .filter(this::isKept)
                .collect(Collectors.joining(","));
        return left.isEmpty() ? Optional.empty() : Optional.of(FORMATS + left);
    }

    private static boolean namesFormats(String restriction) {
        return restriction.strip().startsWith(FORMATS);
    }

    /** What is no payload type is not for this rule to judge. */
    private boolean isKept(String number) {
        boolean payloadType = !number.isEmpty()
                && number.length() <= 3
                && number.chars().allMatch(c -> c >= '0' && c <= '9')
                && Integer.parseInt(number) < keep.length;
        return !payloadType || keep[Integer.parseInt(number)];
    }

    private void simulcast(SdpLine line, Simulcast simulcast, Set<String> gone) {
        Simulcast left = new Simulcast(without(simulcast.send(), gone), without(simulcast.receive(), gone));
        if (left.send().isEmpty() && left.receive().isEmpty()) {
            edits.remove(line, REASON);
        } else if (!left.equals(simulcast)) {
            edits.replace(line, left.toLine(), REASON);
        }
    }

    private static List<List<Alternative>> without(List<List<Alternative>> streams, Set<String> gone) {
        return streams.stream()
                .map(stream -> stream.stream()
                        .filter(alternative -> !gone.contains(alternative.rid()))
                        .toList())
                .filter(stream -> !stream.isEmpty())
                .toList();
    }
}

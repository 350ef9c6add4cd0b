package dev.sightline.probe.file;

import dev.sightline.probe.CameraVerdict;
import dev.sightline.probe.Cause;
import dev.sightline.probe.Verdict;
import dev.sightline.probe.Wording;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a watch notes in its file beside the packets, as comments that people can read, too: what it did not capture, and
 * what it said, for it knew more than packets show. Read from a file they are what others wrote: of a text that is not
 * exactly such a note nothing is taken.
 *
 * @param limited whether it was told the interfaces to capture on
 * @param leftOut the interfaces that were up and were not captured on; empty where the watch did not come to note its end
 * @param said its last verdict on each camera
 */
public record WatchNotes(boolean limited, Optional<Set<String>> leftOut, Map<InetAddress, Said> said) {
    /** Of a file in which no watch noted anything. */
    public static final WatchNotes NONE = new WatchNotes(false, Optional.empty(), Map.of());

    /** Stands for the interfaces that are not named, for there are too many. */
    private static final String OTHERS = "others";

    private static final String ONLY = "sightline-probe captured only on: ";
    private static final String LEFT_OUT = "sightline-probe did not capture on: ";
    private static final String NOTHING = "-";
    private static final String SAID = "sightline-probe said: ";
    private static final String SEPARATOR = ", ";

    private static final int MOST_INTERFACES = 1_024;
    private static final int MOST_CAMERAS = 16_384;
    private static final int MOST_CAUSES = 16;
    private static final int CAMERAS_IN_A_NOTE = 128;
    private static final Pattern INTERFACE = Pattern.compile("[!-~&&[^,]]{1,15}");
    private static final Pattern NOT_IN_A_NAME = Pattern.compile("[^!-~]|,");

    /** Whether the watch came to its end, so that it said what it had to say. */
    public boolean areWhole() {
        return leftOut.isPresent();
    }

    /** What it said of a camera. */
    public record Said(Verdict verdict, List<Cause> causes) {
        /** Copies the list. */
        public Said {
            causes = List.copyOf(causes);
        }

        @Override
        public String toString() {
            return verdict
                    + (causes.isEmpty()
                            ? ""
                            : " (" + causes.stream().map(Cause::name).collect(Collectors.joining(SEPARATOR)) + ")");
        }
    }

    /** Copies the sets. */
    public WatchNotes {
        leftOut = leftOut.map(Set::copyOf);
        said = Map.copyOf(said);
    }

    /** What is noted at the beginning: the interfaces that were asked for; empty where none were, for all are captured on. */
    public static Optional<String> atTheBeginning(Collection<String> interfaces) {
        return interfaces.isEmpty() ? Optional.empty() : Optional.of(ONLY + names(interfaces));
    }

    /** What is noted at the end, as one comment or more. */
    public static List<String> atTheEnd(Collection<String> leftOut, List<CameraVerdict> cameras) {
        List<String> notes = new ArrayList<>();
        notes.add(LEFT_OUT + (leftOut.isEmpty() ? NOTHING : names(leftOut)));
        for (int first = 0; first < Math.min(cameras.size(), MOST_CAMERAS); first += CAMERAS_IN_A_NOTE) {
            notes.add(cameras.subList(first, Math.min(first + CAMERAS_IN_A_NOTE, cameras.size())).stream()
                    .map(WatchNotes::verdict)
                    .collect(Collectors.joining(SEPARATOR, SAID, "")));
        }
        return notes;
    }

    private static String names(Collection<String> interfaces) {
        Stream<String> named = interfaces.stream()
                .limit(MOST_INTERFACES)
                .map(name -> NOT_IN_A_NAME.matcher(name).replaceAll("?"))
                .sorted();
        return Stream.concat(named, Stream.of(OTHERS).filter(others -> interfaces.size() > MOST_INTERFACES))
                .collect(Collectors.joining(SEPARATOR));
    }

    private static String verdict(CameraVerdict camera) {
        return Stream.concat(
                        Stream.of(
                                Wording.address(camera.camera()),
                                camera.verdict().name()),
                        camera.finding().causes().stream().limit(MOST_CAUSES).map(Cause::name))
                .collect(Collectors.joining(" "));
    }

    /** Reads the comments of a file. */
    static WatchNotes of(List<String> comments) {
        boolean limited = false;
        Optional<Set<String>> leftOut = Optional.empty();
        Map<InetAddress, Said> said = new HashMap<>();
        for (String comment : comments) {
            limited |= comment.startsWith(ONLY);
            if (comment.startsWith(LEFT_OUT)) {
                Set<String> names = new TreeSet<>(leftOut.orElse(Set.of()));
                names.addAll(interfaces(comment.substring(LEFT_OUT.length())));
                leftOut = Optional.of(names);
            } else if (comment.startsWith(SAID)) {
                Stream.of(comment.substring(SAID.length()).split(SEPARATOR, -1))
                        .limit(Math.max(0, MOST_CAMERAS - said.size()))
                        .forEach(text -> addVerdict(text.split(" ", MOST_CAUSES + 3), said));
            }
        }
        return new WatchNotes(limited, leftOut, said);
    }

    private static Set<String> interfaces(String text) {
        return text.equals(NOTHING)
                ? Set.of()
                : Stream.of(text.split(SEPARATOR, -1))
                        .filter(name -> INTERFACE.matcher(name).matches())
                        .limit(MOST_INTERFACES + 1)
                        .collect(Collectors.toSet());
    }

    private static void addVerdict(String[] words, Map<InetAddress, Said> said) {
        byte[] address = words[0].indexOf('%') >= 0 ? null : NetUtil.createByteArrayFromIpAddressString(words[0]);
        if (address == null || words.length < 2) {
            return;
        }
        try {
            List<Cause> causes = Stream.of(words)
                    .skip(2)
                    .limit(MOST_CAUSES)
                    .map(Cause::valueOf)
                    .toList();
            said.put(InetAddress.getByAddress(address), new Said(Verdict.valueOf(words[1]), causes));
        } catch (IllegalArgumentException | UnknownHostException noVerdict) {
            // another version's, or nobody's
        }
    }
}

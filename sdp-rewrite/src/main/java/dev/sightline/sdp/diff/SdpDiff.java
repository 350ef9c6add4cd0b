package dev.sightline.sdp.diff;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SessionDescription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares two descriptions by what they mean for media: where it goes, in which codecs, in which direction, with which
 * feedback and keys. What a section leaves out it has from the session, as RFC 8866 says. The order of lines, line ends,
 * the order of parameters, and {@code o=}, {@code s=}, {@code t=} and other lines that no packet depends on make no
 * difference; the order of formats does. Sections are paired by {@code a=mid} where all have one, else the first video with the first video and
 * so on.
 */
public final class SdpDiff {
    private final List<Difference> found = new ArrayList<>();

    private SdpDiff() {}

    /** Section by section, in the first description's order; empty when both mean the same. Linear time. */
    public static List<Difference> between(SessionDescription first, SessionDescription second) {
        SdpDiff diff = new SdpDiff();
        diff.compare(0, "session", SessionFacts.of(first), SessionFacts.of(second));
        diff.sections(first, second);
        return List.copyOf(diff.found);
    }

    private void sections(SessionDescription first, SessionDescription second) {
        Map<String, MediaDescription> others = new HashMap<>();
        boolean byMid = haveMids(first) && haveMids(second);
        Map<String, Integer> times = new HashMap<>();
        for (MediaDescription section : second.media()) {
            others.put(key(section, times, byMid), section);
        }
        times.clear();
        int place = 0;
        Set<MediaDescription> paired = new HashSet<>();
        for (MediaDescription section : first.media()) {
            place++;
            Optional<MediaDescription> other = Optional.ofNullable(others.get(key(section, times, byMid)));
            if (other.isPresent()) {
                paired.add(other.get());
                compare(place, section.type(), SectionFacts.of(first, section), SectionFacts.of(second, other.get()));
                codecs(place, section.type(), Codecs.of(section), Codecs.of(other.get()));
            } else {
                found.add(new Difference(
                        place, section.type(), "section", List.of(section.line().content()), List.of()));
            }
        }
        place = 0;
        for (MediaDescription section : second.media()) {
            place++;
            if (!paired.contains(section)) {
                found.add(new Difference(
                        place,
                        section.type(),
                        "section",
                        List.of(),
                        List.of(section.line().content())));
            }
        }
    }

    private static boolean haveMids(SessionDescription session) {
        Set<String> mids = new HashSet<>();
        return session.media().stream()
                .allMatch(section -> section.mid().filter(mids::add).isPresent());
    }

    /** @param times how often each type was seen so far */
    private static String key(MediaDescription section, Map<String, Integer> times, boolean byMid) {
        return byMid ? section.mid().orElse("") : times.merge(section.type(), 1, Integer::sum) + " " + section.type();
    }

    private void compare(int section, String media, Facts first, Facts second) {
        Set<String> all = new LinkedHashSet<>(first.names());
        all.addAll(second.names());
        for (String what : all) {
            Set<String> one = first.of(what);
            Set<String> other = second.of(what);
            if (!one.equals(other)) {
                found.add(new Difference(section, media, what, without(one, other), without(other, one)));
            }
        }
    }

    /** An answerer takes the first format that it knows: the order of those that both have is compared. */
    private void codecs(int section, String media, Codecs first, Codecs second) {
        compare(section, media, first.facts(second), second.facts(first));
        Set<String> both = first.common(second);
        FeedbackSaid one = first.feedback();
        FeedbackSaid other = second.feedback();
        compare(section, media, one.facts(other, both), other.facts(one, both));
        order(section, media, first, second);
    }

    private void order(int section, String media, Codecs first, Codecs second) {
        List<String> one = common(first, second);
        List<String> other = common(second, first);
        if (!one.equals(other)) {
            found.add(new Difference(
                    section,
                    media,
                    "order of preference",
                    List.of(String.join(" > ", one)),
                    List.of(String.join(" > ", other))));
        }
    }

    private static List<String> common(Codecs codecs, Codecs others) {
        Set<String> known = new HashSet<>(others.names());
        return codecs.names().stream().filter(known::contains).toList();
    }

    private static List<String> without(Set<String> all, Set<String> others) {
        return all.stream().filter(value -> !others.contains(value)).toList();
    }
}

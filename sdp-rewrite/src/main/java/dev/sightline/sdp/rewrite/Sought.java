package dev.sightline.sdp.rewrite;

import dev.sightline.sdp.MediaDescription;
import dev.sightline.sdp.SdpText;
import dev.sightline.sdp.SessionDescription;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Words for what a rule looked for and did not find. Whatever a description brings is cut short. */
final class Sought {
    private static final int LISTED = 12;

    private Sought() {}

    /** Every section of that type will do; where there is one {@code otherwise} is why it stays. */
    static String in(SessionDescription session, String type, String otherwise) {
        return in(session, type, section -> true, "", otherwise);
    }

    /**
     * @param eligible of which sections the rule speaks
     * @param exempt why it speaks of no other
     */
    static String in(
            SessionDescription session,
            String type,
            Predicate<MediaDescription> eligible,
            String exempt,
            String otherwise) {
        List<MediaDescription> sections = session.media().stream()
                .filter(section -> section.type().equals(type))
                .toList();
        if (sections.isEmpty()) {
            return "no m=" + type + " section; "
                    + are(session.media().stream().map(MediaDescription::type), "no section at all");
        }
        return sections.stream().noneMatch(eligible) ? exempt : otherwise;
    }

    static String portZero(String type) {
        return "every m=" + type + " section has port 0, which stays";
    }

    static String rejected(String type) {
        return "every m=" + type + " section is refused";
    }

    /** {@code there are video, audio}: each once, the first few. */
    static String are(Stream<String> found, String none) {
        List<String> few = found.distinct().limit(LISTED).map(SdpText::shown).toList();
        return "there " + (few.size() > 1 ? "are " : "is ") + (few.isEmpty() ? none : String.join(", ", few));
    }

    /** Where a section holds some of the codecs: that they are so. */
    static String codecs(SessionDescription session, String type, List<CodecChoice> codecs, String already) {
        String wanted = list(codecs.stream().map(CodecChoice::toString));
        boolean found = session.media().stream()
                .filter(section -> section.type().equals(type))
                .anyMatch(section -> !ChosenFormats.in(section, codecs).isEmpty());
        return found
                ? wanted + " " + already
                : "no " + wanted + " in m=" + type + "; there is " + CameraCodecs.describe(session, type);
    }

    static String list(Stream<String> wanted) {
        return wanted.limit(LISTED).map(SdpText::shown).collect(Collectors.joining(", "));
    }
}

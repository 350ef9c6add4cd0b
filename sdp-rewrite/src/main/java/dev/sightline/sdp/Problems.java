package dev.sightline.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What in a description differs from the grammar. One idea everywhere: a line that a view does not understand has one
 * problem, that of its first wrong character. Linear time.
 */
final class Problems {
    private static final String SESSION_ORDER = "vosiuepcbtrzka";
    private static final String SECTION_ORDER = "micbka";
    private static final String FREE_TEXT = "siuepk";

    private final List<SdpProblem> found = new ArrayList<>();

    private Problems() {}

    static List<SdpProblem> of(SessionDescription session) {
        Problems problems = new Problems();
        for (SdpLine line : session.lines()) {
            of(line).ifPresent(problems.found::add);
        }
        problems.order(session.sessionLines(), SESSION_ORDER);
        for (MediaDescription section : session.media()) {
            problems.order(section.lines(), SECTION_ORDER);
        }
        problems.found.sort((one, other) -> Integer.compare(one.line(), other.line()));
        problems.missing(session);
        return List.copyOf(problems.found);
    }

    /** The first thing that is wrong with one line. */
    static Optional<SdpProblem> of(SdpLine line) {
        String content = line.content();
        if (line.isTerminator()) {
            return harmless(
                    line, 1, "NUL stands behind the last line, as at the end of a string in C; nothing was expected");
        }
        int control = SdpText.firstControl(content);
        if (control >= 0) {
            return problem(
                    line,
                    control + 1,
                    "there is " + named(content.charAt(control)) + "; printable characters were expected");
        }
        if (content.isEmpty()) {
            return harmless(line, 1, "the line is empty; x=value was expected");
        }
        if (!SdpText.isTyped(content)) {
            String cure = content.strip().equals("SDP:")
                    ? "; ffmpeg prints this line before the description: cut it off"
                    : "";
            return problem(line, 1, "'" + SdpText.shown(content) + "': a letter, '=' and a value were expected" + cure);
        }
        if (SESSION_ORDER.indexOf(line.type()) < 0 && !line.isMedia()) {
            return problem(
                    line,
                    1,
                    "'" + SdpText.shown(content) + "': one of the letters " + SESSION_ORDER
                            + "m was expected before '='");
        }
        if (line.type() == 'v' && !content.stripTrailing().equals("v=0")) {
            return problem(line, 3, "'" + SdpText.shown(content) + "': version 0 was expected");
        }
        return malformed(line).or(() -> around(line, content));
    }

    private static Optional<SdpProblem> malformed(SdpLine line) {
        LineParser<? extends SdpValue> parser = Views.parserOf(line);
        if (parser == null) {
            return Optional.empty();
        }
        try {
            parser.read(line.reader());
            return Optional.empty();
        } catch (MalformedLine e) {
            return Optional.of(e.in(line));
        }
    }

    /** What a strict reader stumbles over although the value itself is fine. */
    private static Optional<SdpProblem> around(SdpLine line, String content) {
        if (line.endsWithSpace() && FREE_TEXT.indexOf(line.type()) < 0) {
            return harmless(
                    line, content.length(), "'" + SdpText.shown(content) + "': no space was expected at its end");
        }
        if (line.ending().equals("\r")) {
            return harmless(line, content.length() + 1, "the line ends with a lone carriage return; CRLF was expected");
        }
        return Optional.empty();
    }

    private void order(List<SdpLine> lines, String order) {
        int reached = -1;
        char reachedType = 0;
        for (SdpLine line : lines) {
            int rank = order.indexOf(line.type());
            // t=, r= and z= may come as several groups.
            boolean again = (line.type() == 't' || line.type() == 'r') && (reachedType == 'r' || reachedType == 't');
            if (rank >= 0 && rank < reached && !again) {
                harmless(
                                line,
                                1,
                                "a " + line.type() + "= line stands after " + reachedType + "=; the order " + order
                                        + " was expected (RFC 8866, section 5)")
                        .ifPresent(found::add);
            } else if (rank >= 0) {
                reached = rank;
                reachedType = line.type();
            } else if (line.type() != SdpLine.NO_TYPE && SESSION_ORDER.indexOf(line.type()) >= 0) {
                problem(line, 1, "a " + line.type() + "= line belongs before the first m=")
                        .ifPresent(found::add);
            }
        }
    }

    private void missing(SessionDescription session) {
        if (session.lines().isEmpty() || session.lines().get(0).type() != 'v') {
            missing("a session description begins with v=0; it does not");
        }
        for (char type : new char[] {'o', 's', 't'}) {
            if (session.sessionLines().stream().noneMatch(line -> line.type() == type)) {
                missing("there is no " + type + "= line; one was expected before the first m=");
            }
        }
        if (session.sessionLines().stream().noneMatch(SdpLine::isConnection)
                && session.media().stream()
                        .anyMatch(section -> section.lines().stream().noneMatch(SdpLine::isConnection))) {
            missing("a section has no c= line, and neither has the session; one of them was expected");
        }
    }

    private void missing(String message) {
        found.add(new SdpProblem(0, 0, message, false));
    }

    private static Optional<SdpProblem> problem(SdpLine line, int column, String message) {
        return Optional.of(new SdpProblem(line.number(), column, message, false));
    }

    private static Optional<SdpProblem> harmless(SdpLine line, int column, String message) {
        return Optional.of(new SdpProblem(line.number(), column, message, true));
    }

    private static String named(char c) {
        if (c == 0) {
            return "a NUL";
        }
        return c > 0xff ? "a character beyond ISO-8859-1" : "a control character";
    }
}

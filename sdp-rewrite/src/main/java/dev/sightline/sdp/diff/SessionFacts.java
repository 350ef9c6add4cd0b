package dev.sightline.sdp.diff;

import dev.sightline.sdp.Direction;
import dev.sightline.sdp.SdpLine;
import dev.sightline.sdp.SessionDescription;
import java.util.Set;

/** What concerns all sections and is not handed down to each of them. */
final class SessionFacts {
    /** Sections that do not say these have them from the session. */
    private static final Set<String> HANDED_DOWN = Set.of("setup", "ice-ufrag", "ice-pwd", "fingerprint");

    private SessionFacts() {}

    static Facts of(SessionDescription session) {
        Facts facts = new Facts();
        for (SdpLine line : session.sessionLines()) {
            if (line.type() == 'b') {
                facts.add("bandwidth", line.value().strip());
            } else if (line.isAttribute()
                    && !Direction.isSaidBy(line)
                    && !HANDED_DOWN.contains(line.attributeName().orElse(""))) {
                facts.add(
                        "a=" + line.attributeName().orElse(""),
                        line.attributeValue().strip());
            }
        }
        return facts;
    }
}

package dev.sightline.sdp;

import java.util.List;

/**
 * Sections that belong together: {@code a=group:semantics mid …} (RFC 5888, section 5).
 *
 * @param semantics {@code BUNDLE}: one transport for all (RFC 9143); {@code LS}: played in step
 * @param mids the sections by their {@code a=mid}; may be empty
 */
public record Group(String semantics, List<String> mids) implements SdpValue {
    /** The list is copied. */
    public Group {
        mids = List.copyOf(mids);
    }

    static Group read(ValueReader in) throws MalformedLine {
        return new Group(in.token("what the group means was expected, as in a=group:BUNDLE 0 1"), in.words());
    }

    @Override
    public String toLine() {
        return "a=group:" + semantics + (mids.isEmpty() ? "" : " " + String.join(" ", mids));
    }
}

package dev.sightline.sdp.diff;

import java.util.List;

/**
 * One thing that two descriptions say differently.
 *
 * @param section counted from 1, in the first description where both have it; 0 for what concerns all sections
 * @param media the section's kind: {@code video}, {@code audio} …; {@code session} for section 0
 * @param what {@code port}, {@code address}, {@code codec}, {@code a=candidate} …
 * @param first what only the first description says
 * @param second what only the second one says
 */
public record Difference(int section, String media, String what, List<String> first, List<String> second) {
    /** The lists are copied. */
    public Difference {
        first = List.copyOf(first);
        second = List.copyOf(second);
    }

    /** Where it is, for people: {@code video (section 1)}. */
    public String where() {
        return section == 0 ? media : media + " (section " + section + ")";
    }

    @Override
    public String toString() {
        return where() + ": " + what + ": " + said(first) + " → " + said(second);
    }

    private static String said(List<String> values) {
        return values.isEmpty() ? "nothing" : String.join(", ", values);
    }
}

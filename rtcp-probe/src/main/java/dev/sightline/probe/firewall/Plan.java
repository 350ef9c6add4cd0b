package dev.sightline.probe.firewall;

import java.util.List;

/**
 * What may come in; everything else that nobody here asked for is dropped, and everything may go out.
 *
 * @param openings in the order in which they are opened: SSH first
 * @param notes what a person should know who reads the plan, one line each
 */
public record Plan(List<Opening> openings, List<String> notes) {
    /** Copies the lists. */
    public Plan {
        openings = List.copyOf(openings);
        notes = List.copyOf(notes);
    }

    /** The plan in the words of one of the two programs, lines ending in {@code \n}. */
    public String as(Form form) {
        return switch (form) {
            case NFT -> NftForm.of(this);
            case UFW -> UfwForm.of(this);
        };
    }
}
